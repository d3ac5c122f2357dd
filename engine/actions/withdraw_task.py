"""撤回: take back a step one has completed, while nobody has opened what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import select

from engine.actions.hand import about, once, refuse_hold
from engine.actions.movement import move
from engine.errors import NotNow, NotYours
from engine.organization import require
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import Actor, Receipt, Work, instance_of
from engine.task import Task


@dataclass(frozen=True)
class WithdrawTask:
    task_id: int
    command_id: str


def withdraw_task(office: Office, command: WithdrawTask, by: Actor) -> Receipt:
    """Raises NotYours (not his), NotNow `withdraw_impossible` or `withdraw_late` saying who has opened it already."""

    def act(w: Work) -> Receipt:
        locked = w.lock(instance_of(command.task_id))
        task = w.task(command.task_id)
        if by.person != task.closed_by or not task.is_main:
            raise NotYours()
        require(w.organization, by.person, "task.withdraw", w.at, about(w, w.definition()))
        if locked.state != "running":
            raise NotNow("instance_ended", "该事项已经结束。", "The matter has already ended.")
        refuse_hold(w)
        if task.state != "completed":
            raise _impossible()
        seq, done = completion(w, task)
        _refuse_seen(w, done)
        execution = w.execution()
        round = _round(task)
        scope = task.key.rpartition("/")[0]
        if round is None:
            _refuse_others(execution.preview("withdraw", scope, task.element), done)
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
        select(h.seq, h.body)
        .where(h.instance_id == task.instance_id, h.actor == task.closed_by, h.kind == "task.completed")
        .order_by(h.seq.desc())
    )
    for row in rows:
        body = orjson.loads(row.body)
        if body["task"] == task.id:
            return row.seq, body
    raise _impossible()


def _refuse_seen(w: Work, done: dict[str, Any]) -> None:
    """Nothing the completion opened may have been opened, signed for, done or ended; nothing may have left."""
    if done["moved"]["messages"]:
        raise NotNow("withdraw_late", "已转给其他事项,不能撤回。", "It has been passed to another matter.")
    ids = [task["id"] for task in done["moved"]["opened"]]
    if not ids:
        return
    task = t.task.c
    rows = w.connection.execute(
        select(task.state, task.opened_at, task.assignee, task.closed_by, task.name, task.asked_by).where(
            task.id.in_(ids)
        )
    )
    for row in rows:
        if row.state != "open" or row.opened_at is not None or row.assignee is not None or row.asked_by is not None:
            raise NotNow(
                "withdraw_late",
                f"“{row.name}”已有人打开或办理,不能撤回,可请对方退回。",
                f"{row.name!r} has been opened or done; ask for a return instead.",
            )


def _refuse_others(preview: Any, done: dict[str, Any]) -> None:
    """What would end must be what this completion made: a join that has fired since belongs to others, too."""
    mine = {task["key"] for task in done["moved"]["opened"]}
    if set(preview.tasks) - mine or not (preview.tasks or preview.joins):
        raise _impossible()


def _round(task: Task) -> dict[str, Any] | None:
    """How the engine finds the round of a multi-instance a task stood for; None for a plain task."""
    body, bracket, _ = task.key.rpartition("/[")
    if not bracket or "/" in task.key[len(body) + 1 :]:
        return None
    counter = task.variables.get("loopCounter")
    if not isinstance(counter, int):
        return None
    return {"body": body, "index": counter - 1, "names": dict(task.variables)}


def _impossible() -> NotNow:
    return NotNow("withdraw_impossible", "该环节已流转,不能撤回。", "The matter has moved on; it cannot be withdrawn.")
