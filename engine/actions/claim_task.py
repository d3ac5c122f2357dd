"""签收: sign for a task given to a group, so that colleagues see who has it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.actions.hand import refuse_own
from engine.actions.standing import refuse_closed, refuse_given, refuse_hold
from engine.errors import NotNow, NotYours
from engine.organization import require
from engine.store.office import Office
from engine.store.work import Actor, Receipt, instance_of, receipt, repeated, work
from engine.task import asked_unit, entitle


@dataclass(frozen=True)
class ClaimTask:
    task_id: int
    command_id: str


@dataclass(frozen=True)
class ReleaseTask:
    task_id: int
    command_id: str


def claim_task(office: Office, command: ClaimTask, by: Actor) -> Receipt:
    """Raises NotYours, or NotNow when it is done or signed for (also by oneself, under another command)."""
    try:
        with work(office, by, command.command_id) as w:
            locked = w.lock(instance_of(command.task_id))
            task = w.task(command.task_id)
            try:
                entitled = entitle(task, by.person, w.organization, w.at, locked.procedure)
            except NotYours:
                refuse_given(w, task)
                raise
            require(w.organization, by.person, "task.do", w.at)
            refuse_closed(w, task)
            refuse_hold(w)
            refuse_own(w, task, w.definition(), entitled, asked_unit(task.candidates, locked.starter_unit))
            if task.assignee is not None:
                raise NotNow("already_claimed", "您已签收该任务。", "You have already signed for this task.")
            body = {
                "task": task.id, "key": task.key, "element": task.element, "step": task.name,
                "version": task.version + 1, "signature": entitled.signature, "post": entitled.post,
            }  # fmt: skip
            event = w.record("task.claimed", body, on_behalf_of=entitled.on_behalf_of)
            return receipt(locked.id, locked.number, event.seq, body)
    except NotNow:
        if before := repeated(office, command.command_id, by):
            return before
        raise


def release_task(office: Office, command: ReleaseTask, by: Actor) -> Receipt:
    """Give a signed-for task back to its group. Raises NotYours, or NotNow when it is not signed for by him."""
    try:
        with work(office, by, command.command_id) as w:
            locked = w.lock(instance_of(command.task_id))
            task = w.task(command.task_id)
            entitled = entitle(task, by.person, w.organization, w.at, locked.procedure)
            refuse_closed(w, task)
            refuse_hold(w)
            if task.assignee != by.person:
                raise NotNow("not_claimed", "您没有签收该任务。", "You have not signed for this task.")
            body = {
                "task": task.id, "key": task.key, "element": task.element, "step": task.name,
                "version": task.version + 1, "signature": entitled.signature, "post": entitled.post,
            }  # fmt: skip
            event = w.record("task.released", body)
            return receipt(locked.id, locked.number, event.seq, body)
    except NotNow:
        if before := repeated(office, command.command_id, by):
            return before
        raise
