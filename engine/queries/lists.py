"""已办, 我发起的, 关注, 办结, 待阅, 已阅, 抄送我的: what is or was the reader's, newest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, union

from engine.queries.counts import capped, count_done
from engine.queries.cursor import Filters, read_pair, write_pair
from engine.queries.masking import masked_rows
from engine.queries.past import closed_rows, done_parts, followed_rows, reading_rows, started_rows
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
    t.instance.c.hold,
    t.instance.c.end_state,
    t.instance.c.due_at,
    t.instance.c.started_at,
)


def done(
    office: Office, person: str, filters: Filters | None = None, *, size: int = PAGE, for_me: bool = False
) -> InboxPage:
    """What the person completed, returned or gave away, last first, with where each instance is now; `for_me`:
    what others did in his name."""
    asked = filters or Filters()
    with reading(office, person) as reader:
        at = t.task.c.closed_at
        moment = _or_changed(at)
        columns = (
            t.task.c.id, t.task.c.name, t.task.c.label, moment.label("at"), t.task.c.on_behalf_of,
            t.task.c.closed_by, *INSTANCE,
        )  # fmt: skip
        before = _before(moment, t.task.c.id, asked)
        parts = [
            select(part.where(before).order_by(moment.desc(), t.task.c.id.desc()).limit(size + 1).subquery())
            for part in done_parts(reader, asked, *columns, for_me=for_me)
        ]
        if not parts:
            return InboxPage((), "", 0, procedures_of(reader))
        rows = union(*parts).subquery()
        found = reader.connection.execute(
            select(rows).order_by(rows.c.at.desc(), rows.c.id.desc()).limit(size + 1)
        ).all()
        return _page(reader, found, size, count_done(reader, asked, for_me=for_me), own_step=True)


def done_for_me(office: Office, person: str, filters: Filters | None = None, *, size: int = PAGE) -> InboxPage:
    """代我办: what stand-ins and secretaries finished in the person's name."""
    return done(office, person, filters, size=size, for_me=True)


def started(office: Office, person: str, filters: Filters | None = None, *, size: int = PAGE) -> InboxPage:
    """What the person started, last first, with its present step and holders."""
    return _matters(office, person, filters, size, started_rows, t.instance.c.started_at)


def followed(office: Office, person: str, filters: Filters | None = None, *, size: int = PAGE) -> InboxPage:
    """What the person follows, last followed first."""
    return _matters(office, person, filters, size, followed_rows, t.follow.c.since)


def closed(office: Office, person: str, filters: Filters | None = None, *, size: int = PAGE) -> InboxPage:
    """Ended matters the person took part in, last ended first."""
    return _matters(office, person, filters, size, closed_rows, t.instance.c.ended_at)


def unread(office: Office, person: str, filters: Filters | None = None, *, size: int = PAGE) -> InboxPage:
    """待阅."""
    return _readings(office, person, filters, size, t.reading.c.read_at.is_(None))


def read(office: Office, person: str, filters: Filters | None = None, *, size: int = PAGE) -> InboxPage:
    """已阅."""
    return _readings(office, person, filters, size, t.reading.c.read_at.is_not(None))


def copied(office: Office, person: str, filters: Filters | None = None, *, size: int = PAGE) -> InboxPage:
    """抄送我的, read or not."""
    return _readings(office, person, filters, size, t.reading.c.kind == "抄送")


def _matters(
    office: Office, person: str, filters: Filters | None, size: int, rows: Callable[..., Select[Any]], at: Any
) -> InboxPage:
    asked = filters or Filters()
    with reading(office, person) as reader:
        query = rows(reader, asked, t.instance.c.id, at.label("at"), *INSTANCE)
        query = query.where(_before(at, t.instance.c.id, asked))
        found = reader.connection.execute(query.order_by(at.desc(), t.instance.c.id.desc()).limit(size + 1)).all()
        total = capped(reader, rows(reader, asked, t.instance.c.id))
        return _page(reader, found, size, total, own_step=False)


def _readings(
    office: Office, person: str, filters: Filters | None, size: int, which: ColumnElement[bool]
) -> InboxPage:
    asked, r = filters or Filters(), t.reading.c
    with reading(office, person) as reader:
        columns = (r.n, r.kind, r.sent_by, r.sent_at, r.words, r.opened_at, r.read_at, r.urges, *INSTANCE)
        # One matter sends several readings at the same moment only to several people.
        query = reading_rows(reader, asked, *columns).where(which, _before(r.sent_at, r.instance_id, asked))
        found = reader.connection.execute(
            query.order_by(r.sent_at.desc(), r.instance_id.desc()).limit(size + 1)
        ).all()
        shown = found[:size]
        attached = attachment_counts(reader, {row.instance_id for row in shown})
        lines = [_reading(reader, row, attached) for row in shown]
        rows = masked_rows(reader, lines, {row.instance_id: row.definition_id for row in shown})
        more = write_pair(shown[-1].sent_at, shown[-1].instance_id) if len(found) > size else ""
        return InboxPage(
            rows, more, capped(reader, reading_rows(reader, asked, r.n).where(which)), procedures_of(reader)
        )


def _or_changed(at: Any) -> Any:
    """Tasks given away are not closed yet: their place is when their matter last changed."""
    return func.coalesce(at, t.instance.c.changed_at, type_=at.type)


def _before(at: Any, row: ColumnElement[Any], asked: Filters) -> ColumnElement[bool]:
    pair = read_pair(asked.after)
    if pair is None:
        return and_(True)
    return or_(at < pair[0], and_(at == pair[0], row < pair[1]))


def _page(reader: Reader, found: Sequence[Any], size: int, total: int, *, own_step: bool) -> InboxPage:
    shown = found[:size]
    more = write_pair(shown[-1].at, shown[-1].id) if len(found) > size else ""
    return InboxPage(matter_rows(reader, shown, own_step=own_step), more, total, procedures_of(reader))


def matter_rows(reader: Reader, found: Sequence[Any], *, own_step: bool = False) -> tuple[InboxRow, ...]:
    """Lines for rows that hold INSTANCE and `at`; with `own_step` also the task the reader finished."""
    instances = {row.instance_id for row in found}
    waiting, attached = open_tasks(reader, instances), attachment_counts(reader, instances)
    rows = [_row(reader, row, waiting.get(row.instance_id, []), attached, own_step) for row in found]
    return masked_rows(reader, rows, {row.instance_id: row.definition_id for row in found})


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
        light=reader.light(
            definition, row.due_at or earliest, term, done=not running, paused=row.hold == "paused"
        ),
        on_behalf_of=behalf,
        attachments=attached.get(row.instance_id, 0),
        hold=row.hold,
    )


def _reading(reader: Reader, row: Any, attached: dict[int, int]) -> InboxRow:
    return InboxRow(
        instance_id=row.instance_id,
        task_id=None,
        number=row.number,
        document_number=row.document_number or "",
        title=row.title,
        procedure=row.procedure,
        procedure_name=reader.definition(row.definition_id).procedure.name,
        step=row.kind,
        label="",
        urgency=row.urgency,
        urgency_rank=min(urgency_rank(row.urgency), 2),
        who=reader.name(row.sent_by),
        who_unit=reader.unit(row.sent_by),
        at=row.sent_at,
        due_at=None,
        light=None,
        unread=row.read_at is None and row.opened_at is None,
        urges=row.urges,
        attachments=attached.get(row.instance_id, 0),
        words=row.words,
    )
