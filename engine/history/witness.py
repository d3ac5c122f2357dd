"""The witness: whoever holds an earlier checkpoint checks that a newer one only extends it, and signs.

Works without the database, from the note and a delta that the office gives out: all heads, and for every chain that
grew the (meta, digest) of its new events, so that the old head provably leads to the new one. The contents of the
events stay in the office. What the witness holds is his own state; nothing of it comes from the office unchecked.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from engine.errors import Refused
from engine.history.chain import GENESIS, chained
from engine.history.checkpoint import NOTHING, Checkpoint, read_checkpoint
from engine.history.digests import hash_of
from engine.history.keys import PublicKey
from engine.history.note import Note, read_note
from engine.history.signer import signed_by
from engine.history.tree import Leaf, root

DELTA = "banjie.delta.v1"
STATE = "banjie.witness.v1"


@dataclass(frozen=True)
class Delta:
    """What leads from one checkpoint to another: the notes between, all heads, the new events of chains that grew."""

    office: str
    since: int
    notes: tuple[Note, ...]
    heads: tuple[Leaf, ...]
    names: Mapping[int, str]  # id -> the matter's number, to name it
    chains: Mapping[int, tuple[tuple[bytes, bytes], ...]]  # id -> (meta, digest) of each new event

    def lines(self) -> Iterator[str]:
        """JSON, one value a line."""
        yield _line({"format": DELTA, "office": self.office, "since": self.since})
        for note in self.notes:
            yield _line({"note": note.written})
        for leaf in self.heads:
            yield _line({"head": [leaf.id, leaf.events, leaf.head.hex(), self.names.get(leaf.id, "")]})
        for id, chain in self.chains.items():
            yield _line({"id": id, "events": [[meta.decode(), digest.hex()] for meta, digest in chain]})


@dataclass(frozen=True)
class Held:
    """What the witness holds: whose checkpoints, the key it trusts, the last it signed, every head of it."""

    key: str
    note: str = ""
    heads: Mapping[int, tuple[int, str]] = field(default_factory=dict)  # id -> (events, hex head)
    breaks: tuple[Mapping[str, Any], ...] = ()  # what it was made to accept, why and when

    def as_json(self) -> dict[str, Any]:
        return {
            "format": STATE, "key": self.key, "note": self.note, "breaks": list(self.breaks),
            "heads": {str(id): list(head) for id, head in self.heads.items()},
        }  # fmt: skip


def read_held(text: str) -> Held:
    try:
        raw = json.loads(text)
        if raw["format"] != STATE:
            raise ValueError(raw["format"])
        heads = {int(id): (int(events), str(head)) for id, (events, head) in raw["heads"].items()}
        return Held(str(raw["key"]), str(raw["note"]), heads, tuple(raw["breaks"]))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused("state_malformed", "见证人状态文件格式有误。", "The witness's state is malformed.") from error


def read_delta(lines: Iterable[str]) -> Delta:
    """Raises Refused `delta_malformed`."""
    office, since, notes, heads, names, chains = "", -1, [], [], {}, {}
    try:
        for number, line in enumerate(lines):
            value = json.loads(line)
            if number == 0:
                if value["format"] != DELTA:
                    raise ValueError(value["format"])
                office, since = str(value["office"]), int(value["since"])
            elif "note" in value:
                notes.append(read_note(value["note"]))
            elif "head" in value:
                id, events, head, name = value["head"]
                heads.append(Leaf(int(id), int(events), bytes.fromhex(head)))
                names[int(id)] = str(name)
            else:
                chain = tuple((str(meta).encode(), bytes.fromhex(digest)) for meta, digest in value["events"])
                chains[int(value["id"])] = chain
    except (ValueError, KeyError, TypeError) as error:
        raise Refused("delta_malformed", "增量文件格式有误。", "The delta is malformed.") from error
    return Delta(office, since, tuple(notes), tuple(heads), names, chains)


def witness(held: Held, keys: Sequence[PublicKey], note: Note, delta: Delta) -> Held:
    """What the witness holds after checking that the note extends what it held; raises Refused, the matter named."""
    new = _checkpoint(keys, note)
    old = read_checkpoint(read_note(held.note).text) if held.note else None
    if old is not None:
        if new.office != old.office:
            raise Refused("witness_office", "不是同一机关的检查点。", "The checkpoint is of another office.")
        if new.number <= old.number:
            if new.text == old.text:
                return held
            raise _fork(new.number)
    _follows(old, keys, note, delta)
    hash = hash_of(new.alg)
    journal = delta.heads[0] if delta.heads else Leaf(0, 0, GENESIS)
    if (
        [leaf.id for leaf in delta.heads] != sorted({leaf.id for leaf in delta.heads})
        or root([leaf.hash(hash) for leaf in delta.heads], hash) != new.root
        or (len(delta.heads), sum(leaf.events for leaf in delta.heads)) != (new.leaves, new.events)
        or (journal.id, journal.events, journal.head) != (0, new.journal_seq, new.journal_head)
    ):
        raise Refused("witness_root", "链头与检查点的根不符。", "The heads do not make the checkpoint's root.")
    _extends(held, delta)
    heads = {leaf.id: (leaf.events, leaf.head.hex()) for leaf in delta.heads}
    return replace(held, note=note.written, heads=heads)


def accepted(held: Held, keys: Sequence[PublicKey], note: Note, delta: Delta, reason: str, at: datetime) -> Held:
    """Begin anew from this note: for a restored database, decided by a person and remembered for good."""
    afresh = witness(replace(held, note="", heads={}), keys, note, delta)
    broke = {"at": at.isoformat(), "reason": reason, "held": held.note, "note": note.written}
    return replace(afresh, breaks=(*held.breaks, broke))


def _checkpoint(keys: Sequence[PublicKey], note: Note) -> Checkpoint:
    if not any(signed_by(note, key) for key in keys):
        raise Refused("witness_signature", "检查点没有机关的有效签名。", "The office's signature is missing or wrong.")
    return read_checkpoint(note.text)


def _follows(old: Checkpoint | None, keys: Sequence[PublicKey], note: Note, delta: Delta) -> None:
    """The notes between name each other, from the one held to the new one."""
    previous, number = (old.hash, old.number) if old else (NOTHING, 0)
    told = {read_checkpoint(each.text).number: each.text for each in delta.notes}
    same = number in told and old is not None and told[number] == old.text
    if delta.since > number or (delta.since < number and same):  # honest, but it does not begin where the witness is
        raise Refused(
            "witness_since",
            f"增量从第{delta.since}号检查点起,所持的是第{number}号:请机关用 --since {number} 重新导出。",
            f"The delta begins at checkpoint {delta.since}, the one held is {number}: export it with --since {number}.",
            since=delta.since, held=number,
        )  # fmt: skip
    for between in delta.notes:
        each = _checkpoint(keys, between)
        if each.previous != previous or each.number <= number:
            raise _fork(each.number)
        previous, number = each.hash, each.number
    if not delta.notes or delta.notes[-1].text != note.text:
        raise Refused("witness_delta", "增量文件不是这个检查点的。", "The delta does not lead to this checkpoint.")


def _extends(held: Held, delta: Delta) -> None:
    now = {leaf.id: leaf for leaf in delta.heads}
    for id, (events, head) in held.heads.items():
        leaf, name = now.get(id), delta.names.get(id) or f"#{id}"
        if leaf is None or leaf.events < events:
            raise _refused("witness_shrank", id, name, "历史变短或丢失", "its history shrank or is gone")
        if leaf.events == events and leaf.head.hex() != head:
            raise _refused("witness_rewritten", id, name, "历史被改写", "its history was rewritten")
    for leaf in delta.heads:
        events, head = held.heads.get(leaf.id, (0, GENESIS.hex()))
        if leaf.events == events:
            continue
        name = delta.names.get(leaf.id) or f"#{leaf.id}"
        chain = delta.chains.get(leaf.id, ())
        if len(chain) != leaf.events - events or _led(leaf.id, events, bytes.fromhex(head), chain) != leaf.head:
            raise _refused(
                "witness_rewritten", leaf.id, name, "新的链头不由原链头延续而来", "its head does not follow on the old"
            )


def _led(id: int, seq: int, head: bytes, chain: Iterable[tuple[bytes, bytes]]) -> bytes | None:
    for meta, digest in chain:
        seq += 1
        try:
            said = json.loads(meta)
            if said["seq"] != seq or said["instance"] != id:
                return None
            head = chained(hash_of(str(said["alg"])), id, seq, head, meta, digest)
        except (ValueError, KeyError, TypeError):
            return None
    return head


def _fork(number: int) -> Refused:
    return Refused(
        "witness_fork", f"第{number}号检查点与所持检查点不在同一条链上(分叉)。",
        f"Checkpoint {number} is not on one chain with the one held: a fork.", number=number,
    )  # fmt: skip


def _refused(code: str, id: int, name: str, zh: str, en: str) -> Refused:
    matter = "机关日志" if id == 0 else f"事项{name}"
    return Refused(code, f"{matter}{zh},不予副署。", f"{name if id else 'journal'}: {en}.", instance=id, name=name)


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
