"""待办: open tasks the reader may do, 红 first, then 特急, then by due date; paged by key, never by offset.

The order is six bands (overdue or not × three urgencies), each a walk along the inbox's primary key, so a
page costs the same with fifty tasks and with a million.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, func, literal, or_, select, union_all

from engine.queries.counts import count_todo
from engine.queries.cursor import Filters, Place, read_place
from engine.queries.masking import masked_rows
from engine.queries.reader import Reader, Source, reading
from engine.queries.rows import InboxPage, InboxRow, attachment_counts, procedures_of
from engine.queries.sources import TODO, Shape, View, parameters_of, shape_of, source_rows
from engine.store import tables as t
from engine.store.columns import FAR_FUTURE
from engine.store.office import Office

PAGE = 30
BANDS = 6


def inbox(
    office: Office, person: str, filters: Filters | None = None, *, size: int = PAGE, view: View = TODO
) -> InboxPage:
    """One page of the person's open tasks: 待办, or another box of tasks."""
    asked = filters or Filters()
    with reading(office, person) as reader:
        start = read_place(asked.after)
        as_of = start.as_of if start else reader.now
        found = list(keys_of(reader, asked, as_of, start, size + 1, view))
        more = len(found) > size
        rows = _rows(reader, found[:size])
        last = found[size - 1] if more else None
        return InboxPage(
            rows=rows,
            next=str(Place(as_of, last[0], last[1], last[2])) if last else "",
            total=count_todo(reader, asked, view) if asked.active else None,
            procedures=procedures_of(reader),
        )


Key = tuple[int, datetime, int, Source]  # band, due, task, whose row it is


def keys_of(
    reader: Reader, asked: Filters, as_of: datetime, start: Place | None, size: int, view: View = TODO
) -> Iterator[Key]:
    """Places in the order of the list, from `start` on."""
    shape, values = shape_of(reader, asked, view), parameters_of(reader, asked)
    wanted = size
    if not shape.places:
        return
    for band in range(start.band if start else 0, BANDS // 2 if view.overdue else BANDS):
        after = start if start and start.band == band else None
        place = {"due": after.due, "task": after.task} if after else {}
        now = {"as_of": as_of, "band_rank": _rank(band), "size": wanted}
        for row in reader.connection.execute(_band(shape, band, after is not None), {**values, **place, **now}):
            wanted -= 1
            yield band, row.due_at, row.task_id, reader.sources[row.source]
        if wanted <= 0:
            return


def _rank(band: int) -> int:
    """The urgency of a band: the first and fourth hold the most urgent."""
    return BANDS // 2 - 1 - band % (BANDS // 2)


@lru_cache(maxsize=512)
def _band(shape: Shape, band: int, continued: bool) -> Select[Any]:
    """One band of the list in order: the first rows of each principal, merged; a task of two principals once."""
    i = t.inbox.c
    rank: BindParameter[int] = bindparam("band_rank")
    conditions: list[ColumnElement[bool]] = [
        i.due_at < bindparam("as_of") if band < BANDS // 2 else i.due_at >= bindparam("as_of"),
        i.urgency_rank >= rank if band % (BANDS // 2) == 0 else i.urgency_rank == rank,
    ]
    if continued:
        conditions.append(
            or_(i.due_at > bindparam("due"), and_(i.due_at == bindparam("due"), i.task_id > bindparam("task")))
        )
    parts = [
        select(
            source_rows(shape, n, i.due_at, i.task_id, literal(n).label("source"))
            .where(*conditions)
            .order_by(i.due_at, i.task_id)
            .limit(bindparam("size"))
            .subquery()
        )
        for n in shape.places
    ]
    rows = union_all(*parts).subquery()
    return (
        select(rows.c.due_at, rows.c.task_id, func.min(rows.c.source).label("source"))
        .group_by(rows.c.due_at, rows.c.task_id)
        .order_by(rows.c.due_at, rows.c.task_id)
        .limit(bindparam("size"))
    )


def _rows(reader: Reader, keys: list[Key]) -> tuple[InboxRow, ...]:
    if not keys:
        return ()
    found = {
        row.id: row
        for row in reader.connection.execute(
            select(
                t.task.c.id,
                t.task.c.name,
                t.task.c.label,
                t.task.c.term,
                t.task.c.created_at,
                t.task.c.due_at,
                t.task.c.urges,
                t.task.c.assignee,
                t.task.c.opened_at,
                t.task.c.role,
                t.instance.c.hold,
                t.instance.c.id.label("instance_id"),
                t.instance.c.number,
                t.instance.c.document_number,
                t.instance.c.title,
                t.instance.c.procedure,
                t.instance.c.definition_id,
                t.instance.c.urgency,
                t.instance.c.starter,
                t.instance.c.starter_unit,
            )
            .join(t.instance, t.instance.c.id == t.task.c.instance_id)
            .where(t.task.c.id.in_([key[2] for key in keys]))
        )
    }
    attached = attachment_counts(reader, {row.instance_id for row in found.values()})
    rows = []
    for band, due, task_id, source in keys:
        row = found[task_id]
        definition = reader.definition(row.definition_id)
        due_at = None if due == FAR_FUTURE else due
        rows.append(
            InboxRow(
                instance_id=row.instance_id,
                task_id=row.id,
                number=row.number,
                document_number=row.document_number or "",
                title=row.title,
                procedure=row.procedure,
                procedure_name=definition.procedure.name,
                step=row.name,
                label=row.label,
                urgency=row.urgency,
                urgency_rank=_rank(band),
                who=reader.name(row.starter),
                who_unit=row.starter_unit,
                at=row.created_at,
                due_at=due_at,
                light=reader.light(definition, due_at, row.term, paused=row.hold == "paused"),
                unread=row.opened_at is None,
                claimed=row.assignee is not None,
                on_behalf_of=reader.name(source.behalf) if source.behalf else "",
                urges=row.urges,
                attachments=attached.get(row.instance_id, 0),
                role=row.role,
                hold=row.hold,
            )
        )
    return masked_rows(reader, rows, {row.instance_id: row.definition_id for row in found.values()})
