"""委派: have somebody prepare the task; it comes back with his opinion and its owner decides."""

from __future__ import annotations

from dataclasses import dataclass

from engine.actions.hand import hand, note, once, words
from engine.actions.insertion import colleagues, insert
from engine.errors import NotNow
from engine.store.office import Office
from engine.store.work import Actor, Receipt, Work


@dataclass(frozen=True)
class DelegateTask:
    task_id: int
    to: str
    opinion: str
    command_id: str


def delegate_task(office: Office, command: DelegateTask, by: Actor) -> Receipt:
    """The task is held until it is given back (`answer`) or called back (`remove_signer`). Raises as transfer does."""

    def act(w: Work) -> Receipt:
        held = hand(w, command.task_id, "task.delegate")
        if not held.task.is_main or held.definition.procedure.task(held.task.element).deputy == "none":
            raise NotNow("delegate_barred", "该任务须由本人办理,不能委派。", "This task is not delegated.")
        people = colleagues(w, held, [command.to])
        body = {
            **held.named, **insert(w, held, [people], "delegate"), "held": [held.task.id],
            "to": people, "words": words(command.opinion),
        }  # fmt: skip
        return note(w, "task.delegated", body, on_behalf_of=held.entitled.on_behalf_of)

    return once(office, command.command_id, by, act)
