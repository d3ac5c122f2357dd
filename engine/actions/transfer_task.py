"""转办: somebody else does the task; to another unit only with the dispatcher's consent (domain.md 2.0)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.actions.hand import Hand, hand, note, once, words
from engine.actions.insertion import colleagues, insert
from engine.actions.standing import refuse_waiting
from engine.errors import NotNow
from engine.store.office import Office
from engine.store.work import Actor, Receipt, Work
from engine.task import Task, dispatches, same_unit


@dataclass(frozen=True)
class TransferTask:
    task_id: int
    to: str
    opinion: str
    command_id: str


def transfer_task(office: Office, command: TransferTask, by: Actor) -> Receipt:
    """Raises NotYours, Invalid (who, why), NotNow `transfer_barred` for steps nobody may do for another."""

    def act(w: Work) -> Receipt:
        held = hand(w, command.task_id, "task.transfer")
        reason = words(command.opinion, required=True)
        (person,) = colleagues(w, held, [command.to])
        if held.task.deputy in ("none", "order") or held.task.role == "request":
            raise NotNow("transfer_barred", "该环节须由本人办理,不能转办。", "Nobody may do this step for another.")
        line = {
            "task": held.task.id, "element": held.task.element, "step": held.task.name,
            "signature": held.entitled.signature, "post": held.entitled.post, "result": "转办", "text": reason,
            "kind": "inserted",
        }  # fmt: skip
        mine = held.entitled.on_behalf_of or by.person
        dispatcher = held.definition.procedure.dispatcher
        if same_unit(w.organization, mine, person, w.at) or dispatches(w.organization, by.person, dispatcher, w.at):
            body = {**held.named, "to": person, "given": given(w, held.task, person), "line": line,
                    "notices": told(w, held.task, person)}  # fmt: skip
            return note(w, "task.transferred", body, on_behalf_of=held.entitled.on_behalf_of)
        return _ask(w, held, person, line)

    return once(office, command.command_id, by, act)


def given(w: Work, task: Task, person: str) -> dict[str, Any]:
    """The `given` of an event body: the task in the inbox of one person."""
    return {
        "id": task.id, "candidates": [person], "principals": [person], "version": task.version + 1, "box": task.box,
        "due_at": task.due_at.isoformat() if task.due_at else None, "from": list(task.principals),
        "held": task.state == "held", "asked_by": w.actor.person if task.is_main else task.asked_by,
    }  # fmt: skip


def told(w: Work, task: Task, person: str) -> list[dict[str, Any]]:
    text = f"{w.organization.name(w.actor.person)}把“{task.name}”转给您办理。"
    return [{"kind": "notice", "to": person, "text": text, "task": task.id}]


def _ask(w: Work, held: Hand, person: str, line: dict[str, Any]) -> Receipt:
    dispatcher = held.definition.procedure.dispatcher
    if not dispatcher or not held.task.is_main:  # whoever was asked himself may only hand it on within his unit
        raise NotNow(
            "transfer_to_unit", "该流程不能转到其他单位,请退回。", "It cannot go to another unit; return it instead."
        )
    refuse_waiting(w, held.task)
    name = f"{held.task.name}(转办审批)"
    asked = insert(w, held, [list(dispatcher)], "request", name=name)
    body = {
        **held.named, **asked, "line": line,
        "request": {"task_id": asked["inserted"][0]["id"], "kind": "transfer", "about": held.task.id,
                    "content": {"to": person, "reason": line["text"], "for": held.entitled.on_behalf_of}},
    }  # fmt: skip
    return note(w, "request.asked", body, on_behalf_of=held.entitled.on_behalf_of)
