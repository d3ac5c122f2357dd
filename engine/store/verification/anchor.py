"""The checkpoint that everything is held against, and whether the notes follow one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from engine.errors import Refused
from engine.history.checkpoint import NOTHING, read_checkpoint
from engine.history.digests import hash_of
from engine.history.keys import PublicKey
from engine.history.note import Note, read_note
from engine.history.signer import signed_by
from engine.history.tree import Leaf, root
from engine.store import tables as t
from engine.store.checkpoints import Stored, heads_at, stored
from engine.store.verification.findings import Problem, apart


@dataclass(frozen=True)
class Trust:
    """Whose signatures count, and notes held outside the database: `against` is what everything is held against (None:
    the last witnessed one inside), `exported` the newest of the folder, which must be inside as well."""

    office: Sequence[PublicKey] = ()
    witnesses: Sequence[PublicKey] = ()
    against: Note | None = None
    exported: Note | None = None


def anchor_of(connection: Connection, trust: Trust, problems: list[Problem]) -> tuple[int | None, Note | None]:
    """The checkpoint everything is held against: given, else the last that was countersigned, else the last."""
    if trust.against is not None:
        number = read_checkpoint(trust.against.text).number
        return number, trust.against
    try:
        found = stored(connection, witnessed=True) or stored(connection)
    except Refused as refused:
        problems.append(apart("checkpoint_changed", "", f"检查点被改动:{refused.zh}", refused.en))
        return None, None
    return (found.n, found.note) if found else (None, None)


def bounds_of(
    connection: Connection, n: int | None, note: Note | None, problems: list[Problem]
) -> dict[int, dict[int, bytes]]:
    """Chain -> event -> hash that a checkpoint binds: the one everything is held against, and the newest beside it.

    What was signed since the last countersignature cannot bind whoever holds the server's key, but everybody else.
    """
    found: dict[int, dict[int, bytes]] = {}
    try:
        newest = stored(connection)
    except Refused:
        newest = None  # told by `wrong_notes`
    pairs = [(n, note), *([(newest.n, newest.note)] if newest is not None and newest.n != n else [])]
    for number, signed in pairs:
        for leaf in bound_heads(connection, number, signed, problems):
            found.setdefault(leaf.id, {})[leaf.events] = leaf.head
    return found


def bound_heads(connection: Connection, n: int | None, note: Note | None, problems: list[Problem]) -> list[Leaf]:
    """The heads the checkpoint binds, when they make its root; else what was kept of them proves nothing."""
    if n is None or note is None:
        return []
    said, heads = read_checkpoint(note.text), heads_at(connection, n)
    hash = hash_of(said.alg)
    if root([leaf.hash(hash) for leaf in heads], hash) != said.root or len(heads) != said.leaves:
        problems.append(
            apart(
                "checkpoint_heads", str(n), f"第{n}号检查点所载链头被改动", f"the heads of checkpoint {n} were changed"
            )
        )
    return heads


def wrong_notes(connection: Connection, trust: Trust) -> Iterator[Problem]:
    """Every note follows from the one before and is signed by the office; the one held outside is among them."""
    c, previous, number = t.checkpoint.c, NOTHING, 0
    missing = {note.text for note in (trust.against, trust.exported) if note is not None}
    rows = connection.execute(select(c.n, c.at, c.note, c.witness, c.leaves, c.events, c.root, c.alg).order_by(c.n))
    for row in rows:
        try:
            kept = Stored(**{**row._mapping, "note": read_note(row.note)})
            said = kept.checkpoint
            sound = kept.agrees and said.previous == previous and said.number > number
        except (Refused, ValueError, TypeError):
            sound = False
        if sound and trust.office and not any(signed_by(kept.note, key) for key in trust.office):
            sound = False
        if sound and row.witness and trust.witnesses and not any(signed_by(kept.note, k) for k in trust.witnesses):
            sound = False
        if not sound:
            n = row.n
            yield apart("checkpoint_changed", str(n), f"第{n}号检查点被改动", f"checkpoint {n} was changed")
            return
        previous, number = said.hash, said.number
        missing.discard(kept.note.text)
    for n in sorted(read_checkpoint(text).number for text in missing):
        yield apart(
            "checkpoint_missing", str(n), f"库中没有所持的第{n}号检查点", f"checkpoint {n}, held outside, is missing"
        )
