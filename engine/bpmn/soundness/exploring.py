"""Every marking a scope can come to, breadth first, so that the way found to each is a shortest one."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from engine.bpmn.soundness.catching import takes
from engine.bpmn.soundness.game import Game
from engine.bpmn.soundness.limits import Limits
from engine.bpmn.soundness.marking import TRAPPED, Marking, Move
from engine.bpmn.soundness.net import from_world, start_of


class Step(NamedTuple):
    """A move as an edge between numbered markings; `to` is -1 when it leaves the scope or is a fault."""

    source: int
    to: int
    move: Move


@dataclass(slots=True)
class Exploration:
    """The markings by number, the steps between them, and how each was first come to.

    `roots` are the starts of the scope; branches that stand apart begin beside them.
    `seen`: element or flow -> the step it was first part of. `limit`: the bound that was hit.
    """

    game: Game
    limits: Limits
    markings: list[Marking] = field(default_factory=list)
    number: dict[Marking, int] = field(default_factory=dict)
    steps: list[list[Step]] = field(default_factory=list)
    came: list[Step | None] = field(default_factory=list)
    choices: list[int] = field(default_factory=list)
    roots: list[int] = field(default_factory=list)
    exits: list[Step] = field(default_factory=list)
    faults: list[Step] = field(default_factory=list)
    seen: dict[str, Step] = field(default_factory=dict)
    limit: str = ""
    todo: deque[int] = field(default_factory=deque)
    _sides: set[str] = field(default_factory=set)

    def run(self, roots: list[list[str]]) -> None:
        for starts in roots:
            self.roots.append(self._number(self.game.begin(starts), None, 0))
        while self.todo:
            if len(self.markings) > self.limits.markings:
                self.limit = "markings"
                return
            if self.faults and len(self.markings) > self.limits.after_fault:
                return
            self._expand(self.todo.popleft())
        if self.game.splits.cut:
            self.limit = self.limit or "inclusive"

    def _number(self, marking: Marking, came: Step | None, choices: int) -> int:
        if marking not in self.number:
            self.number[marking] = len(self.markings)
            self.markings.append(marking)
            self.steps.append([])
            self.came.append(came)
            self.choices.append(choices)
            self.todo.append(self.number[marking])
        return self.number[marking]

    def _expand(self, index: int) -> None:
        marking = self.markings[index]
        for move in self.game.moves(marking):
            step = Step(index, -1, move)
            if move.after is not None:
                to = self._number(move.after, step, self.choices[index] + move.choices)
                step = Step(index, to, move)
            self.steps[index].append(step)
            for id in move.path:
                self.seen.setdefault(id, step)
            if move.exit:
                self.exits.append(step)
            if move.fault:
                self.faults.append(step)
        self._open_sides(index)

    def _open_sides(self, index: int) -> None:
        """Branches that stand apart begin once what they belong to is there."""
        marking, net = self.markings[index], self.game.net
        for id, path in self.game.beside.items():
            self._open_side(index, id, path)
        self.game.beside.clear()
        if marking.agenda:
            return
        for token in marking.standing:
            for event in net.scope.nodes[token.node].boundary:
                summary = net.summaries.get(token.node)
                told = summary is not None and takes(event, summary.told)
                if event.id in net.apart and (from_world(event) or told):
                    self._open_side(index, event.id)
        if marking.standing or marking.arrived:
            for handler in net.scope.handlers:
                start = start_of(handler)
                if handler.id in net.apart and start and from_world(start):
                    self._open_side(index, handler.id)

    def _open_side(self, index: int, id: str, path: tuple[str, ...] = ()) -> None:
        if id not in self._sides:
            self._sides.add(id)
            marking = self.game.begin([id])
            self._number(marking, Step(index, -1, Move(marking, path)), self.choices[index])

    def trace(self, index: int) -> tuple[str, ...]:
        """Elements and flows on the way to a marking."""
        paths: list[tuple[str, ...]] = []
        step = self.came[index]
        while step is not None:
            paths.append(step.move.path)
            step = self.came[step.source]
        return tuple(id for path in reversed(paths) for id in path)

    def trace_of(self, step: Step) -> tuple[str, ...]:
        return self.trace(step.source) + step.move.path

    def trace_to(self, id: str) -> tuple[str, ...]:
        """The way to an element, up to it; empty when nothing comes to it."""
        step = self.seen.get(id)
        if step is None:
            return ()
        path = step.move.path
        return self.trace(step.source) + path[: path.index(id) + 1]

    def backwards(self, targets: set[int], steps: Iterable[Step] | None = None) -> set[int]:
        """Markings from which one of `targets` can be come to, by any steps or by these."""
        before: dict[int, list[int]] = {}
        for step in chain.from_iterable(self.steps) if steps is None else steps:
            if step.to >= 0:
                before.setdefault(step.to, []).append(step.source)
        found, todo = set(targets), list(targets)
        while todo:
            for source in before.get(todo.pop(), ()):
                if source not in found:
                    found.add(source)
                    todo.append(source)
        return found

    def forwards(self, sources: list[int]) -> set[int]:
        found, todo = set(sources), list(sources)
        while todo:
            for step in self.steps[todo.pop()]:
                if step.to >= 0 and step.to not in found:
                    found.add(step.to)
                    todo.append(step.to)
        return found

    def trapped(self, indices: set[int]) -> list[str]:
        """Activities that never end and hold a token in one of these markings."""
        return sorted({t.node for index in indices for t in self.markings[index].standing if t.flow == TRAPPED})
