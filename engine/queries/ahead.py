"""What may follow a step: read from the diagram, or, once the form is filled in, found out by trying it in memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine.bpmn import Environment, Execution, Outcome, ServiceCall, TaskWait
from engine.definition import Definition
from engine.errors import Refused
from engine.instance import assign
from engine.instance.environment import functions
from engine.instance.movement import label
from engine.queries.reader import Reader
from engine.store import tables as t
from engine.task import Task

PEOPLE_SHOWN = 4
UNNUMBERED = "-"  # a trial draws no case number; what waits for a message by it needs some text


@dataclass(frozen=True)
class NextStep:
    """A step that would be opened; without a trial `people` is empty and `lane` says who does such steps."""

    step: str
    label: str
    lane: str
    people: tuple[str, ...] = ()
    due_at: datetime | None = None


@dataclass(frozen=True)
class Ahead:
    """`certain` when the steps were found by trying the typed values; `end_state` when that would end the matter."""

    certain: bool
    steps: tuple[NextStep, ...]
    end_state: str = ""


def possible_steps(definition: Definition, element: str) -> Ahead:
    """The user tasks reachable without passing another one, nearest first."""
    process = definition.process
    flows: dict[str, list[str]] = {}
    for flow in process.flows.values():
        flows.setdefault(flow.source, []).append(flow.target)
    found: list[NextStep] = []
    seen, queue = {element}, deque(flows.get(element, []))
    while queue:
        name = queue.popleft()
        if name in seen or name not in process.elements:
            continue
        seen.add(name)
        info = process.elements[name]
        if info.asks:
            found.append(NextStep(info.name, "", info.lane or ""))
        else:
            queue.extend(flows.get(name, []))
    return Ahead(False, tuple(found))


def after_completion(
    reader: Reader, definition: Definition, row: Any, key: str, values: Mapping[str, Any]
) -> Ahead | None:
    """What completing an open task with these values would open; None when it could not go on."""
    execution = _tokens(reader, definition, row)
    if execution is None:
        return None

    def act(env: Environment) -> tuple[Execution, Outcome]:
        return execution, execution.complete(key, definition.routing(values), env)

    return _tried(reader, definition, act, row.urgency, row.due_at)


def round_variables(reader: Reader, definition: Definition, task: Task, row: Any) -> Mapping[str, Any]:
    """The variables of the task's own round as they are now; those it was opened with when it waits no longer."""
    execution = _tokens(reader, definition, row) if task.variables and task.state in ("open", "held") else None
    waiting = execution.waiting().tasks if execution is not None else ()
    return next((wait.variables for wait in waiting if wait.key == task.key), task.variables)


def _tokens(reader: Reader, definition: Definition, row: Any) -> Execution | None:
    """The matter's tokens from its snapshot; None when that is not of the newest version."""
    state = reader.connection.execute(
        select(t.snapshot.c.state).where(t.snapshot.c.instance_id == row.id, t.snapshot.c.version == row.version)
    ).scalar()
    return None if state is None else definition.restore(state)


def after_start(reader: Reader, definition: Definition, values: Mapping[str, Any], unit: str) -> Ahead | None:
    """What starting with these values would open; None when it could not."""
    variables = {
        **definition.procedure.defaults,
        **definition.routing(values),
        "starter": reader.person,
        "starter_name": reader.name(reader.person),
        "drafter_unit": unit,
        "instance_number": UNNUMBERED,
    }
    urgency = str(values.get(definition.procedure.urgency) or "")
    return _tried(reader, definition, lambda env: definition.start(variables, env), urgency, None)


def _tried(
    reader: Reader,
    definition: Definition,
    act: Callable[[Environment], tuple[Execution, Outcome]],
    urgency: str,
    instance_due: datetime | None,
) -> Ahead | None:
    try:
        _, outcome = act(trial_environment(reader, definition))
    except Refused:
        return None
    steps = tuple(_step(reader, definition, wait, urgency, instance_due) for wait in outcome.opened)
    ended = outcome.state != "running"
    return Ahead(True, steps, definition.end_state(list(outcome.end_events)) if ended else "")


def trial_environment(reader: Reader, definition: Definition) -> Environment:
    """Clock and functions as in force for the reader; services promise nothing."""
    known = functions(definition, reader.organization, reader.calendar, reader.now)
    return Environment(now=reader.now, functions=known, serve=_promise)


def _promise(call: ServiceCall) -> dict[str, Any]:
    """Nothing is allocated, counted or sent by a trial."""
    return {}


def _step(
    reader: Reader, definition: Definition, wait: TaskWait, urgency: str, instance_due: datetime | None
) -> NextStep:
    given = assign(wait, definition, reader.organization, reader.calendar, reader.now, urgency, instance_due)
    people = tuple(reader.name(p) for p in given.people[:PEOPLE_SHOWN])
    return NextStep(wait.name or wait.element, label(wait), wait.lane or "", people, given.due_at)
