"""What is wrong with an explored scope: every fault with the shortest way to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.bpmn.soundness.exploring import Exploration
from engine.bpmn.soundness.merging import always_doubled

KINDS = frozenset({
    "deadlock", "improper_completion", "no_synchronisation", "endless_loop", "dead_task", "error_uncaught",
    "too_large_to_prove",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """`kind`: one of KINDS; `trace`: elements and flows from the start of the process; `certain`: no choice of data
    could always avoid it.

    `others`: for a join, flows into it that have no token; for a loop, its elements; for a dead step, those behind it.
    """

    kind: str
    element: str
    trace: tuple[str, ...]
    certain: bool = True
    others: tuple[str, ...] = ()
    why: str = ""


class Judge:
    """Reads faults off one exploration."""

    def __init__(self, exploration: Exploration) -> None:
        self.exploration = exploration
        markings, steps = exploration.markings, exploration.steps
        self.complete = {index for index, marking in enumerate(markings) if marking.empty}
        self.left = {step.source for step in exploration.exits}
        self.open = set(exploration.todo)
        faulty = {step.source for step in exploration.faults}
        going_on = self.complete | self.open | faulty
        self.dead = {index for index in range(len(markings)) if not steps[index] and index not in going_on}
        self.good = exploration.backwards(self.complete | self.left)
        self.used = self._used()
        unknown = faulty | self.open
        self.hopeless = self._hopeless(unknown)
        self.stuck = {index for index in set().union(*self.hopeless.values()) if not self._moves(index)}
        self.endless = set(range(len(markings))) - exploration.backwards(
            self.complete | self.left | unknown | self.stuck
        )

    def _moves(self, index: int) -> bool:
        """Whether something other than an event sub-process goes on here."""
        handlers = {handler.id for handler in self.exploration.game.scope.handlers}
        return any(step.move.path[:1] not in _each(handlers) for step in self.exploration.steps[index])

    def _hopeless(self, unknown: set[int]) -> dict[str, set[int]]:
        """Join -> markings in which a token waits there that nothing lets go on, nor ends but an event sub-process."""
        exploration = self.exploration
        handlers = {handler.id for handler in exploration.game.scope.handlers}
        flowing = [step for steps in exploration.steps for step in steps if step.move.path[:1] not in _each(handlers)]
        ending = exploration.backwards(self.complete | self.left | unknown, flowing)
        found: dict[str, set[int]] = {}
        for join in exploration.game.net.joins:
            waiting = {
                index
                for index, marking in enumerate(exploration.markings)
                if index not in ending and any(token.node == join for token in marking.arrived)
            }
            if waiting:
                fired = {step.source for step in flowing if join in step.move.path}
                found[join] = waiting - exploration.backwards(fired, flowing)
        return found

    def _used(self) -> set[str]:
        """Elements and flows that some run which ends well goes through."""
        found: set[str] = set()
        for steps in self.exploration.steps:
            for step in steps:
                if step.move.exit or step.to in self.good:
                    found.update(step.move.path)
        return found

    def unsynchronised(self) -> Iterator[Fault]:
        named: set[str] = set()
        for step in self.exploration.faults:
            assert step.move.fault is not None
            kind, element = step.move.fault
            if element not in named:
                named.add(element)
                choices = self.exploration.choices[step.source] + step.move.choices
                trace = self.exploration.trace_of(step)
                net = self.exploration.game.net
                doubled = always_doubled(net.scope, net.following, element)
                yield Fault(kind, element, trace, doubled or self._certain(trace, choices))

    def stuck_joins(self) -> Iterator[Fault]:
        """Tokens at joins that wait for ever: a deadlock, or left over when another token has reached an end."""
        named: set[tuple[str, str]] = set()
        for join, indices in self.hopeless.items():
            for index in sorted(indices):
                trace = self.exploration.trace(index)
                kind = "improper_completion" if self._ended(trace) else "deadlock"
                if (kind, join) in named:
                    continue
                named.add((kind, join))
                arrived = self.exploration.markings[index].arrived
                filled = {token.flow for token in arrived if token.node == join}
                empty = tuple(flow for flow in self.exploration.game.net.joins[join] if flow not in filled)
                yield Fault(kind, join, trace, self._certain(trace, self.exploration.choices[index]), empty)

    def _ended(self, trace: tuple[str, ...]) -> bool:
        net = self.exploration.game.net
        return any(
            id in net.scope.nodes and not net.following[id] and not net.waits(net.scope.nodes[id]) for id in trace
        )

    def loops(self) -> Iterator[Fault]:
        """Rounds that nothing leads out of."""
        named: set[str] = set()
        nodes = self.exploration.game.scope.nodes
        for index in sorted(self.endless):
            round, entry = self._round(index)
            elements = [id for id in dict.fromkeys(round) if id in nodes]
            if not elements or named & set(elements):
                continue
            named.update(elements)
            merges = [id for id in elements if len(nodes[id].incoming) > 1]
            trace = self.exploration.trace(index) + entry + round
            certain = self._certain(trace, self.exploration.choices[index])
            yield Fault("endless_loop", (merges or elements)[0], trace, certain, tuple(elements))

    def _round(self, index: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Walk on until a marking comes again: what lies between, and the way there."""
        at: dict[int, int] = {}
        path: list[str] = []
        while index not in at:
            at[index] = len(path)
            steps = [step for step in self.exploration.steps[index] if step.to >= 0]
            if not steps:
                return (), ()
            path += steps[0].move.path
            index = steps[0].to
        return tuple(path[at[index] :]), tuple(path[: at[index]])

    def _certain(self, trace: tuple[str, ...], choices: int) -> bool:
        """Whether data cannot always avoid it: it takes one choice at most, or goes where no run ends well."""
        if choices <= 1:
            return True
        flows = self.exploration.game.scope.flows
        return not self.open and any(id in flows and id not in self.used for id in trace)


def _each(handlers: set[str]) -> set[tuple[str, ...]]:
    """Beginnings of the paths of steps that start an event sub-process."""
    return {(handler,) for handler in handlers}
