"""Matters by what people call them: one by its number, those of a procedure and year, as far as the person may see."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from engine.clock import LOCAL
from engine.errors import NotYours
from engine.queries.reader import reading
from engine.queries.visibility import visible_among
from engine.store import tables as t
from engine.store.office import Office


def matters(office: Office, person: str, procedure: str, year: int) -> list[tuple[int, str]]:
    """(id, number) of the matters of a procedure started in a year that the person may see, oldest first."""
    begin, end = (datetime(y, 1, 1, tzinfo=LOCAL).astimezone(UTC) for y in (year, year + 1))
    i = t.instance.c
    with reading(office, person) as reader:
        found = reader.connection.execute(
            select(i.id, i.number)
            .where(i.procedure == procedure, i.started_at >= begin, i.started_at < end)
            .order_by(i.id)
        ).all()
        visible = visible_among(reader, [row.id for row in found])
        return [(row.id, row.number) for row in found if row.id in visible]


def matter(office: Office, person: str, number: str) -> int:
    """The id behind a case number or a document number; NotYours when there is none for this person."""
    i = t.instance.c
    with reading(office, person) as reader:
        found = reader.connection.execute(
            select(i.id).where((i.number == number) | (i.document_number == number)).order_by(i.id)
        ).scalars()
        visible = visible_among(reader, list(found))
    if not visible:
        raise NotYours()
    return min(visible)
