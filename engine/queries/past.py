"""Where a person's own past lies: tasks completed by him, tasks completed for him, instances he started."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from engine.queries.cursor import Filters
from engine.queries.reader import Reader
from engine.store import tables as t


def done_parts(reader: Reader, asked: Filters, *columns: Any) -> list[Select[Any]]:
    """Completed tasks in two parts, each along an index: by the reader, and by others on his behalf.

    What was done for him was done by one of those who were ever arranged to stand in for him.
    """
    task = t.task.c
    both = select(*columns).select_from(t.task).join(t.instance, t.instance.c.id == task.instance_id)
    mine = both.where(task.closed_by == reader.person, task.state == "completed")
    deputies = sorted({d.deputy for d in reader.organization.deputies if d.principal == reader.person})
    for_me = both.where(task.closed_by.in_(deputies), task.on_behalf_of == reader.person, task.state == "completed")
    return [_filtered(part, asked) for part in ([mine, for_me] if deputies else [mine])]


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
