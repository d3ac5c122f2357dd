"""已办, 我发起的, 草稿: the reader's own past, newest first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, union

from engine.queries.counts import capped, count_done
from engine.queries.cursor import Filters, read_pair, write_pair
from engine.queries.masking import masked_rows
from engine.queries.past import done_parts, started_rows
from engine.queries.reader import Reader, reading
from engine.queries.rows import InboxPage, InboxRow, attachment_counts, names_of, open_tasks, procedures_of
from engine.store import tables as t
from engine.store.columns import urgency_rank
from engine.store.office import Office

PAGE = 30
INSTANCE = (
    t.instance.c.id.label("instance_id"),
    t.instance.c.number,
    t.instance.c.document_number,
    t.instance.c.title,
    t.instance.c.procedure,
    t.instance.c.definition_id,
    t.instance.c.urgency,
    t.instance.c.state,
    t.instance.c.end_state,
    t.instance.c.due_at,
    t.instance.c.started_at,
)


def done(office: Office, person: str, filters: Filters | None = None, *, size: int = PAGE) -> InboxPage:
    """What the person completed, last first, with where each instance is now."""
    asked = filters or Filters()
    with reading(office, person) as reader:
        columns = (
            t.task.c.id,
            t.task.c.name,
            t.task.c.label,
            t.task.c.closed_at.label("at"),
            t.task.c.on_behalf_of,
            t.task.c.closed_by,
            *INSTANCE,
        )
        newest = (t.task.c.closed_at.desc(), t.task.c.id.desc())
        before = _before(t.task.c.closed_at, t.task.c.id, asked)
        parts = [
            select(part.where(before).order_by(*newest).limit(size + 1).subquery())
            for part in done_parts(reader, asked, *columns)
        ]
        rows = union(*parts).subquery()
        found = reader.connection.execute(
            select(rows).order_by(rows.c.at.desc(), rows.c.id.desc()).limit(size + 1)
        ).all()
        return _page(reader, found, size, count_done(reader, asked), own_step=True)


def started(office: Office, person: str, filters: Filters | None = None, *, size: int = PAGE) -> InboxPage:
    """What the person started, last first, with its present step and holders."""
    asked = filters or Filters()
    with reading(office, person) as reader:
        query = started_rows(reader, asked, t.instance.c.id, t.instance.c.started_at.label("at"), *INSTANCE)
        query = query.where(_before(t.instance.c.started_at, t.instance.c.id, asked))
        found = reader.connection.execute(
            query.order_by(t.instance.c.started_at.desc(), t.instance.c.id.desc()).limit(size + 1)
        ).all()
        total = capped(reader, started_rows(reader, asked, t.instance.c.id))
        return _page(reader, found, size, total, own_step=False)


def _before(at: ColumnElement[Any], row: ColumnElement[Any], asked: Filters) -> ColumnElement[bool]:
    pair = read_pair(asked.after)
    if pair is None:
        return and_(True)
    return or_(at < pair[0], and_(at == pair[0], row < pair[1]))


def _page(reader: Reader, found: Any, size: int, total: int, *, own_step: bool) -> InboxPage:
    shown = found[:size]
    instances = {row.instance_id for row in shown}
    waiting, attached = open_tasks(reader, instances), attachment_counts(reader, instances)
    rows = [_row(reader, row, waiting.get(row.instance_id, []), attached, own_step) for row in shown]
    more = write_pair(shown[-1].at, shown[-1].id) if len(found) > size else ""
    masked = masked_rows(reader, rows, {row.instance_id: row.definition_id for row in shown})
    return InboxPage(masked, more, total, procedures_of(reader))


def _row(reader: Reader, row: Any, tasks: list[Any], attached: dict[int, int], own_step: bool) -> InboxRow:
    definition = reader.definition(row.definition_id)
    running = row.state == "running"
    now_at = "、".join(dict.fromkeys(task.name for task in tasks))
    term = definition.procedure.whole_term(row.urgency)
    earliest = min((task.due_at for task in tasks if task.due_at), default=None)
    done_for_me = own_step and row.on_behalf_of == reader.person
    behalf = reader.name(row.closed_by) if done_for_me else reader.name(row.on_behalf_of or "") if own_step else ""
    return InboxRow(
        instance_id=row.instance_id,
        task_id=None,
        number=row.number,
        document_number=row.document_number or "",
        title=row.title,
        procedure=row.procedure,
        procedure_name=definition.procedure.name,
        step=row.name if own_step else now_at or (row.end_state or ""),
        label=row.label if own_step else "",
        urgency=row.urgency,
        urgency_rank=min(urgency_rank(row.urgency), 2),
        who=(now_at if own_step else names_of(reader, tasks)) if running else row.end_state or "",
        who_unit=names_of(reader, tasks) if own_step and running else "",
        at=row.at,
        due_at=row.due_at or earliest,
        light=reader.light(definition, row.due_at or earliest, term, done=not running),
        on_behalf_of=behalf,
        attachments=attached.get(row.instance_id, 0),
    )


def drafts(office: Office, person: str, filters: Filters | None = None, *, size: int = PAGE) -> InboxPage:
    """Forms the person began and has not sent."""
    asked = filters or Filters()
    with reading(office, person) as reader:
        query = (
            select(
                t.draft,
                t.task.c.name.label("step"),
                t.task.c.instance_id,
                t.instance.c.title,
                t.instance.c.number,
            )
            .select_from(t.draft)
            .outerjoin(t.task, t.task.c.id == t.draft.c.task_id)
            .outerjoin(t.instance, t.instance.c.id == t.task.c.instance_id)
            .where(t.draft.c.person == person)
        )
        if asked.procedure:
            query = query.where(t.draft.c.procedure == asked.procedure)
        query = query.where(_before(t.draft.c.changed_at, t.draft.c.id, asked))
        found = reader.connection.execute(
            query.order_by(t.draft.c.changed_at.desc(), t.draft.c.id.desc()).limit(size + 1)
        ).all()
        names = dict(procedures_of(reader))
        rows = [_draft(row, names) for row in found[:size]]
        more = write_pair(found[size - 1].changed_at, found[size - 1].id) if len(found) > size else ""
        return InboxPage(tuple(rows), more, len(found), tuple(names.items()))


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
