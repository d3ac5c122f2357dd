"""Running a diagram in tests: after every action the state goes through bytes, and must come back the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.bpmn import Environment, Execution, Outcome, Program, load

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # a Monday, 09:00 in Shanghai


class Run:
    """An execution with a clock. `done` completes the oldest open task of an element."""

    def __init__(
        self,
        source: bytes | Program,
        data: Mapping[str, Any] | None = None,
        *,
        process: str = "p",
        start_event: str | None = None,
        serve: Any = None,
        functions: Mapping[str, Any] | None = None,
        decisions: Mapping[str, Any] | None = None,
        restoring: bool = True,
        **limits: Any,
    ) -> None:
        self.program = (
            source if isinstance(source, Program) else load({"p.bpmn": source}, decisions=decisions, services=None)
        )
        self.now = START
        self.serve = serve
        self.functions = functions or {}
        self.limits = limits
        self.restoring = restoring
        self.happenings: list[Any] = []
        self.execution, outcome = Execution.start(self.program, process, data or {}, self.env, start_event)
        self.last = self._after(outcome)

    @property
    def env(self) -> Environment:
        return Environment(self.now, self.functions, self.serve, **self.limits)

    def _after(self, outcome: Outcome) -> Outcome:
        self.happenings += outcome.happenings
        assert [h.n for h in self.happenings] == list(range(1, len(self.happenings) + 1))
        waits, data, state = self.execution.waiting(), self.execution.data, self.execution.state
        assert outcome.data == data and outcome.state == state
        if self.restoring:
            bytes_before = self.execution.snapshot()
            self.execution = Execution.restore(self.program, bytes_before)
            assert self.execution.snapshot() == bytes_before
            assert (self.execution.waiting(), self.execution.data, self.execution.state) == (waits, data, state)
        self.last = outcome
        return outcome

    def done(self, element: str, /, **values: Any) -> Outcome:
        key = next(task.key for task in self.execution.waiting().tasks if task.element == element)
        return self.complete(key, **values)

    def complete(self, key: str, /, **values: Any) -> Outcome:
        return self._after(self.execution.complete(key, values, self.env))

    def message(self, name: str, correlation: str | None = None, **data: Any) -> Outcome:
        return self._after(self.execution.catch("message", name, self.env, correlation, data))

    def signal(self, name: str, **data: Any) -> Outcome:
        return self._after(self.execution.catch("signal", name, self.env, None, data))

    def change(self, **data: Any) -> Outcome:
        """Somebody changes the process's data; no token is moved by that but what waits for a condition."""
        return self._after(self.execution.amend(self.env, values=data))

    def fire(self, element: str) -> Outcome:
        key = next(timer.key for timer in self.execution.waiting().timers if timer.element == element)
        return self._after(self.execution.fire(key, self.env))

    def cancel(self) -> Outcome:
        return self._after(self.execution.cancel(self.env))

    def wait(self, **duration: float) -> None:
        """Move the clock, firing timers that fall due in their order."""
        until = self.now + timedelta(**duration)
        while due := sorted((t.due, t.key) for t in self.execution.waiting().timers if t.due <= until):
            self.now = max(self.now, due[0][0])
            self._after(self.execution.fire(due[0][1], self.env))
        self.now = until

    @property
    def open(self) -> list[str]:
        """Elements of the open tasks, sorted."""
        return sorted(task.element for task in self.execution.waiting().tasks)

    @property
    def keys(self) -> list[str]:
        return [task.key for task in self.execution.waiting().tasks]

    @property
    def data(self) -> dict[str, Any]:
        return self.execution.data

    @property
    def state(self) -> str:
        return self.execution.state

    def taken(self) -> list[str]:
        """Sequence flows in the order taken."""
        return [h.element for h in self.happenings if h.kind == "take"]

    def seen(self, kind: str) -> list[str]:
        return [h.element for h in self.happenings if h.kind == kind]
