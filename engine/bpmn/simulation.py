"""Running a diagram alone: answers and events from lists, a clock that moves only when nothing else can happen.

When nothing moves by itself, the first of these that applies: the first deliverable event of the list; a waiting
task with an explicit answer, oldest first; the clock to the nearest future event or timer; a waiting task with {};
the clock to the next timer; the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.bpmn.outcome import Environment, Happening, Outcome, ServiceCall, TaskWait
from engine.bpmn.program import ElementInfo, Program
from engine.bpmn.runtime import Execution
from engine.bpmn.simulation_events import Event, read_event, starts_process
from engine.errors import Incident, NotNow

MAX_ACTIONS = 10_000


@dataclass(slots=True)
class Simulation:
    """One run; iterate `run()` for the happenings in order, then read `state`, `error`, `data`, `undelivered`."""

    program: Program
    process: str
    start: datetime
    answers: Mapping[str, Sequence[dict[str, Any] | None]] = field(default_factory=dict)
    events: Sequence[Mapping[str, Any]] = ()
    data: dict[str, Any] = field(default_factory=dict)
    now: datetime = field(init=False)
    state: str = field(init=False, default="waiting")
    error: Incident | None = field(init=False, default=None)
    execution: Execution | None = field(init=False, default=None)
    pending: list[Event] = field(init=False)
    _left: dict[str, list[dict[str, Any] | None]] = field(init=False)
    _seen: set[str] = field(init=False, default_factory=set)
    _skipped: set[str] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        self.now = self.start
        elements = self.program.processes[self.process].elements
        self.pending = [read_event(dict(event), elements, self.start) for event in self.events]
        self._left = {element: list(values) for element, values in self.answers.items()}

    @property
    def undelivered(self) -> list[dict[str, Any]]:
        """Events that never found anything to happen to."""
        return [event.given for event in self.pending]

    def run(self) -> Iterator[Happening]:
        """Everything that happens, in order."""
        try:
            yield from self._begin()
            for _ in range(MAX_ACTIONS):
                outcome = self._next()
                if outcome is None:
                    break
                yield from self._note(outcome.happenings)
            else:
                raise Incident(
                    "simulation_endless", self.process, "", f"模拟超过 {MAX_ACTIONS} 步仍未结束。",
                    f"The simulation did not end within {MAX_ACTIONS} actions.",
                )  # fmt: skip
        except Incident as incident:
            self.error = incident
            self.state = "failed"
            yield from self._note(getattr(incident, "happenings", ()))
            self.data = getattr(incident, "data", self.data)
        if self.execution is not None and self.error is None:
            self.state = "completed" if self.execution.state == "completed" else "waiting"

    def _note(self, happenings: Sequence[Happening]) -> Iterator[Happening]:
        if self.execution is not None and self.error is None:
            self.data = self.execution.data
        for happening in happenings:
            if happening.kind in ("enter", "wait"):
                self._seen.add(happening.element)
            yield happening

    def _env(self) -> Environment:
        return Environment(self.now, serve=self._serve)

    def _serve(self, call: ServiceCall) -> dict[str, Any]:
        left = self._left.get(call.element)
        return (left.pop(0) if left else None) or {}

    def _begin(self) -> Iterator[Happening]:
        start, payload = self._choose_start()
        self.execution, outcome = Execution.start(
            self.program, self.process, {**self.data, **payload}, self._env(), start
        )
        yield from self._note(outcome.happenings)

    def _choose_start(self) -> tuple[str | None, dict[str, Any]]:
        starts = self.program.processes[self.process].start_events
        plain = [start for start in starts if start.kind == "none"]
        if not starts or plain:
            return (plain[0].id if plain else None), {}
        for event in self.pending:
            found = next((start for start in starts if starts_process(event.given, start)), None)
            if found is not None and self._ready(event):
                self.pending.remove(event)
                return found.id, dict(event.given.get("data") or {})
        return starts[0].id, {}

    def _next(self) -> Outcome | None:
        assert self.execution is not None
        if self.execution.state != "running":
            return None
        for event in self.pending:
            if self._ready(event) and (outcome := self._deliver(event)) is not None:
                return outcome
        tasks = [task for task in self.execution.waiting().tasks if task.key not in self._skipped]
        tasks.sort(key=self._begins_others)
        for task in tasks:
            if self._left.get(task.element):
                values = self._left[task.element].pop(0)
                if values is not None:
                    return self._complete(task, values)
                self._skipped.add(task.key)
                return self._next()
        if self._future():
            return self._move_to_nearest(self._future())
        for task in tasks:
            try:
                return self._complete(task, {})
            except NotNow:  # an ad-hoc sub-process whose condition does not hold
                self._skipped.add(task.key)
        return self._move_to_nearest([])

    def _complete(self, task: TaskWait, values: dict[str, Any]) -> Outcome:
        assert self.execution is not None
        return self.execution.complete(task.key, values, self._env())

    def _ready(self, event: Event) -> bool:
        if event.element is not None:
            return event.element in self._seen
        return event.moment is None or event.moment <= self.now

    def _future(self) -> list[datetime]:
        return [event.moment for event in self.pending if event.moment is not None and event.moment > self.now]

    def _deliver(self, event: Event) -> Outcome | None:
        assert self.execution is not None
        given = event.given
        if event.advance is not None:
            return self._advance(event)
        if "set" in given:
            self.pending.remove(event)
            return self.execution.amend(self._env(), values=given["set"])
        for kind in ("message", "signal"):
            if kind in given:
                correlation = given.get("correlation")
                key = None if correlation is None else str(correlation)
                if not self.execution.catches(kind, given[kind], key):
                    return None
                self.pending.remove(event)
                return self.execution.catch(kind, given[kind], self._env(), key, given.get("data"))
        if "start" in given:
            return self._start(event)
        timer = next((wait for wait in self.execution.waiting().timers if wait.element == given["timer"]), None)
        if timer is None:
            return None
        self.pending.remove(event)
        return self.execution.fire(timer.key, self._env())

    def _start(self, event: Event) -> Outcome | None:
        """An activity of the oldest ad-hoc sub-process that has it and lets it start now."""
        assert self.execution is not None
        for task in self.execution.waiting().tasks:
            element = self._element(task.element)
            if element is not None and event.given["start"] in element.startable:
                try:
                    outcome = self.execution.start_activity(task.key, event.given["start"], self._env())
                except NotNow:
                    continue
                self.pending.remove(event)
                return outcome
        return None

    def _begins_others(self, task: TaskWait) -> bool:
        """Ad-hoc sub-processes come last: completing one ends what is under way in it."""
        element = self._element(task.element)
        return element is not None and bool(element.startable)

    def _element(self, id: str) -> ElementInfo | None:
        return next((p.elements[id] for p in self.program.processes.values() if id in p.elements), None)

    def _advance(self, event: Event) -> Outcome | None:
        """Fire the next timer on the way, or arrive."""
        assert self.execution is not None and event.advance is not None
        target = event.target = event.target or event.advance.after(self.now)
        timers = sorted((wait.due, wait.key) for wait in self.execution.waiting().timers)
        if timers and timers[0][0] <= target:
            self.now = max(self.now, timers[0][0])
            return self.execution.fire(timers[0][1], self._env())
        self.now = max(self.now, target)
        self.pending.remove(event)
        return self._next()

    def _move_to_nearest(self, moments: list[datetime]) -> Outcome | None:
        assert self.execution is not None
        timers = sorted((wait.due, wait.key) for wait in self.execution.waiting().timers)
        if timers and (not moments or timers[0][0] <= min(moments)):
            self.now = max(self.now, timers[0][0])
            return self.execution.fire(timers[0][1], self._env())
        if not moments:
            return None
        self.now = min(moments)
        return self._next()
