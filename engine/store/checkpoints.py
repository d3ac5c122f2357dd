"""Reading and writing checkpoints: the heads of all chains now and then, and the notes over them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, insert, select

from engine.history import GENESIS
from engine.history.checkpoint import Checkpoint, read_checkpoint
from engine.history.note import Note, read_note
from engine.history.tree import Leaf
from engine.store import tables as t
from engine.store.journal import JOURNAL

CHUNK = 1000


@dataclass(frozen=True)
class Stored:
    """A checkpoint of the table: its note, and what the note says."""

    n: int
    at: datetime
    note: Note
    witness: str | None
    leaves: int
    events: int
    root: bytes
    alg: str

    @property
    def checkpoint(self) -> Checkpoint:
        return read_checkpoint(self.note.text)

    @property
    def agrees(self) -> bool:
        """The columns say what the note says."""
        said = self.checkpoint
        return (said.number, said.leaves, said.events, said.root, said.alg, said.time) == (
            self.n, self.leaves, self.events, self.root, self.alg, self.at,
        )  # fmt: skip


def stored(connection: Connection, n: int | None = None, *, witnessed: bool = False) -> Stored | None:
    """A checkpoint by number, or the newest (that bears a witness's line); raises Refused for a malformed note."""
    c = t.checkpoint.c
    wanted = select(c.n, c.at, c.note, c.witness, c.leaves, c.events, c.root, c.alg).order_by(c.n.desc()).limit(1)
    if n is not None:
        wanted = wanted.where(c.n == n)
    if witnessed:
        wanted = wanted.where(c.witness.is_not(None))
    row = connection.execute(wanted).one_or_none()
    return None if row is None else Stored(**{**row._mapping, "note": read_note(row.note)})


def notes_since(connection: Connection, n: int) -> list[Note]:
    """The notes after checkpoint n, oldest first."""
    c = t.checkpoint.c
    return [read_note(note) for note in connection.execute(select(c.note).where(c.n > n).order_by(c.n)).scalars()]


def heads_now(connection: Connection) -> Iterator[Leaf]:
    """The head of every chain as the database says it is: the journal first, then instances by id."""
    journal = connection.execute(select(t.setting.c.value).where(t.setting.c.key == "journal")).scalar_one_or_none()
    yield Leaf(JOURNAL, journal["seq"], bytes.fromhex(journal["hash"])) if journal else Leaf(JOURNAL, 0, GENESIS)
    i = t.instance.c
    for row in connection.execute(select(i.id, i.events, i.head).order_by(i.id)):
        yield Leaf(row.id, row.events, row.head)


def heads_at(connection: Connection, n: int) -> list[Leaf]:
    """The heads that checkpoint n binds, in order of id."""
    h = t.checkpoint_head.c
    last = (
        select(h.instance_id, func.max(h.checkpoint).label("n"))
        .where(h.checkpoint <= n)
        .group_by(h.instance_id)
        .subquery()
    )
    rows = connection.execute(
        select(h.instance_id, h.events, h.head)
        .join(last, and_(last.c.instance_id == h.instance_id, last.c.n == h.checkpoint))
        .order_by(h.instance_id)
    )
    return [Leaf(row.instance_id, row.events, row.head) for row in rows]


def keep_checkpoint(connection: Connection, checkpoint: Checkpoint, note: Note, changed: list[Leaf]) -> None:
    connection.execute(
        insert(t.checkpoint),
        {
            "n": checkpoint.number, "at": checkpoint.time, "leaves": checkpoint.leaves, "events": checkpoint.events,
            "root": checkpoint.root, "alg": checkpoint.alg, "note": note.written, "token": None,
            "witnessed_at": None, "witness": None,
        },
    )  # fmt: skip
    for start in range(0, len(changed), CHUNK):
        connection.execute(
            insert(t.checkpoint_head),
            [
                {"checkpoint": checkpoint.number, "instance_id": leaf.id, "events": leaf.events, "head": leaf.head}
                for leaf in changed[start : start + CHUNK]
            ],
        )
