"""Dues counted again by the terms of another version; the reason in due changes is `procedure`.

Only what its declared term explains is counted: a due that the diagram, a decision or a pause gave stays as it is.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine.actions.recount_dues import granted_extensions
from engine.definition.migration import Plan
from engine.organization import due, local_date
from engine.store import tables as t
from engine.store.work import Work

Recounted = tuple[list[dict[str, Any]], dict[int, str], str | None]


def recounted(w: Work, plan: Plan) -> Recounted:
    """Due changes, the new terms of tasks, and the matter's new term when it gets one."""
    locked = w.instance
    assert locked is not None
    extensions, dues, terms = granted_extensions(w), list[dict[str, Any]](), dict[int, str]()
    whole, case = _whole(w, plan, extensions.get("instance", []))
    if whole is not None and locked.due_at is not None:
        _add(dues, "instance", locked.due_at, case[1])
    task = t.task.c
    rows = w.connection.execute(
        select(task.id, task.element, task.term, task.created_at, task.due_at, task.principals, task.state, task.box)
        .where(task.instance_id == locked.id, task.state.in_(("open", "held")), task.role == "main")
        .order_by(task.id)
    ).all()
    for row in rows:
        target, given = plan.mapping.get(row.element, ""), extensions.get(str(row.id), [])
        term = plan.new.procedure.term(target, locked.urgency)
        if not row.term or not term or row.due_at is None:
            continue
        own = (plan.old.procedure.task(row.element).own_clock, plan.new.procedure.task(target).own_clock)
        before = _capped(_counted(w, row.term, row.created_at, given), None if own[0] else case[0])
        if row.term != plan.old.procedure.term(row.element, locked.urgency) or before != row.due_at:
            continue
        if term != row.term:
            terms[row.id] = term
        after = _capped(_counted(w, term, row.created_at, given), None if own[1] else case[1])
        _add(dues, str(row.id), row.due_at, after, row)
    return dues, terms, whole


def _whole(w: Work, plan: Plan, extensions: list[int]) -> tuple[str | None, tuple[Any, Any]]:
    """The matter's new term, if its due is counted again, and its due before and after."""
    locked = w.instance
    assert locked is not None
    old, new = plan.old.procedure.whole_term(locked.urgency), plan.new.procedure.whole_term(locked.urgency)
    same = (locked.due_at, locked.due_at)
    if not new or old == new or locked.term != old or locked.counted_from is None or locked.due_at is None:
        return None, same
    if _counted(w, old, locked.counted_from, extensions) != locked.due_at:
        return None, same
    return new, (locked.due_at, _counted(w, new, locked.counted_from, extensions))


def _capped(own: datetime, case: datetime | None) -> datetime:
    return own if case is None else min(own, case)


def _counted(w: Work, term: str, begun: datetime, extensions: list[int]) -> datetime:
    moment = due(term, begun, w.calendar)
    for days in extensions:
        moment = w.calendar.closing(w.calendar.workdays_after(local_date(moment), days))
    return moment


def _add(found: list[dict[str, Any]], subject: str, old: datetime, new: datetime, row: Any = None) -> None:
    if new != old:
        found.append({
            "subject": subject, "old": old.isoformat(), "new": new.isoformat(),
            "principals": list(row.principals) if row is not None and row.state == "open" else [],
            "box": row.box if row is not None else "todo",
        })  # fmt: skip
