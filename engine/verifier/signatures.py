"""Layer 4: who signed the checkpoints, who witnessed them, when, and whether they follow from one another.

Keys given by the auditor are trusted; those in the package prove only that it agrees with itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta, timezone
from itertools import pairwise

from .findings import Findings
from .keys import Key, NotAKey, read_key
from .notes import NotANote, Note, Signed, read_signed
from .package import MANIFEST, SIGNED_MANIFEST, Package
from .timestamp import check_timestamp
from .wording import quoted

BEIJING = timezone(timedelta(hours=8))


@dataclass(frozen=True)
class Trust:
    """Keys the auditor brought himself."""

    servers: tuple[Key, ...] = ()
    witnesses: tuple[Key, ...] = ()


def check_signatures(
    package: Package, notes: dict[int, Note], bound: Mapping[str, Mapping[int, int]], trust: Trust, found: Findings
) -> None:
    """`bound`: for each matter which checkpoints bind it, and how many of its events."""
    own, witnessed = _package_keys(package, found), set[int]()
    proving = {number for numbers in bound.values() for number in numbers}
    for number in sorted(notes):
        note, path = notes[number], f"checkpoints/{number}.note"
        _by_server(note, f"第 {number} 号检查点", f"checkpoint {number}", trust, own, found, path)
        if number in proving and _witnessed(note, trust.witnesses, own, found):
            witnessed.add(number)
        check_timestamp(package, note, found)
    if not trust.servers:
        found.gap(
            4, "no_trusted_key",
            "没有提供服务器公钥(--key):签名只用包内自带的公钥核对,只能说明包内前后一致,不能证明出自该机关。",
            "No server key was given (--key): signatures were checked with keys from the package itself, which proves "
            "that it agrees with itself and nothing more.",
        )  # fmt: skip
    _check_manifest(package, trust, own, found)
    _check_witnesses(bound, witnessed, trust, found)
    _follow([notes[number] for number in sorted(notes)], found)
    for number in sorted(proving & notes.keys()):
        at = notes[number].time
        local = at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")
        found.fact(4, f"第 {number} 号检查点签于北京时间 {local}", f"checkpoint {number} of {at.isoformat()}")


def _package_keys(package: Package, found: Findings) -> tuple[Key, ...]:
    keys = []
    for name in package.archive.under("keys/"):
        try:
            keys.append(read_key(package.archive.read(name)))
        except NotAKey:
            found.fault(
                4, "key_unreadable", f"公钥无法读取:{quoted(name)}。", f"{quoted(name)} is no public key.", path=name
            )
    return tuple(keys)


def _signed(note: Signed, key: Key) -> bool | None:
    """Whether the note bears this key's signature, None when it bears none."""
    lines = [s.signature for s in note.signatures if (s.name, s.key_id) == (key.name, key.key_id)]
    return all(key.verify(note.text, signature) for signature in lines) if lines else None


def _by_server(note: Signed, zh: str, en: str, trust: Trust, own: Sequence[Key], found: Findings, path: str) -> None:
    """A trusted key must have signed; without any, every line by a key of the package must hold."""
    answers = [_signed(note, key) for key in trust.servers or own]
    if False in answers:
        found.fault(
            4, "signature_wrong", f"{zh}的签名无效:内容被改动或签名系伪造。", f"The signature of {en} does not hold.",
            path=path,
        )  # fmt: skip
    elif True not in answers:
        whose = "您信任的公钥" if trust.servers else "包内公钥"
        names = quoted("、".join(f"{signature.name}+{signature.key_id.hex()}" for signature in note.signatures))
        found.fault(
            4, "signed_by_another", f"{zh}不是由{whose}签名的(签名写的是 {names});也可能是公钥给错了,请先核对。",
            f"{en} is not signed by a key that is trusted (its lines name {names}); check that the key given is right.",
            path=path,
        )  # fmt: skip


