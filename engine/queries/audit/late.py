"""Steps: overdue ones, those done unusually fast, and 廉政风险点; newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, or_, select

from engine.clock import local
from engine.queries.audit import conditions
from engine.queries.audit.found import Found, Raw, hits
from engine.queries.audit.matters import COLUMNS
from engine.queries.audit.question import AuditQuestion
from engine.queries.audit.rules import AuditFigures
from engine.queries.audit.usual import Step, audit_rules, definitions, taken, usual
from engine.queries.counts import capped
from engine.queries.cursor import read_pair, write_pair
from engine.queries.reader import Reader
from engine.store import tables as t

DONE = ("completed", "returned")
SECOND = 1_000_000
CLOSING = ("task.completed", "task.returned", "task.answered", "signer.answered", "request.granted", "request.refused")
TASK = (
    t.task.c.id.label("task_id"), t.task.c.element, t.task.c.name, t.task.c.label, t.task.c.closed_at,
    t.task.c.closed_by, t.task.c.on_behalf_of, t.task.c.due_at.label("task_due"), t.task.c.assignee,
    t.task.c.principals, t.task.c.created_at,
)  # fmt: skip


def find_overdue(reader: Reader, question: AuditQuestion, figures: AuditFigures, size: int) -> Found:
    """Steps done after their due, and open ones past it; at the moment they became overdue."""
    task, i = t.task.c, t.instance.c
    done = task.state.in_(DONE) & (task.closed_at > task.due_at)
    waiting = task.state.in_(("open", "held")) & (i.hold != "paused") & (task.due_at < reader.now)
    return _page(reader, question, figures, size, task.due_at, or_(done, waiting), lambda row: _late(reader, row))


def find_fast(reader: Reader, question: AuditQuestion, figures: AuditFigures, size: int) -> Found:
    """Opinions given much sooner than the step usually takes: sooner than a limit and than a part of its median."""
    task, i = t.task.c, t.instance.c
    known = usual(reader, figures)
    asked = _judging(reader, question, figures).items()
    limits = {step: _limit(known[step], seconds, figures) for step, seconds in asked if step in known}
    if not limits:
        return Found()
    limit = case(
        *((and_(i.procedure == step.procedure, task.element == step.element), n) for step, n in limits.items()), else_=0
    )
    which = and_(
        task.state == "completed", task.role == "main", task.element.in_(sorted({step.element for step in limits})),
        taken(figures) < max(limits.values()), taken(figures) < limit,
    )  # fmt: skip

    def more(row: Any) -> dict[str, Any]:
        return {"seconds": row.taken // SECOND, "usual": known[Step(row.procedure, row.element)] // SECOND}

    return _page(reader, question, figures, size, task.closed_at, which, more, taken(figures).label("taken"))


def find_risks(reader: Reader, question: AuditQuestion, figures: AuditFigures, size: int) -> Found:
    """What was done at steps that a procedure names as 廉政风险点."""
    task, i = t.task.c, t.instance.c
    named = {key: rules.risks for key, rules in audit_rules(reader, question).items() if rules.risks}
    if not named:
        return Found()
    steps = [and_(i.procedure == key, task.element.in_(risks)) for key, risks in named.items()]
    elements = sorted({risk for risks in named.values() for risk in risks})
    which = and_(task.state.in_(DONE), task.element.in_(elements), or_(*steps))
    return _page(reader, question, figures, size, task.closed_at, which, lambda row: {})


def _judging(reader: Reader, question: AuditQuestion, figures: AuditFigures) -> dict[Step, int]:
    """Steps that ask for an opinion, and how soon is too soon there."""
    found: dict[Step, int] = {}
    for known in definitions(reader, question).values():
        seconds = known.procedure.audit.fast_seconds or figures.fast_seconds
        found |= {
            Step(known.procedure.key, element): seconds
            for element, rules in known.procedure.tasks.items()
            if rules.opinion == "required"
        }
    return found


def _limit(median: int, seconds: int, figures: AuditFigures) -> int:
    return min(seconds * SECOND, int(median * figures.fast_share))


def _late(reader: Reader, row: Any) -> dict[str, Any]:
    done: datetime = row.closed_at or reader.now
    days = -reader.calendar.workdays_left(local(done).date(), local(row.task_due).date())
    return {"due_at": row.task_due, "done_at": row.closed_at, "days_late": max(days, 0)}


def _page(
    reader: Reader, question: AuditQuestion, figures: AuditFigures, size: int, at: Any, which: ColumnElement[bool],
    more: Any, *columns: Any,
) -> Found:  # fmt: skip
    task, since = t.task.c, conditions.first_day(reader, question, figures)

    def matching(*wanted: Any) -> Select[Any]:
        return (
            select(*wanted)
            .select_from(t.task)
            .join(t.instance, t.instance.c.id == task.instance_id)
            .where(
                conditions.matters(reader, question), conditions.period(at, since, question.until), which,
                conditions.tasks_of(reader, question.person),
            )
        )  # fmt: skip

    query = matching(at.label("moment"), *TASK, *COLUMNS, *columns)
    if pair := read_pair(question.after):
        query = query.where((at < pair[0]) | ((at == pair[0]) & (task.id < pair[1])))
    rows = reader.connection.execute(query.order_by(at.desc(), task.id.desc()).limit(size + 1)).all()
    shown = rows[:size]
    following = write_pair(shown[-1].moment, shown[-1].task_id) if len(rows) > size else ""
    events = _events(reader, shown)
    raws = [
        Raw(row, row.moment, events.get(row.task_id), {"step": _named(row), "who": _who(reader, row), **more(row)})
        for row in shown
    ]
    told = hits(reader, question.words, raws)
    total = capped(reader, matching(task.id)) - (len(shown) - len(told))
    return Found(told, following, total, None if question.since else since)


def _named(row: Any) -> str:
    return f"{row.name}·{row.label}" if row.label else str(row.name)


def _who(reader: Reader, row: Any) -> str:
    """Who did it, else whom it waits for."""
    if row.closed_by:
        return reader.name(row.closed_by)
    if row.assignee:
        return reader.name(row.assignee)
    people = {p for principal in row.principals for p in reader.organization.holders(principal, reader.today)}
    return "、".join(reader.name(p) for p in reader.organization.in_rank(people)[:3])


def _events(reader: Reader, rows: Sequence[Any]) -> Mapping[int, int]:
    """Task -> the event by which it was done: the one of that moment and person in the task's matter."""
    h = t.history.c
    closed = {(row.instance_id, row.closed_at, row.closed_by): row.task_id for row in rows if row.closed_by}
    if not closed:
        return {}
    found = reader.connection.execute(
        select(h.instance_id, h.seq, h.at, h.actor).where(
            h.instance_id.in_({key[0] for key in closed}), h.at.in_({key[1] for key in closed}), h.kind.in_(CLOSING)
        )
    )
    return {closed[key]: row.seq for row in found if (key := (row.instance_id, row.at, row.actor)) in closed}
