"""补正/暂停, 挂起 and 恢复: a matter stands still, with its clocks or without."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine.actions.hand import about, matter, note, once, words
from engine.actions.movement import move
from engine.actions.standing import refuse_hold, refuse_running_on, refuse_taskless
from engine.clock import local
from engine.definition import Definition
from engine.organization import may, moment_of, require, resume
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import Actor, Receipt, Work


@dataclass(frozen=True)
class PauseInstance:
    """补正, 等第三方: the clocks stop until `resume_instance`; `reason` says what is waited for."""

    instance_id: int
    reason: str
    command_id: str


@dataclass(frozen=True)
class SuspendInstance:
    """挂起: nothing can be done, the clocks run on."""

    instance_id: int
    reason: str
    command_id: str


@dataclass(frozen=True)
class ResumeInstance:
    instance_id: int
    reason: str
    command_id: str


def pause_instance(office: Office, command: PauseInstance, by: Actor) -> Receipt:
    """Raises NotYours unless he holds a task of it or answers for it; NotNow when it stands still already."""

    def act(w: Work) -> Receipt:
        _, definition = matter(w, command.instance_id, "case.pause")
        refuse_hold(w)
        answers = not _roles(w).isdisjoint(definition.procedure.owner)
        if not answers and not _holds_task(w):
            refuse_taskless(w)
        return _hold(w, "instance.paused", "paused", command.reason)

    return once(office, command.command_id, by, act)


def suspend_instance(office: Office, command: SuspendInstance, by: Actor) -> Receipt:
    """Raises NotYours unless he answers for the matter; NotNow when it stands still already."""

    def act(w: Work) -> Receipt:
        matter(w, command.instance_id, "case.suspend")
        refuse_hold(w)
        return _hold(w, "instance.suspended", "suspended", command.reason)

    return once(office, command.command_id, by, act)


def resume_instance(office: Office, command: ResumeInstance, by: Actor) -> Receipt:
    """Raises NotYours unless he paused it or answers for it; NotNow when it does not stand still.

    After a pause every due goes on by domain.md section 0; after a suspension dues stay as they are.
    """

    def act(w: Work) -> Receipt:
        locked, definition = matter(w, command.instance_id, "case.resume")
        if not locked.hold:
            refuse_running_on(w)
        if locked.held_by != by.person:
            require(w.organization, by.person, "case.suspend", w.at, about(w, definition))
        body: dict[str, Any] = {
            "reason": words(command.reason), "hold": locked.hold, "signature": w.organization.name(by.person),
            "why": "resumption", "dues": [],
        }  # fmt: skip
        if locked.hold == "suspended":
            return note(w, "instance.resumed", body)
        assert locked.held_at is not None
        body["dues"] = _dues(w, locked.held_at)
        timers = _timers(w, locked.held_at)
        values = _variables(w, definition, body["dues"])
        body["amended"] = {"key": None, "values": values, "timers": timers, "recount": False}
        return move(
            w, "instance.resumed", body, lambda execution, env: execution.amend(env, values=values, timers=timers)
        )

    return once(office, command.command_id, by, act)


def _hold(w: Work, kind: str, hold: str, reason: str) -> Receipt:
    body = {
        "hold": hold, "reason": words(reason, required=True, field="reason"),
        "signature": w.organization.name(w.actor.person),
    }  # fmt: skip
    return note(w, kind, body)


def _roles(w: Work) -> frozenset[str]:
    return w.organization.roles_of(w.actor.person, local(w.at).date())


def _holds_task(w: Work) -> bool:
    assert w.instance is not None
    groups = w.organization.groups_of(w.actor.person, local(w.at).date())
    rows = w.connection.execute(
        select(t.task.c.principals).where(t.task.c.instance_id == w.instance.id, t.task.c.state == "open")
    )
    return any(not groups.isdisjoint(row.principals) for row in rows) and may(
        w.organization, w.actor.person, "task.do", w.at
    )


def _dues(w: Work, since: datetime) -> list[dict[str, Any]]:
    """The matter's and its open tasks' dues as they go on now."""
    locked = w.instance
    assert locked is not None
    found: list[dict[str, Any]] = []
    if locked.due_at is not None:
        _add(w, found, "instance", locked.due_at, since)
    task = t.task.c
    rows = w.connection.execute(
        select(task.id, task.due_at, task.principals, task.state, task.box)
        .where(task.instance_id == locked.id, task.state.in_(("open", "held")), task.due_at.is_not(None))
        .order_by(task.id)
    )
    for row in rows:
        _add(w, found, str(row.id), row.due_at, since, row)
    return found


def _add(w: Work, found: list[dict[str, Any]], subject: str, old: datetime, since: datetime, row: Any = None) -> None:
    new = resume(w.calendar, old, since, w.at)
    if new != old:
        found.append({
            "subject": subject, "old": old.isoformat(), "new": new.isoformat(),
            "principals": list(row.principals) if row is not None and row.state == "open" else [],
            "box": row.box if row is not None else "todo",
        })  # fmt: skip


def _variables(w: Work, definition: Definition, dues: list[dict[str, Any]]) -> dict[str, str]:
    """The procedure's variables that hold the matter's due, as it goes on now."""
    moved = next((due for due in dues if due["subject"] == "instance"), None)
    known = w.execution().data
    if moved is None:
        return {}
    return {
        rules.variable: moved["new"]
        for rules in definition.procedure.extensions.values()
        if rules.moves == "instance" and (held := known.get(rules.variable)) and _same(held, moved["old"])
    }


def _same(held: Any, old: str) -> bool:
    try:
        return moment_of(held) == datetime.fromisoformat(old)
    except ValueError:
        return False


def _timers(w: Work, since: datetime) -> dict[str, str]:
    """Timers that had not fallen due when the clocks stopped, as they go on now."""
    assert w.instance is not None
    timer = t.timer.c
    rows = w.connection.execute(
        select(timer.key, timer.due_at).where(timer.instance_id == w.instance.id).order_by(timer.key)
    )
    moved = {row.key: resume(w.calendar, row.due_at, since, w.at) for row in rows if row.due_at > since}
    return {key: due.isoformat() for key, due in moved.items()}
