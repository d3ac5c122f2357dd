"""A task in somebody's hand: instance locked, person entitled, task and matter in a state to be acted on.

Every office action begins with `hand` (a task) or `matter` (the whole), and ends with `note` or `movement.move`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from unicodedata import category

from engine.actions.standing import refuse_closed, refuse_ended, refuse_given, refuse_hold
from engine.definition import Definition
from engine.errors import Invalid, NotYours, Refused
from engine.organization import Thing, require
from engine.store.notices import put_notices
from engine.store.office import Office
from engine.store.work import Actor, Locked, Receipt, Work, instance_of, receipt, repeated, work
from engine.task import Entitled, Task, asked_unit, entitle
from engine.task import refuse_own as separation

MAX_WORDS = 4000
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # make a text read other than it is


@dataclass(frozen=True)
class Hand:
    """What an action on a task knows once it may act."""

    locked: Locked
    task: Task
    definition: Definition
    entitled: Entitled

    @property
    def named(self) -> dict[str, Any]:
        """The task as event bodies name it."""
        task = self.task
        return {
            "task": task.id, "key": task.key, "element": task.element, "step": task.name, "label": task.label,
            "signature": self.entitled.signature, "post": self.entitled.post,
        }  # fmt: skip


def once(office: Office, command_id: str, by: Actor, act: Callable[[Work], Receipt]) -> Receipt:
    """Run an action; the same command sent twice has one effect and gets the first answer again."""
    try:
        with work(office, by, command_id) as w:
            return act(w)
    except Refused:  # whatever its first run left in the way of the second
        if before := repeated(office, command_id, by):
            return before
        raise


def hand(w: Work, task_id: int, verb: str, *, held: bool = False) -> Hand:
    """Lock the task's instance; raises NotYours, or NotNow when the task or the matter is not in a state to act on.

    `held` also takes a main task that waits for an inserted one.
    """
    locked = w.lock(instance_of(task_id))
    task, definition = w.task(task_id), w.definition()
    try:
        entitled = entitle(task, w.actor.person, w.organization, w.at, locked.procedure)
    except NotYours:
        refuse_given(w, task)
        raise
    require(w.organization, w.actor.person, verb, w.at)
    refuse_closed(w, task, held=held)
    refuse_hold(w)
    refuse_own(w, task, definition, entitled, asked_unit(task.candidates, locked.starter_unit))
    return Hand(locked, task, definition, entitled)


def refuse_own(w: Work, task: Task, definition: Definition, entitled: Entitled, unit: str) -> None:
    """回避 (engine.task), asked with what this act's transaction has read."""
    rules = definition.procedure.task(task.element)
    separation(task, rules, entitled, w.done_by(task.key), w.organization, unit, w.at)


def matter(w: Work, instance_id: int, verb: str, *, ended: bool = False) -> tuple[Locked, Definition]:
    """Lock an instance for somebody whom the access table lets act on it; raises NotYours or NotNow."""
    locked = w.lock(instance_id)
    definition = w.definition()
    require(w.organization, w.actor.person, verb, w.at, about(w, definition))
    if not ended:
        refuse_ended(w)
    return locked, definition


def about(w: Work, definition: Definition) -> Thing:
    """The matter as the access table asks for it."""
    assert w.instance is not None
    return Thing(
        owner=w.instance.starter, responsible=frozenset(definition.procedure.owner), participants=w.participants
    )


def words(text: str, *, required: bool = False, field: str = "opinion") -> str:
    """An opinion or reason as typed, cleaned; Invalid when it is too long, missing or holds control characters."""
    text = text.replace("\r\n", "\n").strip()
    if any(c not in "\n\t" and (category(c) in ("Cc", "Cs", "Zl", "Zp") or c in TURNING) for c in text):
        raise Invalid({field: "意见中含有不可见的控制字符。"})
    if len(text) > MAX_WORDS:
        raise Invalid({field: f"意见不能超过{MAX_WORDS}字。"})
    if required and not text:
        raise Invalid({field: "请填写意见。" if field == "opinion" else "请填写理由。"})
    return text


def note(w: Work, kind: str, body: dict[str, Any], *, on_behalf_of: str | None = None) -> Receipt:
    """Record an action that moves no token, with its notices."""
    locked = w.instance
    assert locked is not None
    whole = {**body, "urgency": locked.urgency, "procedure": locked.procedure}
    event = w.record(kind, whole, on_behalf_of=on_behalf_of)
    put_notices(w.connection, w.office.database.url, event)
    return receipt(locked.id, locked.number, event.seq, event.body)
