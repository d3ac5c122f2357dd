"""Where a person's own past lies: tasks completed by him, tasks completed for him, instances he started."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from engine.queries.cursor import Filters
from engine.queries.reader import Reader
from engine.store import tables as t


def done_parts(reader: Reader, asked: Filters, *columns: Any) -> list[Select[Any]]:
    """Completed tasks in two parts, each along an index: by the reader, and by others on his behalf.

    What was done for him is looked for among the instances that named him or a role of his unit.
    """
    task, p = t.task.c, t.participant.c
    both = select(*columns).select_from(t.task).join(t.instance, t.instance.c.id == task.instance_id)
    mine = both.where(task.closed_by == reader.person, task.state == "completed")
    named = [group for group in reader.groups if group == reader.person or "@" in group]
    for_me = both.join(t.participant, p.instance_id == task.instance_id).where(
        p.principal.in_(sorted(named)), task.on_behalf_of == reader.person, task.state == "completed"
    )
    return [_filtered(mine, asked), _filtered(for_me, asked)]


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
