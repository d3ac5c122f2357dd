"""The matters of a procedure as they were known at a moment, in the form figures count them.

A matter that has not changed since is read from its tables; one that has is folded again from its history up to
that moment. Replay proves that both say the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, select

from engine.figures import Record
from engine.history import Event, opened
from engine.organization import Organization
from engine.queries.matter import Rows, record_of
from engine.store import tables as t
from engine.store.folding import fold

PARTS: tuple[Table, ...] = (
    t.document, t.task, t.opinion, t.document_number, t.message, t.due_change, t.request, t.link,
)  # fmt: skip
FROM_HISTORY = frozenset({"facts", "fact"})  # names that tables do not hold
CHUNK = 400


@dataclass(frozen=True)
class Wanted:
    """Matters of one procedure as known at `cutoff`, less those that ended before `since`; `names` are asked for."""

    procedure: str
    cutoff: datetime
    since: datetime
    names: Collection[str]

    @classmethod
    def of(cls, procedure: str, cutoff: datetime, begin: datetime, look_back: int, names: Collection[str]) -> Wanted:
        """Matters that ended `look_back` days before the period begins are too old to have a date in it."""
        return cls(procedure, cutoff, begin - timedelta(days=look_back), names)


def records(connection: Connection, organization: Organization, wanted: Wanted) -> Iterator[Record]:
    """In the order they were started."""
    i = t.instance.c
    found = connection.execute(
        select(t.instance)
        .where(i.procedure == wanted.procedure, i.started_at <= wanted.cutoff)
        .where(i.ended_at.is_(None) | (i.ended_at >= wanted.since))
        .order_by(i.started_at, i.id)
    ).all()
    for n in range(0, len(found), CHUNK):
        part = {row.id: dict(row._mapping) for row in found[n : n + CHUNK]}
        settled = {id for id, row in part.items() if is_settled(row, wanted.cutoff)}
        events = _events(connection, set(part) - settled, wanted.cutoff)
        if FROM_HISTORY & set(wanted.names):
            events |= _events(connection, settled, wanted.cutoff)
        stored = _stored(connection, settled)
        for id, row in part.items():
            told = events.get(id, [])
            rows: Rows = {**stored[id], "instance": [row]} if id in settled else _folded(told)
            yield record_of(rows, told, organization)


def is_settled(row: dict[str, Any], cutoff: datetime) -> bool:
    """Whether nothing happened to a matter after the cut-off, so that its rows are what was known then."""
    return bool(row["changed_at"] <= cutoff)


def _stored(connection: Connection, ids: Collection[int]) -> dict[int, Rows]:
    found: dict[int, Rows] = {id: {table.name: [] for table in PARTS} for id in ids}
    if ids:
        for table in PARTS:
            order = list(table.primary_key.columns)
            for row in connection.execute(select(table).where(table.c.instance_id.in_(ids)).order_by(*order)):
                found[row.instance_id][table.name].append(dict(row._mapping))
    return found


def _events(connection: Connection, ids: Collection[int], cutoff: datetime) -> dict[int, list[Event]]:
    h, found = t.history.c, {id: list[Event]() for id in ids}
    if ids:
        rows = connection.execute(
            select(h.instance_id, h.seq, h.kind, h.at, h.actor, h.body, h.sealed, h.on_behalf_of)
            .where(h.instance_id.in_(ids), h.at <= cutoff)
            .order_by(h.instance_id, h.seq)
        )
        for r in rows:
            body = opened(r.body, r.sealed)
            found[r.instance_id].append(Event(r.instance_id, r.seq, r.kind, r.at, r.actor, body, r.on_behalf_of))
    return found


def _folded(events: list[Event]) -> Rows:
    meant = fold(events)
    names = ["instance", *(table.name for table in PARTS)]
    return {name: [row for _, row in sorted(meant[name].items())] for name in names}
