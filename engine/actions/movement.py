"""Moving tokens inside a unit of work: environment, services, and the event that tells it all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from engine.actions.services import Services
from engine.bpmn import Environment, Execution, Outcome, TaskWait
from engine.definition import Definition
from engine.errors import Incident
from engine.history import Event
from engine.instance import Assigned, Moved, Served, assign, describe
from engine.instance.environment import functions
from engine.organization import recused, same_person_unit
from engine.store.notices import put_notices
from engine.store.work import Locked, Receipt, Work, receipt
from engine.task import asked_unit, beside

# An execution and what it did; the environment is where conditions, terms and services look.
Move = Callable[[Execution, Environment], Outcome]


def environment(
    w: Work, definition: Definition, served: Served | None = None, locked: Locked | None = None
) -> Environment:
    """Clock, FEEL functions and services as in force in this unit of work."""
    known = functions(definition, w.organization, w.calendar, w.at)
    serve = Services(w, definition, served, locked) if served is not None and locked is not None else None
    return Environment(now=w.at, functions=known, serve=serve)


def move(
    w: Work,
    kind: str,
    body: dict[str, Any],
    act: Move,
    *,
    on_behalf_of: str | None = None,
    end_state: str | None = None,
    doers: frozenset[str] = frozenset(),
) -> Receipt:
    """Move the locked instance's tokens, record one event with everything that followed.

    `end_state` names an end that no end event of the diagram names (撤回, 终止). `doers` did the step that ends, when
    they are not who acts now.
    """
    locked = w.instance
    assert locked is not None
    definition, served = w.definition(), Served()
    execution = w.execution()
    env = environment(w, definition, served, locked)
    outcome = act(execution, env)
    doers = doers or frozenset({w.actor.person, on_behalf_of or w.actor.person})
    ids = w.task_ids(c.key for c in outcome.closed)
    moved, state = told(w, definition, execution, outcome, served, locked, ids, doers)
    if end_state is not None:
        moved["end_state"] = end_state
    whole = {
        **body, "urgency": locked.urgency, "procedure": locked.procedure,
        "served": served.results, "moved": moved,
    }  # fmt: skip
    event = w.record(kind, whole, on_behalf_of=on_behalf_of, snapshot=(moved["version"], state))
    return finish(w, event, locked.id, locked.number, execution, moved)


def told(
    w: Work,
    definition: Definition,
    execution: Execution,
    outcome: Outcome,
    served: Served,
    locked: Locked,
    ids: dict[str, int],
    doers: frozenset[str] = frozenset(),
) -> tuple[Moved, bytes]:
    """The event's words for an outcome, and the snapshot they name; an Incident when nothing can go on any more."""
    if execution.stuck:
        raise Incident(
            "stuck",
            definition.procedure.process,
            "",
            "流程到此无法继续:没有待办环节,也没有等待的事件,请联系流程分析员。",
            "The process cannot go on from here: nothing waits and it has not ended.",
        )
    state = execution.snapshot()

    def give(wait: TaskWait) -> Assigned:
        apart = definition.procedure.task(wait.element).different_from
        barred = recused(apart, w.done_by(wait.key)) if apart else frozenset()
        if any(h.kind == "exit" and h.element in apart and not beside(h.key, wait.key) for h in outcome.happenings):
            barred |= doers or {w.actor.person}  # did one of those steps just now
        if definition.procedure.task(wait.element).same_person_unit:
            unit = asked_unit(wait.candidate_groups, locked.starter_unit)
            alone = {p for p in barred if same_person_unit(w.organization, p, unit, w.at)}
            barred -= alone
        conditional = definition.procedure.task(wait.element).deputy_when
        return assign(
            wait, definition, w.organization, w.calendar, w.at, locked.urgency, _whole_due(served, locked), barred,
            outcome.data if conditional else None,
        )  # fmt: skip

    moved = describe(
        outcome, state, definition, served, instance_id=locked.id, version=locked.version + 1, tasks=locked.tasks,
        ids=ids, assign=give,
    )  # fmt: skip
    for child in w.children(task for task, _ in moved["closed"]) if locked.version else []:
        moved["closed"].append([child.id, "cancelled"])
        if child.role == "request":
            moved.setdefault("void", []).append(child.id)
    return moved, state


def _whole_due(served: Served, locked: Locked) -> datetime | None:
    """The matter's due, as the procedure may have set it just now."""
    if served.due is None:
        return locked.due_at
    return datetime.fromisoformat(served.due["due_at"]) if served.due["due_at"] else None


def finish(w: Work, event: Event, instance_id: int, number: str, execution: Execution, moved: Moved) -> Receipt:
    """Notices of new tasks, the warm cache, and the answer."""
    put_notices(w.connection, w.office.database.url, event)
    key = (instance_id, moved["version"])
    w.after_commit.append(lambda: w.office.executions.put(key, execution))
    return receipt(instance_id, number, event.seq, event.body)
