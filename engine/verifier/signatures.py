"""Layer 4: who signed the checkpoints, who witnessed them, when, and whether they follow from one another.

Keys given by the auditor are trusted; those in the package prove only that it agrees with itself.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .findings import Findings
from .keys import Key, NotAKey, read_key
from .notes import Note
from .package import Package
from .timestamp import check_timestamp


@dataclass(frozen=True)
class Trust:
    """Keys the auditor brought himself."""

    servers: tuple[Key, ...] = ()
    witnesses: tuple[Key, ...] = ()


def check_signatures(
    package: Package, notes: dict[int, Note], proving: Collection[int], trust: Trust, found: Findings
) -> None:
    own = _package_keys(package, found)
    for number in sorted(notes):
        note = notes[number]
        if trust.servers:
            _trusted(note, trust.servers, found)
        else:
            _consistent(note, own, found)
        if number in proving:
            _witnessed(note, trust.witnesses, own, found)
        check_timestamp(package, note, found)
    if not trust.servers and notes:
        found.gap(
            4, "no_trusted_key",
            "没有提供服务器公钥(--key):签名只用包内自带的公钥核对,只能说明包内前后一致,不能证明出自该机关。",
            "No server key was given (--key): signatures were checked with keys from the package itself, which proves "
            "that it agrees with itself and nothing more.",
        )  # fmt: skip
    _follow([notes[number] for number in sorted(notes)], found)
    for number in sorted(proving):
        if number in notes:
            found.fact(
                4, f"第 {number} 号检查点,{notes[number].time.isoformat()}",
                f"checkpoint {number} of {notes[number].time.isoformat()}",
            )  # fmt: skip


def _package_keys(package: Package, found: Findings) -> tuple[Key, ...]:
    keys = []
    for name in package.archive.under("keys/"):
        try:
            keys.append(read_key(package.archive.read(name)))
        except NotAKey:
            found.fault(4, "key_unreadable", f"公钥无法读取:{name}。", f"{name} is no public key.", path=name)
    return tuple(keys)


def _signed(note: Note, key: Key) -> bool | None:
    """Whether the note bears this key's signature, None when it bears none."""
    lines = [s.signature for s in note.signatures if (s.name, s.key_id) == (key.name, key.key_id)]
    return all(key.verify(note.text, signature) for signature in lines) if lines else None


def _trusted(note: Note, servers: Sequence[Key], found: Findings) -> None:
    answers = [_signed(note, key) for key in servers]
    path = f"checkpoints/{note.number}.note"
    if False in answers:
        found.fault(
            4, "signature_wrong", f"第 {note.number} 号检查点的签名无效:内容被改动或签名系伪造。",
            f"The signature of checkpoint {note.number} does not hold.", path=path,
        )  # fmt: skip
    elif True not in answers:
        found.fault(
            4, "signed_by_another", f"第 {note.number} 号检查点不是由您信任的公钥签名的。",
            f"Checkpoint {note.number} is not signed by a key you trust.", path=path,
        )  # fmt: skip


def _consistent(note: Note, own: Sequence[Key], found: Findings) -> None:
    """Every line by a key of the package must hold, and there must be one."""
    answers = [_signed(note, key) for key in own]
    if False in answers or True not in answers:
        found.fault(
            4, "signature_wrong", f"第 {note.number} 号检查点的签名与包内公钥不符。",
            f"Checkpoint {note.number} is not signed by the keys of the package.",
            path=f"checkpoints/{note.number}.note",
        )  # fmt: skip


def _witnessed(note: Note, witnesses: Sequence[Key], own: Sequence[Key], found: Findings) -> None:
    n, path = note.number, f"checkpoints/{note.number}.note"
    answers = [_signed(note, key) for key in witnesses]
    others = [_signed(note, key) for key in own]
    if False in answers or False in others:
        found.fault(
            4, "witness_wrong", f"第 {n} 号检查点的见证签名无效。", f"A witness's signature of {n} does not hold.",
            path=path,
        )  # fmt: skip
    elif True in answers:
        found.fact(4, f"第 {n} 号检查点有您信任的见证人签名", f"checkpoint {n} is countersigned by a witness you trust")
    elif witnesses:
        found.gap(
            4, "not_witnessed", f"第 {n} 号检查点没有您信任的见证人签名。",
            f"Checkpoint {n} bears no signature of a witness you trust.", path=path,
        )  # fmt: skip
    else:
        found.gap(
            4, "no_trusted_witness", f"没有提供见证人公钥(--witness):第 {n} 号检查点的见证未核对。",
            f"No witness's key was given (--witness): nobody checked who witnessed checkpoint {n}.", path=path,
        )  # fmt: skip


def _follow(notes: list[Note], found: Findings) -> None:
    """Each checkpoint names the one before it, and history only grows."""
    if notes and notes[0].number == 1 and any(notes[0].previous):
        found.fault(4, "notes_part", "第 1 号检查点之前不应再有检查点。", "Checkpoint 1 names one before it.")
    for before, after in pairwise(notes):
        path = f"checkpoints/{after.number}.note"
        if after.number == before.number + 1 and after.previous != before.hash:
            found.fault(
                4, "notes_part", f"第 {after.number} 号检查点没有接上第 {before.number} 号。",
                f"Checkpoint {after.number} does not follow from {before.number}.", path=path,
            )  # fmt: skip
        grown = (
            after.origin == before.origin
            and after.time >= before.time
            and after.leaves >= before.leaves
            and after.events >= before.events
            and after.journal_seq >= before.journal_seq
        )
        if not grown:
            found.fault(
                4, "history_shrank", f"第 {after.number} 号检查点比第 {before.number} 号更早或记录更少。",
                f"Checkpoint {after.number} is older or smaller than {before.number}.", path=path,
            )  # fmt: skip
