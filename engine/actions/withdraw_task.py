"""撤回: take back a step one has completed, while nobody has opened what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from engine.actions.hand import about, once
from engine.actions.movement import move
from engine.actions.standing import moved_on, named, refuse_ended, refuse_hold, told_at, toucher
from engine.errors import NotNow, NotYours
from engine.history import opened
from engine.organization import require
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import Actor, Receipt, Work, instance_of
from engine.task import Task, refuse_others, refuse_seen, round_of


@dataclass(frozen=True)
class WithdrawTask:
    task_id: int
    command_id: str


def withdraw_task(office: Office, command: WithdrawTask, by: Actor) -> Receipt:
    """Raises NotYours (not his), NotNow `withdraw_impossible` or `withdraw_late` saying who has opened it already."""

    def act(w: Work) -> Receipt:
        w.lock(instance_of(command.task_id))
        task = w.task(command.task_id)
        if by.person != task.closed_by or not task.is_main:
            raise NotYours()
        require(w.organization, by.person, "task.withdraw", w.at, about(w, w.definition()))
        refuse_ended(w)
        refuse_hold(w)
        if task.state != "completed":
            raise moved_on(w, "withdraw_impossible")
        seq, done = completion(w, task)
        refuse_seen(done, *_opened(w, done), lambda row: _late(w, row))
        execution = w.execution()
        round = round_of(task)
        scope = task.key.rpartition("/")[0]
        if round is None:
            _refuse_others(w, execution.preview("withdraw", scope, task.element), done)
        body = {
            "task": task.id, "key": task.key, "element": task.element, "step": task.name, "label": task.label,
            "signature": w.organization.name(by.person), "scope": scope, "round": round,
            "line": seq if done["opinion"] or done["result"] else None,
        }  # fmt: skip
        return move(
            w, "task.withdrawn", body,
            lambda execution, env: execution.reopen_round(round["body"], round["index"], round["names"], env)
            if round else execution.withdraw(scope, task.element, env),
        )  # fmt: skip

    return once(office, command.command_id, by, act)


def completion(w: Work, task: Task) -> tuple[int, dict[str, Any]]:
    """The event that completed a task, by its number and body."""
    h = t.history.c
    rows = w.connection.execute(
        select(h.seq, h.body, h.sealed)
        .where(h.instance_id == task.instance_id, h.actor == task.closed_by, h.kind == "task.completed")
        .order_by(h.seq.desc())
    ).all()  # a cursor left in the middle keeps SQLite's read view open as long as a refusal's traceback lives
    for row in rows:
        body = opened(row.body, row.sealed)
        if body.get("task") == task.id:
            return row.seq, body
    raise moved_on(w, "withdraw_impossible")


def _opened(w: Work, done: dict[str, Any]) -> tuple[Sequence[Any], set[int]]:
    """The tasks a completion opened, as they are now, and which of them somebody was asked beside already."""
    task, ids = t.task.c, [task["id"] for task in done["moved"]["opened"]]
    wanted = select(task.id, task.state, task.opened_at, task.assignee, task.closed_by, task.name, task.asked_by)
    rows = w.connection.execute(wanted.where(task.id.in_(ids))).all() if ids else ()
    r = t.request.c
    asked = set(w.connection.execute(select(r.about).where(r.about.in_(ids))).scalars()) if ids else set()
    return rows, asked | {child.parent for child in w.children(ids)}


def _late(w: Work, row: Any) -> NotNow:
    event = toucher(w, row.id)
    zh, en, more = "已有人", "", {}
    if event is not None:
        name, when = named(w, event.actor), told_at(event.at)
        zh, en = f"已由{name}于{when}", f" by {name} at {when}"
        more = {"who": event.actor, "at": event.at.isoformat()}
    return NotNow(
        "withdraw_late", f"“{row.name}”{zh}打开或办理,不能撤回,可请对方退回。",
        f"{row.name!r} has been opened or done{en}; ask for a return instead.", **more,
    )  # fmt: skip


def _refuse_others(w: Work, preview: Any, done: dict[str, Any]) -> None:
    """As the rule says, naming who was quicker."""
    try:
        refuse_others(preview, done)
    except NotNow as refused:
        raise moved_on(w, refused.code) from refused
