"""What a question found: a hit is one matter, with the act in it that was found when there is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, or_, select

from engine.queries.bodies import opened
from engine.queries.masking import veils_of
from engine.queries.reader import Reader
from engine.queries.trail import HistoryLine, line_of
from engine.store import tables as t

CHUNK = 100


@dataclass(frozen=True)
class Hit:
    """`at`: when it was done, due or begun. `seq` is the event, for the replay; `seconds` it took and `usual` seconds
    of the step; `due_at` when it should have been done and `done_at` when it was."""

    instance_id: int
    number: str
    document_number: str
    title: str
    procedure: str
    procedure_name: str
    unit: str
    state: str
    end_state: str
    at: datetime
    seq: int | None = None
    line: HistoryLine | None = None
    step: str = ""
    who: str = ""
    due_at: datetime | None = None
    done_at: datetime | None = None
    days_late: int = 0
    seconds: int | None = None
    usual: int | None = None
    amount: Decimal | None = None


@dataclass(frozen=True)
class Sums:
    """Matters that together reach what each stays below."""

    unit: str
    subject: str
    total: Decimal
    threshold: Decimal
    days: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Found:
    """One page. `total` is capped; `since` the first day that was looked at when the question named none."""

    hits: tuple[Hit, ...] = ()
    next: str = ""
    total: int = 0
    since: date | None = None
    sums: tuple[Sums, ...] = ()


@dataclass(frozen=True)
class Raw:
    """A row of the instance (lists.INSTANCE and starter_unit) with what was found in it, before it is put in words."""

    row: Any
    at: datetime
    seq: int | None = None
    more: dict[str, Any] = field(default_factory=dict)


def hits(reader: Reader, found: Sequence[Raw]) -> tuple[Hit, ...]:
    """In words, masked as the reader may read them."""
    lines = _lines(reader, found)
    veils = veils_of(reader, {raw.row.instance_id: raw.row.definition_id for raw in found})
    made = []
    for raw in found:
        row = raw.row
        hit = Hit(
            row.instance_id, row.number, row.document_number or "", row.title, row.procedure,
            reader.definition(row.definition_id).procedure.name, row.starter_unit, row.state, row.end_state or "",
            raw.at, raw.seq, lines.get((row.instance_id, raw.seq)) if raw.seq else None, **raw.more,
        )  # fmt: skip
        made.append(veils[row.instance_id].over(hit) if row.instance_id in veils else hit)
    return tuple(made)


def _lines(reader: Reader, found: Sequence[Raw]) -> dict[tuple[int, int | None], HistoryLine]:
    """The events as lines a page can say in plain words."""
    keys = {(raw.row.instance_id, raw.seq): raw.row.definition_id for raw in found if raw.seq}
    rows = [row for n in range(0, len(keys), CHUNK) for row in _events(reader, list(keys)[n : n + CHUNK])]
    bodies = {(row.instance_id, row.seq): opened(row) for row in rows}
    wanted = sorted({body["task"] for body in bodies.values() if body.get("task")})
    task, names = t.task.c, dict[int, Any]()
    for n in range(0, len(wanted), CHUNK):
        named = select(task.id, task.name, task.label).where(task.id.in_(wanted[n : n + CHUNK]))
        names |= {row.id: row for row in reader.connection.execute(named)}
    return {
        (row.instance_id, row.seq): line_of(
            reader, row, bodies[row.instance_id, row.seq], names, reader.definition(keys[row.instance_id, row.seq])
        )
        for row in rows
    }


def _events(reader: Reader, keys: Sequence[tuple[int, Any]]) -> Sequence[Any]:
    """Each along the key of history: SQLite would read the whole table for a list of pairs."""
    h = t.history.c
    each = or_(*(and_(h.instance_id == instance, h.seq == seq) for instance, seq in keys))
    return reader.connection.execute(select(t.history).where(each)).all()
