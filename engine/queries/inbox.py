"""待办: open tasks the reader may do, 红 first, then 特急, then by due date; paged by key, never by offset.

The order is six bands (overdue or not × three urgencies), each a walk along the inbox's primary key, so a
page costs the same with fifty tasks and with a million.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, func, literal, or_, select, union_all

from engine.queries.counts import count_todo
from engine.queries.cursor import Filters, Place, read_place
from engine.queries.reader import Reader, Source, reading
from engine.queries.rows import InboxPage, InboxRow, attachment_counts, procedures_of
from engine.queries.sources import source_rows
from engine.store import tables as t
from engine.store.columns import FAR_FUTURE
from engine.store.office import Office

PAGE = 30
BANDS = 6


def inbox(office: Office, person: str, filters: Filters | None = None, *, size: int = PAGE) -> InboxPage:
    """One page of the person's 待办."""
    asked = filters or Filters()
    with reading(office, person) as reader:
        start = read_place(asked.after)
        as_of = start.as_of if start else reader.now
        found = list(_keys(reader, asked, as_of, start, size + 1))
        more = len(found) > size
        rows = _rows(reader, found[:size])
        last = found[size - 1] if more else None
        return InboxPage(
            rows=tuple(rows),
            next=str(Place(as_of, last[0], last[1], last[2])) if last else "",
            total=count_todo(reader, asked),
            procedures=procedures_of(reader),
        )


Key = tuple[int, datetime, int, Source]  # band, due, task, whose row it is


def _keys(reader: Reader, asked: Filters, as_of: datetime, start: Place | None, size: int) -> Iterator[Key]:
    wanted = size
    for band in range(start.band if start else 0, BANDS):
        after = start if start and start.band == band else None
        for row in reader.connection.execute(_band(reader, asked, as_of, band, after, wanted)):
            wanted -= 1
            yield band, row.due_at, row.task_id, reader.sources[row.source]
        if wanted <= 0:
            return


def _band(reader: Reader, asked: Filters, as_of: datetime, band: int, after: Place | None, size: int) -> Select[Any]:
    overdue, rank = band < BANDS // 2, BANDS // 2 - 1 - band % (BANDS // 2)
    i = t.inbox.c
    conditions: list[ColumnElement[bool]] = [
        i.due_at < as_of if overdue else i.due_at >= as_of,
        i.urgency_rank >= rank if rank == BANDS // 2 - 1 else i.urgency_rank == rank,
    ]
    if after:
        conditions.append(or_(i.due_at > after.due, and_(i.due_at == after.due, i.task_id > after.task)))
    parts = []
    for n, source in enumerate(reader.sources):
        part = (
            source_rows(reader, source, asked, i.due_at, i.task_id, literal(n).label("source"))
            .where(*conditions)
            .order_by(i.due_at, i.task_id)
            .limit(size)
            .subquery()
        )
        parts.append(select(part))
    merged: CompoundSelect[Any] = union_all(*parts)
    all_rows = merged.subquery()
    return (
        select(all_rows.c.due_at, all_rows.c.task_id, func.min(all_rows.c.source).label("source"))
        .group_by(all_rows.c.due_at, all_rows.c.task_id)
        .order_by(all_rows.c.due_at, all_rows.c.task_id)
        .limit(size)
    )


def _rows(reader: Reader, keys: list[Key]) -> Iterator[InboxRow]:
    if not keys:
        return
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
    for band, due, task_id, source in keys:
        row = found[task_id]
        definition = reader.definition(row.definition_id)
        due_at = None if due == FAR_FUTURE else due
        yield InboxRow(
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
            urgency_rank=BANDS // 2 - 1 - band % (BANDS // 2),
            who=reader.name(row.starter),
            who_unit=row.starter_unit,
            at=row.created_at,
            due_at=due_at,
            light=reader.light(definition, due_at, row.term),
            unread=row.assignee is None,
            claimed=row.assignee is not None,
            on_behalf_of=reader.name(source.behalf) if source.behalf else "",
            urges=row.urges,
            attachments=attached.get(row.instance_id, 0),
        )
