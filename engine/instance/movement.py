"""The outcome of moving tokens, told in the words of an event body: plain JSON, complete, deterministic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.bpmn import Outcome, TaskWait, digest
from engine.definition import Definition
from engine.instance.assignment import Assigned

TASKS_PER_INSTANCE = 2**20  # task and attachment ids are instance id * this + ordinal

Moved = dict[str, Any]


@dataclass
class Served:
    """What service tasks did while the tokens moved; filled by the caller's `serve`.

    `results` (element-instance key -> result) is all that re-execution needs; the rest are effects to apply.
    """

    results: list[list[Any]] = field(default_factory=list)
    numbers: list[dict[str, Any]] = field(default_factory=list)
    urged: list[list[int]] = field(default_factory=list)
    notices: list[dict[str, Any]] = field(default_factory=list)
    facts: list[dict[str, Any]] = field(default_factory=list)
    messages: list[list[Any]] = field(default_factory=list)
    due: dict[str, Any] | None = None  # the matter's own due, when the procedure sets it


def describe(
    outcome: Outcome,
    snapshot: bytes,
    definition: Definition,
    served: Served,
    *,
    instance_id: int,
    version: int,
    tasks: int,
    ids: Mapping[str, int],
    assign: Callable[[TaskWait], Assigned],
) -> Moved:
    """Put an outcome into the `moved` part of an event body.

    `tasks` is the number of tasks the instance ever had, `ids` maps open element-instance keys to task ids.
    """
    opened, warnings = [], []
    for wait in outcome.opened:
        given = assign(wait)
        tasks += 1
        box = "sign" if definition.procedure.task(wait.element).kind == "acknowledge" else "todo"
        opened.append(_opened(wait, given, instance_id * TASKS_PER_INSTANCE + tasks, box))
        warnings += [{**w, "key": wait.key} for w in given.warnings]
    running = outcome.state == "running"
    return {
        "path": [_step(h) for h in outcome.happenings],
        "opened": opened,
        "closed": [[ids[c.key], c.how] for c in outcome.closed if c.key in ids],
        "timers": [[t.key, t.element, _iso(t.due)] for t in outcome.timers_opened],
        "timers_closed": list(outcome.timers_closed),
        "subscriptions": [[s.key, s.kind, s.name, s.correlation] for s in outcome.subscriptions_opened],
        "subscriptions_closed": list(outcome.subscriptions_closed),
        "timers_moved": [[t.key, _iso(t.due)] for t in outcome.timers_moved],
        "due": served.due,
        "messages": [[m.key, m.name, m.correlation, m.data] for m in outcome.messages if m.kind == "message"]
        + served.messages,
        "numbers": served.numbers,
        "urged": served.urged,
        "notices": served.notices,
        "facts": [*served.facts, *warnings],
        "state": outcome.state,
        "end_state": None if running else definition.end_state(list(outcome.end_events)),
        "ends": list(outcome.end_events),
        "snapshot": digest(snapshot),
        "tasks": tasks,
        "version": version,
    }


def _step(happening: Any) -> dict[str, Any]:
    step = {
        "kind": happening.kind,
        "element": happening.element,
        "key": happening.key,
        "scope": happening.scope,
    }
    return step | ({"detail": happening.detail} if happening.detail else {})


def _opened(wait: TaskWait, given: Assigned, task_id: int, box: str) -> dict[str, Any]:
    return {
        "id": task_id, "key": wait.key, "element": wait.element, "name": wait.name or wait.element,
        "lane": wait.lane or "", "label": label(wait), "candidates": list(given.candidates),
        "principals": list(given.principals), "due_at": _iso(given.due_at), "term": given.term,
        "follow_up_at": _iso(wait.follow_up), "priority": wait.priority if wait.priority is not None else 50,
        "deputy": given.deputy, "people": list(given.people), "box": box, "variables": wait.variables,
        "back": wait.back,
    }  # fmt: skip


def label(wait: TaskWait) -> str:
    """Which one of several parallel tasks this is: the `label` property, else the unit asked, else nothing."""
    named = wait.properties.get("label")
    if named:
        return str(wait.variables.get(named, named))
    units = {g.split("@", 1)[1] for g in wait.candidate_groups if "@" in g}
    return units.pop() if wait.loop_counter is not None and len(units) == 1 else ""


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
