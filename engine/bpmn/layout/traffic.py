"""Which flows already run where: what another flow may cross, what it may join, and where it must stay away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from engine.bpmn.layout.graph import Link
from engine.bpmn.layout.lattice import EAST, SOUTH, Lattice

Way = Sequence[int]  # points of the lattice, one step apart
CROSSING, SPLIT, FRESH = 45.0, 40.0, 5.0
CLASH = 700.0  # flows that would lie on one another; drawn again until none do


class Traffic:
    """Flows may run together only towards one target, or for a while from one source."""

    def __init__(self, lattice: Lattice) -> None:
        self.lattice = lattice
        self.on: dict[tuple[int, int], list[tuple[Link, int]]] = {}  # (point, EAST or SOUTH) -> flow, direction
        self.disputed: dict[int, float] = {}
        self.at: dict[int, dict[str, tuple[Link, bool]]] = {}  # point -> flows through it; bool: it bends here

    def add(self, link: Link, way: Way) -> None:
        for stretch, direction in self._stretches(way):
            self.on.setdefault(stretch, []).append((link, direction))
        for before, point, following in zip(way, way[1:], way[2:], strict=False):
            bends = point - before != following - point
            self.at.setdefault(point, {})[link.id] = (link, bends)

    def remove(self, link: Link, way: Way) -> None:
        for stretch, _ in self._stretches(way):
            self.on[stretch] = [entry for entry in self.on[stretch] if entry[0].id != link.id]
        for point in way:
            self.at.get(point, {}).pop(link.id, None)

    def _stretches(self, way: Way) -> Iterable[tuple[tuple[int, int], int]]:
        for start, end in pairwise(way):
            direction = self.lattice.step.index(end - start)
            low = min(start, end)
            yield (low, EAST if direction in (0, 2) else SOUTH), direction

    def clashes(self, link: Link, way: Way) -> bool:
        """Whether the way, which is not among the traffic now, lies on another flow."""
        step = self.lattice.step
        turns = [step.index(b - a) for a, b in pairwise(way)]
        if any(self.pass_stretch(link, point, turn) >= CLASH for point, turn in zip(way, turns, strict=False)):
            return True
        return any(
            self.pass_point(link, point, before != after) >= CLASH
            for point, (before, after) in zip(way[1:], pairwise(turns), strict=False)
        )

    def remember(self, way: Way) -> None:
        """Make the points of a clash dearer, so that one of the two goes elsewhere."""
        for point in way:
            if len(self.at.get(point, ())) > 1:
                self.disputed[point] = self.disputed.get(point, 0.0) + CLASH / 4

    def pass_stretch(self, link: Link, point: int, direction: int) -> float:
        """What it costs beside its length to leave `point` in `direction`."""
        step = self.lattice.step[direction]
        low = point if step > 0 else point + step
        entries = self.on.get((low, EAST if direction in (0, 2) else SOUTH))
        if not entries:
            return 0.0
        if any(found != direction for _, found in entries):
            return CLASH
        if all(other.target == link.target for other, _ in entries):
            return -2.0
        return SPLIT if all(other.source == link.source for other, _ in entries) else CLASH

    def pass_point(self, link: Link, point: int, bends: bool) -> float:
        """What it costs to go through `point`, straight on or bending."""
        cost = 0.0
        for other, bent in self.at.get(point, {}).values():
            if other.target == link.target or other.source == link.source:
                cost += 3
            else:
                cost += CLASH + self.disputed.get(point, 0.0) if bends or bent else CROSSING
        return cost
