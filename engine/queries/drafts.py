"""草稿: forms the person began and has not sent."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, or_, select

from engine.queries.cursor import Filters, read_pair, write_pair
from engine.queries.masking import masked_rows
from engine.queries.reader import reading
from engine.queries.rows import InboxPage, InboxRow, procedures_of
from engine.store import tables as t
from engine.store.office import Office

PAGE = 30


def drafts(office: Office, person: str, filters: Filters | None = None, *, size: int = PAGE) -> InboxPage:
    """Last saved first."""
    asked, d = filters or Filters(), t.draft.c
    with reading(office, person) as reader:
        query = (
            select(
                t.draft, t.task.c.name.label("step"), t.task.c.instance_id, t.instance.c.title, t.instance.c.number,
                t.instance.c.definition_id,
            )
            .select_from(t.draft)
            .outerjoin(t.task, t.task.c.id == d.task_id)
            .outerjoin(t.instance, t.instance.c.id == t.task.c.instance_id)
            .where(d.person == person)
        )
        if asked.procedure:
            query = query.where(d.procedure == asked.procedure)
        if pair := read_pair(asked.after):
            query = query.where(or_(d.changed_at < pair[0], and_(d.changed_at == pair[0], d.id < pair[1])))
        found = reader.connection.execute(query.order_by(d.changed_at.desc(), d.id.desc()).limit(size + 1)).all()
        names = dict(procedures_of(reader))
        lines = [_draft(row, names) for row in found[:size]]
        rows = masked_rows(reader, lines, {r.instance_id: r.definition_id for r in found[:size] if r.instance_id})
        more = write_pair(found[size - 1].changed_at, found[size - 1].id) if len(found) > size else ""
        return InboxPage(rows, more, len(found), tuple(names.items()))


def _draft(row: Any, names: dict[str, str]) -> InboxRow:
    return InboxRow(
        instance_id=row.instance_id,
        task_id=row.task_id,
        number=row.number or "",
        document_number="",
        title=row.title or str(row.content.get("title", "")),
        procedure=row.procedure,
        procedure_name=names.get(row.procedure, row.procedure),
        step=row.step or "",
        label="",
        urgency="",
        urgency_rank=0,
        who="",
        who_unit="",
        at=row.changed_at,
        due_at=None,
        light=None,
        unread=True,
        draft_id=row.id,
    )
