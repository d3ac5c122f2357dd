"""减签, calling back what was delegated or asked for: somebody who was asked is asked no longer."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from engine.actions.answer_signer import release
from engine.actions.hand import Hand, about, note, once
from engine.actions.insertion import reopened
from engine.actions.movement import move
from engine.actions.standing import refuse_closed, refuse_hold
from engine.clock import local
from engine.errors import NotNow, NotYours
from engine.history import opened
from engine.organization import require
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import Actor, Receipt, Work, instance_of
from engine.task import Entitled, Task


@dataclass(frozen=True)
class RemoveSigner:
    """`task_id` is the inserted task, the request or the countersigner's round that ends unanswered."""

    task_id: int
    command_id: str


def remove_signer(office: Office, command: RemoveSigner, by: Actor) -> Receipt:
    """Raises NotYours unless he asked for it or answers for the matter; NotNow when it is done, or the last signer."""

    def act(w: Work) -> Receipt:
        locked = w.lock(instance_of(command.task_id))
        task, definition = w.task(command.task_id), w.definition()
        require(w.organization, by.person, "task.remove_signer", w.at, about(w, definition))
        answers = not w.organization.roles_of(by.person, local(w.at).date()).isdisjoint(definition.procedure.owner)
        asked = _added_round(w, task) if task.is_main else task.asked_by == by.person
        if not answers and not asked:
            raise NotYours()
        refuse_closed(w, task)
        refuse_hold(w)
        signed = Entitled(by.person, None, w.organization.name(by.person), "")
        held = Hand(locked, task, definition, signed)
        if task.is_main:
            return _round(w, held)
        assert task.parent is not None
        main = w.task(task.parent)
        others = [child for child in w.children([main.id]) if child.id != task.id and child.role == task.role]
        body = {
            **held.named, "role": task.role, "main": main.id, "completes": False,
            "ended": [{"id": task.id, "how": "cancelled"}],
        }  # fmt: skip
        if task.role == "request":
            return note(w, "signer.removed", {**body, "ruled": [[task.id, "void"]]})
        if not others and task.role == "after":
            return release(w, held, main, "signer.removed", body, None)
        if not others:
            body["reopened"] = [reopened(w, main)]
        return note(w, "signer.removed", body)

    return once(office, command.command_id, by, act)


def _added_round(w: Work, task: Task) -> bool:
    """Whether the round is one that this person added to the countersigning."""
    h = t.history.c
    rows = w.connection.execute(
        select(h.body, h.sealed).where(
            h.instance_id == task.instance_id, h.kind == "signer.added", h.actor == w.actor.person
        )
    )
    bodies = [opened(row.body, row.sealed) for row in rows]
    return any(one["id"] == task.id for body in bodies for one in body.get("moved", {}).get("opened", []))


def _round(w: Work, held: Hand) -> Receipt:
    key = held.task.key
    if "/[" not in key:
        raise NotNow("not_multiple", "该环节不是多人会签。", "This step is not a multi-instance.")
    body = {**held.named, "completes": False}
    return move(w, "signer.removed", body, lambda execution, env: execution.remove_round(key, env))
