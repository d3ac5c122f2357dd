"""Tasks beside the diagram: somebody asked before me, after me, on my behalf, or to decide a request."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from engine.actions.hand import Hand
from engine.clock import local
from engine.definition.procedure import TaskRules
from engine.errors import Invalid
from engine.instance.movement import TASKS_PER_INSTANCE
from engine.store.work import Work
from engine.task import Task, not_to_be_asked

MOST = 50  # people asked at once
NAMES = {"before": "加签", "after": "加签", "delegate": "委派", "request": "审批"}


def insert(
    w: Work, held: Hand, principals: Sequence[Sequence[str]], role: str, *, name: str = "", due: datetime | None = None
) -> dict[str, Any]:
    """The `inserted` and `tasks` of an event body: one task for each group of principals, hanging on the main task."""
    locked, main = held.locked, held.task
    on = local(w.at).date()
    tasks = []
    for place, given in enumerate(principals, 1):
        number = locked.tasks + place
        people = sorted({p for principal in given for p in w.organization.holders(principal, on)})
        tasks.append({
            "id": locked.id * TASKS_PER_INSTANCE + number, "key": f"{main.key}+{number}", "element": main.element,
            "name": name or f"{main.name}({NAMES[role]})", "lane": "", "label": w.organization.name(given[0])
            if role != "request" and len(given) == 1 else main.label, "candidates": list(given),
            "principals": list(given), "people": people, "due_at": _iso(due or main.due_at), "term": "",
            "follow_up_at": None, "priority": 50, "deputy": "ab", "role": role, "parent": main.id,
            "asked_by": w.actor.person, "box": "todo", "variables": dict(main.variables),
        })  # fmt: skip
    return {"inserted": tasks, "tasks": locked.tasks + len(tasks)}


def colleagues(w: Work, held: Hand, people: Sequence[str], field: str = "to") -> list[str]:
    """The people named, checked: known, in office that day, not oneself, not recused from the step, each once."""
    named = list(dict.fromkeys(people))
    if not named:
        raise Invalid({field: "请选择人员。"})
    if len(named) > MOST:
        raise Invalid({field: f"一次最多{MOST}人。"})
    rules = held.definition.procedure.task(held.task.element)
    for person in named:
        fit(w, rules, person, held.task.key, field)
        if person in (w.actor.person, held.entitled.on_behalf_of):
            raise Invalid({field: "不能选择自己。"})
        if not held.task.is_main and person == held.task.asked_by:
            raise Invalid({field: "不能交给提出加签、委派的人本人。"})
    return named


def fit(w: Work, rules: TaskRules, person: str, key: str, field: str = "to") -> None:
    """Raise Invalid unless this person is in office, does business, and is not recused from the task with this key."""
    if why := not_to_be_asked(person, rules, w.organization, w.at, w.done_by(key)):
        raise Invalid({field: why})


def reopened(w: Work, main: Task) -> dict[str, Any]:
    """A held main task back in its inboxes, as an event body tells it."""
    return {
        "id": main.id, "principals": list(main.principals), "due_at": _iso(main.due_at), "box": main.box,
        "version": main.version + 1,
    }  # fmt: skip


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
