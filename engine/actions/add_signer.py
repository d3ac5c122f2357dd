"""加签: somebody answers before me, after me, or beside the others of a countersigning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import select

from engine.actions.answers import answers_of
from engine.actions.hand import Hand, hand, note, once, words
from engine.actions.insertion import colleagues, insert
from engine.actions.movement import move
from engine.actions.options import form_context
from engine.errors import Invalid, NotNow
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import Actor, Receipt, Work


@dataclass(frozen=True)
class AddSigner:
    """`when` before: my task waits for theirs; after: my answer (`values`, `opinion`) is kept and the token waits
    for theirs; round: `to` are items of the countersigning, units or people as it was drawn."""

    task_id: int
    to: tuple[str, ...]
    when: Literal["before", "after", "round"]
    command_id: str
    opinion: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


def add_signer(office: Office, command: AddSigner, by: Actor) -> Receipt:
    """Raises NotYours, Invalid (nobody, oneself, asked already, recused), NotNow (not_multiple, signer_barred)."""

    def act(w: Work) -> Receipt:
        held = hand(w, command.task_id, "task.add_signer")
        if not held.task.is_main:
            raise NotNow("signer_barred", "加签、委派的任务不再加签。", "An inserted task takes no further signers.")
        if command.when == "round":
            return _beside(w, held, command)
        people = colleagues(w, held, command.to)
        step = held.definition.element(held.task.element)
        if command.when == "after" and step is not None and step.startable:
            raise NotNow(
                "adhoc_after", "开办环节的任务提交即办结,不能先办后加签;请先送加签。",
                "Submitting this task ends what was started; ask others before it, not after.",
            )  # fmt: skip
        tasks = insert(w, held, [[person] for person in people], command.when)
        if command.when == "before":
            body = {**held.named, **tasks, "held": [held.task.id], "to": people, "when": "before",
                    "words": words(command.opinion)}  # fmt: skip
            return note(w, "signer.added", body, on_behalf_of=held.entitled.on_behalf_of)
        answer = answers_of(w, held, command.values, command.opinion)
        body = {**answer, **tasks, "held": [held.task.id], "to": people, "when": "after"}
        return note(w, "task.answered", body, on_behalf_of=held.entitled.on_behalf_of)

    return once(office, command.command_id, by, act)


def _beside(w: Work, held: Hand, command: AddSigner) -> Receipt:
    """One more round; whoever is asked already is refused."""
    info = held.definition.process.elements[held.task.element]
    name = info.loop_element
    body_key, bracket, _ = held.task.key.rpartition("/[")
    if not bracket or name is None:
        raise NotNow("not_multiple", "该环节不是多人会签。", "This step is not a multi-instance.")
    if len(command.to) != 1:
        raise Invalid({"to": "每次加签一个。"})
    item = command.to[0]
    mine = held.task.variables.get(name)
    if not isinstance(mine, str):
        raise NotNow("not_multiple", "该会签不能加签。", "Its items are no names.")
    if item in _asked(w, held, body_key, name) or item in w.execution().items(body_key):
        raise Invalid({"to": "已在会签名单中。"})
    if mine in {p.id for p in w.organization.people}:
        colleagues(w, held, [item])
    elif item not in {o["value"] for o in form_context(w, unit=held.locked.starter_unit)["units"]}:
        raise Invalid({"to": "没有这个单位。"})
    body = {**held.named, "body": body_key, "item": item, "when": "round", "words": words(command.opinion)}
    return move(
        w, "signer.added", body, lambda execution, env: execution.add_round(body_key, item, env),
        on_behalf_of=held.entitled.on_behalf_of,
    )  # fmt: skip


def _asked(w: Work, held: Hand, body_key: str, name: str) -> set[Any]:
    """The items of the running multi-instance so far."""
    task = t.task.c
    rows = w.connection.execute(
        select(task.key, task.variables).where(
            task.instance_id == held.locked.id, task.element == held.task.element, task.role == "main",
            task.state.in_(("open", "held", "completed")),
        )
    )
    return {row.variables.get(name) for row in rows if row.key.startswith(f"{body_key}/[")}
