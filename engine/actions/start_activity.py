"""开办: whoever holds the task of an ad-hoc sub-process starts one of the steps in it; the task stays with him."""

from __future__ import annotations

from dataclasses import dataclass

from engine.actions.hand import hand, once
from engine.actions.movement import move
from engine.errors import NotNow
from engine.store.office import Office
from engine.store.work import Actor, Receipt, Work


@dataclass(frozen=True)
class StartActivity:
    """`element`: the id of a step that can be started there, as often as it is needed."""

    task_id: int
    element: str
    command_id: str


def start_activity(office: Office, command: StartActivity, by: Actor) -> Receipt:
    """Raises NotYours, NotNow (not_main, not_adhoc, not_startable, adhoc_sequential, and what any task act may)."""

    def act(w: Work) -> Receipt:
        held = hand(w, command.task_id, "task.do")
        if not held.task.is_main:
            raise NotNow("not_main", "加签、委派的任务不能开办环节。", "An inserted task starts no steps.")
        step = held.definition.element(command.element)
        body = {**held.named, "to": command.element, "to_step": step.name or step.id if step else ""}
        return move(
            w, "activity.started", body,
            lambda execution, env: execution.start_activity(held.task.key, command.element, env),
            on_behalf_of=held.entitled.on_behalf_of,
        )  # fmt: skip

    return once(office, command.command_id, by, act)
