"""Steps: overdue ones, those done unusually fast, and 廉政风险点; newest first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from engine.clock import local
from engine.queries.audit import conditions
from engine.queries.audit.found import Found, Raw, hits
from engine.queries.audit.matters import rows_of
from engine.queries.audit.question import AuditQuestion
from engine.queries.audit.rules import AuditFigures
from engine.queries.audit.usual import Step, audit_rules, definitions, taken, usual
from engine.queries.counts import capped
from engine.queries.cursor import read_pair, write_pair
from engine.queries.period import period
from engine.queries.reader import Reader
from engine.store import tables as t

DONE = ("completed", "returned")
SECOND = 1_000_000
CLOSING = ("task.completed", "task.returned", "task.answered", "signer.answered", "request.granted", "request.refused")
TASK = (
    t.task.c.id, t.task.c.instance_id, t.task.c.element, t.task.c.name, t.task.c.label, t.task.c.closed_at,
    t.task.c.closed_by, t.task.c.due_at, t.task.c.assignee, t.task.c.principals,
)  # fmt: skip


def find_overdue(reader: Reader, question: AuditQuestion, figures: AuditFigures, size: int) -> Found:
    """Steps done after their due, and open ones past it; at the moment they became overdue."""
    task, i = t.task.c, t.instance.c
    done = task.state.in_(DONE) & (task.closed_at > task.due_at)
    waiting = task.state.in_(("open", "held")) & (task.due_at < reader.now)
    runs = or_(task.closed_at.is_not(None), i.hold != "paused")
    late = Looked(task.due_at, or_(done, waiting), runs)
    return _page(reader, question, figures, size, late, lambda row, matter: _late(reader, row))


def find_fast(reader: Reader, question: AuditQuestion, figures: AuditFigures, size: int) -> Found:
    """Opinions given much sooner than the step usually takes: sooner than a limit and than a part of its median."""
    task, i = t.task.c, t.instance.c
    known = usual(reader, figures)
    asked = _judging(reader, question, figures).items()
    limits = {step: _limit(known[step], seconds, figures) for step, seconds in asked if step in known}
    if not limits:
        return Found()
    steps = (and_(i.procedure == s.procedure, task.element == s.element, taken(figures) < n) for s, n in limits.items())
    which = and_(
        task.state == "completed", task.role == "main", task.element.in_(sorted({step.element for step in limits})),
        taken(figures) < max(limits.values()),
    )  # fmt: skip
    fast = Looked(task.closed_at, which, or_(*steps), (taken(figures).label("taken"),))

    def more(row: Any, matter: Any) -> dict[str, Any]:
        return {"seconds": row.taken // SECOND, "usual": known[Step(matter.procedure, row.element)] // SECOND}

    return _page(reader, question, figures, size, fast, more)


def find_risks(reader: Reader, question: AuditQuestion, figures: AuditFigures, size: int) -> Found:
    """What was done at steps that a procedure names as 廉政风险点."""
    task, i = t.task.c, t.instance.c
    named = {key: rules.risks for key, rules in audit_rules(reader, question).items() if rules.risks}
    if not named:
        return Found()
    steps = [and_(i.procedure == key, task.element.in_(risks)) for key, risks in named.items()]
    elements = sorted({risk for risks in named.values() for risk in risks})
    # not along the index of elements: there are so many that the newest are soon found along that of times
    risky = Looked(task.closed_at, task.state.in_(DONE) & (task.element + "").in_(elements), or_(*steps))
    return _page(reader, question, figures, size, risky, lambda row, matter: {})


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
    days = -reader.calendar.workdays_left(local(done).date(), local(row.due_at).date())
    return {"due_at": row.due_at, "done_at": row.closed_at, "days_late": max(days, 0)}


@dataclass(frozen=True)
class Looked:
    """What is looked for: the moment by which it is ordered, conditions on the task, and on its matter."""

    at: Any
    task: ColumnElement[bool]
    matter: ColumnElement[bool]
    columns: tuple[Any, ...] = ()


def _page(
    reader: Reader, question: AuditQuestion, figures: AuditFigures, size: int, looked: Looked,
    more: Callable[[Any, Any], dict[str, Any]],
) -> Found:  # fmt: skip
    task, at, since = t.task.c, looked.at, conditions.first_day(reader, question, figures)

    def matching(*wanted: Any) -> Select[Any]:
        return select(*wanted).where(
            period(at, since, question.until), looked.task, conditions.tasks_of(reader, question.person),
            conditions.of_matters(reader, question, task.instance_id, looked.matter),
        )  # fmt: skip

    query = matching(at.label("moment"), *TASK, *looked.columns)
    if pair := read_pair(question.after):
        query = query.where((at < pair[0]) | ((at == pair[0]) & (task.id < pair[1])))
    rows = reader.connection.execute(query.order_by(at.desc(), task.id.desc()).limit(size + 1)).all()
    shown = rows[:size]
    following = write_pair(shown[-1].moment, shown[-1].id) if len(rows) > size else ""
    events, known = _events(reader, shown), rows_of(reader, {row.instance_id for row in shown})
    raws = [
        Raw(
            (matter := known[row.instance_id]), row.moment, events.get(row.id),
            {"step": _named(row), "who": _who(reader, row), **more(row, matter)},
        )
        for row in shown
    ]  # fmt: skip
    total = capped(reader, matching(task.id))
    return Found(hits(reader, raws), following, total, None if question.since else since)


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
    closed = {(row.instance_id, row.closed_at, row.closed_by): row.id for row in rows if row.closed_by}
    if not closed:
        return {}
    found = reader.connection.execute(
        select(h.instance_id, h.seq, h.at, h.actor).where(
            h.instance_id.in_({key[0] for key in closed}), h.at.in_({key[1] for key in closed}), h.kind.in_(CLOSING)
        )
    )
    return {closed[key]: row.seq for row in found if (key := (row.instance_id, row.at, row.actor)) in closed}
