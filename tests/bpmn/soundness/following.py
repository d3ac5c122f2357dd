"""Whether the runtime can be led along a trace: every element and flow of it in this order, and no other of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from engine.bpmn import Environment, Execution, Happening, Program
from engine.errors import Incident, NotNow

from ..run import START
from .playing import MOST_PICKS, Picks, make_true, shape, starts

Seen = tuple[str, ...]


class Follower:
    """Tries acts and answers in all ways that keep to the trace; `follow` is an execution at its end that `meets`
    what is said of it, or None. Other scopes' elements, of which the trace does not tell, may be passed on the way.

    `incident`: the code of one that struck at the very end of the trace.
    """

    def __init__(self, program: Program, process: str, trace: Seen, most: int = 3_000) -> None:
        self.program = program
        self.process = process
        self.trace = trace
        self.of_trace = frozenset(trace)
        self.most = most
        self.incident = ""

    def follow(self, meets: Callable[[Execution], bool]) -> Execution | None:
        been: set[tuple[object, int]] = set()
        todo = list(self._tried(None, None))
        while todo and self.most > 0:
            execution, at = todo.pop()
            if at == len(self.trace) and meets(execution):
                return execution
            state = (shape(execution._instance), at)
            if state in been or execution.state != "running":
                continue
            been.add(state)
            snapshot = execution.snapshot()
            for act in _acts(execution):
                todo += [(after, at + more) for after, more in self._tried(snapshot, act, at)]
        return None

    def _tried(
        self, snapshot: bytes | None, act: tuple[str, ...] | None, at: int = 0
    ) -> Iterator[tuple[Execution, int]]:
        """An act under all answers; what keeps to the trace, with how far it leads along it."""
        begin: list[bool] | None = []
        while begin is not None:
            self.most -= 1
            picks = Picks(begin)
            env = Environment(START, {"pick": picks}, lambda call: {})
            try:
                execution, happenings = self._do(snapshot, act, env)
            except NotNow:
                pass  # an ad-hoc sub-process whose condition does not hold
            except Incident as incident:
                if self._ahead(getattr(incident, "happenings", ()), at) == len(self.trace) - at:
                    self.incident = incident.code
            else:
                if (ahead := self._ahead(happenings, at)) is not None:
                    yield execution, ahead
            if picks.at > MOST_PICKS:
                return
            begin = picks.next()

    def _ahead(self, happenings: Iterable[Happening], at: int) -> int | None:
        """How far they lead along the trace; None when they leave it before its end."""
        seen = tuple(
            h.element
            for h in happenings
            if h.kind in ("enter", "take") and h.element in self.of_trace and not h.key.endswith("]")  # a round
        )
        ahead = self.trace[at : at + len(seen)]
        return len(ahead) if seen[: len(ahead)] == ahead and (ahead or not seen) else None

    def _do(self, snapshot: bytes | None, act: tuple[str, ...] | None, env: Environment) -> Any:
        if snapshot is None or act is None:
            start = self.trace[0] if self.trace[0] in self._starts() else None
            execution, outcome = Execution.start(self.program, self.process, {"c": 1, "n": 0, "key": "k"}, env, start)
            return execution, outcome.happenings
        execution = Execution.restore(self.program, snapshot)
        match act:
            case ("task", key):
                outcome = execution.complete(key, {"c": 1}, env)
            case ("timer", key):
                outcome = execution.fire(key, env)
            case ("start", key, element):
                outcome = execution.start_activity(key, element, env)
            case ("condition", element):
                outcome = make_true(execution, element, env)
            case (kind, name, correlation):
                outcome = execution.catch(kind, name, env, correlation or None)
        return execution, outcome.happenings

    def _starts(self) -> set[str]:
        return {start.id for start in self.program.processes[self.process].start_events}


def _acts(execution: Execution) -> list[tuple[str, ...]]:
    waiting = execution.waiting()
    acts: list[tuple[str, ...]] = [("task", task.key) for task in waiting.tasks]
    acts += [("timer", timer.key) for timer in waiting.timers]
    acts += starts(execution)
    acts += [("condition", one.element) for one in waiting.conditions]
    return acts + list(dict.fromkeys((w.kind, w.name, w.correlation or "") for w in waiting.subscriptions))
