"""催办 by hand: counted, told to whoever holds the task, from the second time on to the head of his unit, too."""

from __future__ import annotations

from dataclasses import dataclass

from engine.actions.hand import matter, note, once, words
from engine.actions.standing import refuse_closed, refuse_hold
from engine.clock import local
from engine.definition import Definition
from engine.errors import NotNow, NotYours
from engine.store.office import Office
from engine.store.work import Actor, Receipt, Work, instance_of

HEADS = ("unit-head", "section-head")


@dataclass(frozen=True)
class UrgeTask:
    task_id: int
    command_id: str
    words: str = ""


def urge_task(office: Office, command: UrgeTask, by: Actor) -> Receipt:
    """Raises NotYours, or NotNow when the task is done or one's own."""

    def act(w: Work) -> Receipt:
        locked, definition = matter(w, instance_of(command.task_id), "task.urge")
        task = w.task(command.task_id)
        refuse_closed(w, task, held=True)
        refuse_hold(w)
        on = local(w.at).date()
        people = {p for principal in task.principals for p in w.organization.holders(principal, on)}
        if task.assignee:
            people = {task.assignee}
        if people == {by.person}:
            raise NotNow("own_task", "这是您自己的任务。", "It is your own task.")
        if not _concerned(w, locked.starter, definition, task.asked_by):
            raise NotYours()
        times = task.urges + 1
        heads: set[str] = set()
        if times >= 2:
            units = {unit for person in people for unit in w.organization.units_of(person, on)}
            heads = {h for unit in units for role in HEADS for h in w.organization.holders(f"{role}@{unit}", on)}
        said = words(command.words)
        text = f"催办(第{times}次):请尽快办理《{locked.title}》的“{task.name}”。{said}"
        body = {
            "task": task.id, "element": task.element, "step": task.name, "label": task.label, "times": times,
            "words": said, "people": sorted(people), "heads": sorted(heads - people),
            "signature": w.organization.name(by.person),
            "notices": [{"kind": "urge", "to": p, "text": text, "task": task.id} for p in sorted(people | heads)],
        }  # fmt: skip
        return note(w, "task.urged", body)

    return once(office, command.command_id, by, act)


def _concerned(w: Work, starter: str, definition: Definition, asked_by: str | None) -> bool:
    """Who started it, answers for it, asked for this task, or did a step before; not everybody who may read it."""
    person = w.actor.person
    if person in (starter, asked_by):
        return True
    if not w.organization.roles_of(person, local(w.at).date()).isdisjoint(definition.procedure.owner):
        return True
    return any(person in people for people in w.done_by().values())
