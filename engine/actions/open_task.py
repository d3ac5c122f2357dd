"""打开: the first look of a candidate at his task, which ends the undo window of whoever sent it."""

from __future__ import annotations

from engine.errors import NotNow, Refused
from engine.store.office import Office
from engine.store.work import Actor, instance_of, work
from engine.task import entitle


def open_task(office: Office, task_id: int, by: Actor) -> bool:
    """Record the first opening by somebody who may do the task; False when there is nothing to record.

    Looking is never refused here: whoever may not do the task, or comes second, leaves no event.
    """
    try:
        with work(office, by) as w:
            locked = w.lock(instance_of(task_id))
            task = w.task(task_id)
            if task.state != "open" or task.opened_at is not None:
                return False
            try:
                entitled = entitle(task, by.person, w.organization, w.at, locked.procedure)
            except Refused:
                return False
            body = {"task": task.id, "element": task.element, "step": task.name, "signature": entitled.signature}
            w.record("task.opened", body, on_behalf_of=entitled.on_behalf_of)
            return True
    except NotNow:
        return False
