"""What lies beside a matter's steps: readings, moved dues, links to other matters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine.queries.case import Matter
from engine.queries.masking import veil_of
from engine.queries.reader import Reader
from engine.queries.visibility import visible_among
from engine.store import tables as t


@dataclass(frozen=True)
class Reading:
    """Something sent to somebody to be read; `mine`: to the reader himself."""

    person: str
    kind: str
    sent_by: str
    sent_at: datetime
    words: str
    urges: int
    opened_at: datetime | None
    read_at: datetime | None
    mine: bool


@dataclass(frozen=True)
class DueChange:
    """A due that moved; `subject` is a step's name, "" for the matter."""

    subject: str
    why: str
    old: datetime | None
    new: datetime | None
    at: datetime


@dataclass(frozen=True)
class Link:
    """Another matter that sent to this one, or was sent to; `id` None when the reader may not see it."""

    id: int | None
    number: str
    procedure: str
    title: str
    direction: str
    name: str
    at: datetime


def readings_of(matter: Matter) -> tuple[Reading, ...]:
    """Unread ones first, then by rank."""
    r, reader = t.reading.c, matter.reader
    rows = reader.connection.execute(select(t.reading).where(r.instance_id == matter.row.id).order_by(r.n)).all()
    ranks = {person: n for n, person in enumerate(reader.organization.in_rank(row.person for row in rows))}
    return tuple(
        Reading(
            reader.name(row.person), row.kind, reader.name(row.sent_by), row.sent_at, row.words, row.urges,
            row.opened_at, row.read_at, row.person == reader.person,
        )
        for row in sorted(rows, key=lambda row: (row.read_at is not None, ranks[row.person], row.n))
    )  # fmt: skip


def due_changes_of(matter: Matter) -> tuple[DueChange, ...]:
    d, reader = t.due_change.c, matter.reader
    names = {
        str(row.id): row.label or row.name
        for row in reader.connection.execute(
            select(t.task.c.id, t.task.c.name, t.task.c.label).where(t.task.c.instance_id == matter.row.id)
        )
    }
    rows = reader.connection.execute(
        select(t.due_change).where(d.instance_id == matter.row.id).order_by(d.seq, d.subject)
    )
    return tuple(DueChange(names.get(row.subject, ""), row.why, row.old, row.new, row.at) for row in rows)


def links_of(matter: Matter) -> tuple[Link, ...]:
    """Both ways; each other matter once per direction, with its title when the reader may see it."""
    reader, link = matter.reader, t.link.c
    rows = reader.connection.execute(
        select(t.link, t.instance.c.title, t.instance.c.definition_id, t.document.c.content)
        .outerjoin(t.instance, t.instance.c.id == link.other_id)
        .outerjoin(t.document, t.document.c.instance_id == link.other_id)
        .where(link.instance_id == matter.row.id)
        .order_by(link.seq)
    ).all()
    visible = visible_among(reader, {row.other_id for row in rows})
    found: dict[tuple[int, str], Link] = {}
    for row in rows:
        other, title = (row.other_id, _title(reader, row)) if row.other_id in visible else (None, "")
        found[row.other_id, row.direction] = Link(
            other, row.other_number, row.other_procedure, title, row.direction, row.name, row.at
        )
    return tuple(found.values())


def _title(reader: Reader, row: Any) -> str:
    """The other matter's title as the reader may read it."""
    if row.title is None:
        return ""
    return veil_of(reader, reader.definition(row.definition_id), row.content).text(row.title)
