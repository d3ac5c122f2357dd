"""The inbox rows one principal brings to a reader, as a query to be limited, merged or counted."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, or_, select

from engine.queries.cursor import Filters
from engine.queries.reader import Reader, Source
from engine.store import tables as t
from engine.store.columns import urgency_rank


def source_rows(reader: Reader, source: Source, asked: Filters, *columns: Any) -> Select[Any]:
    """Rows of `source` that pass the filters; what another person has signed for is left out."""
    mine = [reader.person] + ([source.behalf] if source.behalf else [])
    query = (
        select(*columns)
        .join(t.task, t.task.c.id == t.inbox.c.task_id)
        .where(
            t.inbox.c.principal == source.principal,
            or_(t.task.c.assignee.is_(None), t.task.c.assignee.in_(mine)),
        )
    )
    if source.behalf:
        query = query.where(t.task.c.deputy.in_(source.levels))
    if source.procedures:
        query = query.where(t.inbox.c.procedure.in_(source.procedures))
    if asked.procedure:
        query = query.where(t.inbox.c.procedure == asked.procedure)
    if asked.urgency:
        query = query.where(t.inbox.c.urgency_rank == urgency_rank(asked.urgency))
    if asked.text:
        query = query.join(t.document, t.document.c.instance_id == t.task.c.instance_id).where(
            t.document.c.search.contains(asked.text, autoescape=True)
        )
    return query