def _check_manifest(package: Package, trust: Trust, own: Sequence[Key], found: Findings) -> None:
    """The server's signature under the manifest proves what else nothing does: who made the package, and metadata."""
    if SIGNED_MANIFEST not in package.archive:
        found.fault(
            4, "manifest_unsigned", "清单的签名被去掉:包内是否少了事项、元数据是否被改,无从证明。",
            "The manifest's signature is gone: matters may be missing, metadata may be changed.", path=SIGNED_MANIFEST,
        )  # fmt: skip
        return
    try:
        note = read_signed(package.archive.read(SIGNED_MANIFEST))
        named = dict(line.partition(" ")[::2] for line in note.text.decode().split("\n"))
    except NotANote as error:
        found.fault(
            4, "note_unreadable", "清单的签名无法读取。", f"{SIGNED_MANIFEST} is no note: {error}.",
            path=SIGNED_MANIFEST,
        )  # fmt: skip
        return
    if named.get("package") != hashlib.sha256(package.archive.read(MANIFEST)).hexdigest():
        found.fault(
            4, "manifest_changed", "清单被改动:不是服务器签名的那一份。", "The manifest is not the one signed.",
            path=MANIFEST,
        )  # fmt: skip
    _by_server(note, "清单", "the manifest", trust, own, found, SIGNED_MANIFEST)


def _witnessed(note: Note, witnesses: Sequence[Key], own: Sequence[Key], found: Findings) -> bool:
    """Whether a trusted witness has signed; a line that does not hold is a fault whoever's it is."""
    n = note.number
    answers = [_signed(note, key) for key in witnesses]
    if False in answers or False in [_signed(note, key) for key in own]:
        found.fault(
            4, "witness_wrong", f"第 {n} 号检查点的见证签名无效。", f"A witness's signature of {n} does not hold.",
            path=f"checkpoints/{n}.note",
        )  # fmt: skip
    elif True in answers:
        found.fact(4, f"第 {n} 号检查点有您信任的见证人签名", f"checkpoint {n} is countersigned by a witness you trust")
        return True
    return False


def _check_witnesses(
    bound: Mapping[str, Mapping[int, int]], witnessed: Collection[int], trust: Trust, found: Findings
) -> None:
    """From which event on nobody but the server vouches for a matter."""
    if not trust.witnesses:
        found.gap(
            4, "no_trusted_witness", "没有提供见证人公钥(--witness):见证未核对。",
            "No witness's key was given (--witness): nobody checked who witnessed the checkpoints.",
        )  # fmt: skip
        return
    for instance, numbers in bound.items():
        whole = max(numbers.values())
        far = max((events for number, events in numbers.items() if number in witnessed), default=0)
        if far < whole:
            found.gap(
                4, "not_witnessed", f"第 {far + 1} 条起的事件还没有您信任的见证人签名。",
                f"Events from {far + 1} on bear no signature of a witness you trust.", instance=instance, seq=far + 1,
            )  # fmt: skip


def _follow(notes: list[Note], found: Findings) -> None:
    """Each checkpoint names the one before it, and history only grows."""
    if notes and notes[0].number == 1 and any(notes[0].previous):
        found.fault(4, "notes_part", "第 1 号检查点之前不应再有检查点。", "Checkpoint 1 names one before it.")
    for before, after in pairwise(notes):
        path = f"checkpoints/{after.number}.note"
        if after.previous != before.hash:  # numbers may jump after a backup was restored, what is named may not
            if after.number == before.number + 1:
                found.fault(
                    4, "notes_part", f"第 {after.number} 号检查点没有接上第 {before.number} 号。",
                    f"Checkpoint {after.number} does not follow from {before.number}.", path=path,
                )  # fmt: skip
            else:
                found.gap(
                    4, "notes_missing",
                    f"第 {before.number} 号与第 {after.number} 号之间的检查点不在包内,后者是否接续前者未核验。",
                    f"Checkpoints between {before.number} and {after.number} are missing: whether one follows from the "
                    "other is not verified.", path=path,
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
