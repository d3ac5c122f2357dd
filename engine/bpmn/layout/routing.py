"""Ways of the flows over the lattice: short, few bends and crossings, never through a box or along another flow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from heapq import heappop, heappush

from engine.bpmn.layout.graph import Graph, Link
from engine.bpmn.layout.lattice import EAST, NORTH, SOUTH, WEST, Lattice
from engine.bpmn.layout.placing import Cells
from engine.bpmn.layout.traffic import FRESH, Traffic, Way

BEND = 28.0
ROUNDS = 2  # times every flow is drawn, the second time knowing all others
REPAIRS = 12  # times flows that lie on others are drawn again, what they fight for getting dearer


class Unroutable(Exception):
    """Too few tracks for all flows."""


class Router:
    """Draws the flows of one scope, short ones first, and then each again."""

    def __init__(self, graph: Graph, cells: Cells, tracks: int) -> None:
        self.graph = graph
        self.lattice = Lattice(graph, cells, tracks)
        self.traffic = Traffic(self.lattice)
        self.sources = {graph.anchor(link.source) for link in graph.links if graph.boxes[link.source].host is None}
        self.targets = {link.target for link in graph.links}

    def route(self) -> dict[str, Way]:
        """A way for every link. Raises Unroutable."""
        ways: dict[str, Way] = {}
        order = sorted(self.graph.links, key=self._distance)
        for _ in range(ROUNDS):
            for link in order:
                if link.id in ways:
                    self.traffic.remove(link, ways[link.id])
                ways[link.id] = self._way(link)
                self.traffic.add(link, ways[link.id])
        for _ in range(REPAIRS):
            clashing = [link for link in order if self._clashes(link, ways[link.id])]
            if not clashing:
                return ways
            for link in clashing:
                self.traffic.remember(ways[link.id])
            for link in clashing:
                self.traffic.remove(link, ways[link.id])
                ways[link.id] = self._way(link)
                self.traffic.add(link, ways[link.id])
        raise Unroutable(clashing[0].id)

    def _clashes(self, link: Link, way: Way) -> bool:
        self.traffic.remove(link, way)
        found = self.traffic.clashes(link, way)
        self.traffic.add(link, way)
        return found

    def _distance(self, link: Link) -> int:
        at = self.lattice.cells.at
        (x, y), (u, v) = at[self.graph.anchor(link.source)], at[link.target]
        return abs(x - u) + abs(y - v) + (0 if u >= x else 50)

    def _way(self, link: Link) -> Way:
        lattice, traffic = self.lattice, self.traffic
        goals = self._goals(link.target)
        best: dict[tuple[int, int], float] = {}
        came: dict[tuple[int, int], tuple[int, int] | None] = {}
        heap: list[tuple[float, float, int, int, int, int]] = []
        guess = self._guess(link.target)
        for (point, direction), cost in self._starts(link).items():
            best[point, direction] = cost
            came[point, direction] = None
            heappush(heap, (cost + guess(point), cost, point, direction, -1, -1))
        done: set[tuple[int, int]] = set()
        height, size = lattice.height, lattice.size
        while heap:
            _, cost, point, direction, _, _ = heappop(heap)
            here = (point, direction)
            if here in done:
                continue
            done.add(here)
            origin = came[here]
            if origin is not None and here in goals:
                return self._back(here, came)
            for turn in (direction,) if origin is None else (direction, (direction + 1) % 4, (direction + 3) % 4):
                following = point + lattice.step[turn]
                if not 0 <= following < size or (turn in (SOUTH, NORTH) and following // height != point // height):
                    continue
                there = (following, turn)
                if there in done:
                    continue
                block = lattice.block[following]
                if block and (block != link.target or there not in goals):
                    continue
                more = traffic.pass_stretch(link, point, turn)
                if origin is not None:
                    bends = turn != direction
                    more += traffic.pass_point(link, point, bends) + (BEND + self._fresh(point, turn) if bends else 0)
                total = cost + max(0.5, self._length(point, following, turn) + more) + goals.get(there, 0.0)
                if total < best.get(there, 1e18):
                    best[there] = total
                    came[there] = here
                    heappush(heap, (total + guess(following), total, following, turn, point, direction))
        raise Unroutable(link.id)

    def _back(self, here: tuple[int, int], came: Mapping[tuple[int, int], tuple[int, int] | None]) -> Way:
        found = [here[0]]
        step = came[here]
        while step is not None:
            found.append(step[0])
            step = came[step]
        return found[::-1]

    def _length(self, point: int, following: int, direction: int) -> float:
        height, lattice = self.lattice.height, self.lattice
        if direction in (EAST, WEST):
            return abs(lattice.across[following // height] - lattice.across[point // height])
        return abs(lattice.down[following % height] - lattice.down[point % height])

    def _fresh(self, point: int, direction: int) -> float:
        """A little for a track no flow runs on yet: fewer tracks, a smaller drawing."""
        on, step = self.traffic.at, self.lattice.step[direction]
        return 0.0 if on.get(point + step) else FRESH

    def _guess(self, target: str) -> Callable[[int], float]:
        lattice = self.lattice
        xs, ys = lattice.lines_x(target), lattice.lines_y(target)
        left, right = lattice.across[xs[0]], lattice.across[xs[-1]]
        top, bottom = lattice.down[ys[0]], lattice.down[ys[-1]]

        def guess(point: int) -> float:
            x, y = lattice.across[point // lattice.height], lattice.down[point % lattice.height]
            return (max(left - x, 0.0, x - right) + max(top - y, 0.0, y - bottom)) * 0.7

        return guess

    def _starts(self, link: Link) -> dict[tuple[int, int], float]:
        """Where the flow may leave its source, in which direction, at what cost."""
        box, height = self.graph.boxes[link.source], self.lattice.height
        if box.host is not None:
            rows = self.lattice.lines_y(box.host)
            return {(self.lattice.slot_line(box.id) * height + rows[-1], SOUTH): 0.0}
        upright = 4.0 if box.type.endswith("Gateway") else 30.0
        found = self._border(link.source, {EAST: 0.0, SOUTH: upright, NORTH: upright, WEST: 90.0})
        if link.source in self.targets:
            found = {end: cost for end, cost in found.items() if end[1] != WEST}
        return found

    def _goals(self, target: str) -> dict[tuple[int, int], float]:
        """Where a flow may enter: the direction it then runs in, opposite to the side."""
        upright = 6.0 if self.graph.boxes[target].type.endswith(("Gateway", "Event")) else 16.0
        sides = self._border(target, {WEST: 0.0, NORTH: upright, SOUTH: upright, EAST: 70.0})
        if target in self.sources:
            sides = {end: cost for end, cost in sides.items() if end[1] != EAST}
        return {(point, (side + 2) % 4): cost for (point, side), cost in sides.items()}

    def _border(self, id: str, costs: Mapping[int, float]) -> dict[tuple[int, int], float]:
        """The points of a box at its four sides, with the side; boundary events keep the lower edge to themselves."""
        lattice, box = self.lattice, self.graph.boxes[id]
        xs, ys = lattice.lines_x(id), lattice.lines_y(id)
        held = {lattice.slot_line(event) for event in box.boundary}
        middle = [x for x in xs if not lattice.xs[x].track]
        if box.columns == 1 and box.type.endswith(("Event", "Gateway", "Reference")):
            middle = [x for x in middle if lattice.xs[x].number == 0]
        found = {}
        for side, cost in costs.items():
            if side in (EAST, WEST):
                x = xs[-1] if side == EAST else xs[0]
                for y in (y for y in ys if not lattice.ys[y].track):
                    found[x * lattice.height + y, side] = cost
            else:
                y = ys[-1] if side == SOUTH else ys[0]
                for x in middle:
                    if side == NORTH or not any(abs(x - slot) < 1 for slot in held):
                        off = 6.0 if lattice.xs[x].number else 0.0
                        found[x * lattice.height + y, side] = cost + off
        return found


def route(graph: Graph, cells: Cells) -> tuple[Lattice, dict[str, Way]]:
    """Ways for all links, with as many tracks as they need."""
    for tracks in (4, 6, 9, 14, 22):
        try:
            router = Router(graph, cells, tracks)
            return router.lattice, router.route()
        except Unroutable:
            continue
    raise Unroutable("no way with 22 tracks")
