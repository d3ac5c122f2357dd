"""How many lie in each box, counted to a cap so that a full box costs no more than a small one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select, union

from engine.queries.cursor import Filters
from engine.queries.reader import Reader, reading
from engine.queries.sources import source_rows
from engine.store import tables as t
from engine.store.office import Office

CAP = 1000  # a greater count means "more than 1000"


@dataclass(frozen=True)
class Counts:
    """One person's boxes; each at most CAP + 1."""

    todo: int
    done: int
    started: int
    drafts: int

    def __contains__(self, box: str) -> bool:
        return box in self.__dataclass_fields__

    def __getitem__(self, box: str) -> int:
        return int(getattr(self, box))


def count_boxes(office: Office, person: str) -> Counts:
    with reading(office, person) as reader:
        return Counts(
            todo=count_todo(reader, Filters()),
            done=capped(reader, done_rows(reader, Filters(), t.task.c.id)),
            started=capped(reader, started_rows(reader, Filters(), t.instance.c.id)),
            drafts=capped(reader, select(t.draft.c.id).where(t.draft.c.person == reader.person)),
        )


def count_todo(reader: Reader, asked: Filters) -> int:
    parts = []
    for source in reader.sources:
        part = source_rows(reader, source, asked, t.inbox.c.task_id).limit(CAP + 1).subquery()
        parts.append(select(part))
    return capped(reader, select(union(*parts).subquery()))


def capped(reader: Reader, rows: Select[Any]) -> int:
    """The number of rows, or CAP + 1 when there are more."""
    return int(reader.connection.execute(select(func.count()).select_from(rows.limit(CAP + 1).subquery())).scalar_one())


def done_rows(reader: Reader, asked: Filters, *columns: Any) -> Select[Any]:
    """Tasks the reader completed, or that somebody completed for him."""
    query = (
        select(*columns)
        .select_from(t.task)
        .join(t.instance, t.instance.c.id == t.task.c.instance_id)
        .where(
            or_(t.task.c.closed_by == reader.person, t.task.c.on_behalf_of == reader.person),
            t.task.c.state == "completed",
        )
    )
    return _filtered(query, asked)


def started_rows(reader: Reader, asked: Filters, *columns: Any) -> Select[Any]:
    """Instances the reader started."""
    return _filtered(select(*columns).select_from(t.instance).where(t.instance.c.starter == reader.person), asked)


def _filtered(query: Select[Any], asked: Filters) -> Select[Any]:
    if asked.procedure:
        query = query.where(t.instance.c.procedure == asked.procedure)
    if asked.urgency:
        query = query.where(t.instance.c.urgency == asked.urgency)
    if asked.text:
        query = query.join(t.document, t.document.c.instance_id == t.instance.c.id).where(
            t.document.c.search.contains(asked.text, autoescape=True)
        )
    return query
