"""Which cell of the grid each box takes: columns follow the flow, rows the lanes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, count

from engine.bpmn.layout.graph import NOTES, Box, Graph, Link
from engine.bpmn.layout.ranks import forward_links, heights, ranks

FURTHER, STRAIGHT = 70.0, 30.0  # what a column more costs; what an upright flow saves
Row = tuple[int, int]  # the lane and the row within it, which may be negative


@dataclass(frozen=True, slots=True)
class Cells:
    """`at` gives the first column and row of each box; `lanes` the lane of every row, from above."""

    at: dict[str, tuple[int, int]]
    columns: int
    lanes: tuple[int, ...]


class Placer:
    """Places box after box where it costs least, seen from the boxes that lead to it."""

    def __init__(self, graph: Graph, widest: int, hubs: frozenset[str]) -> None:
        self.graph, self.widest, self.hubs = graph, widest, hubs
        self.at: dict[str, tuple[int, Row]] = {}
        self.taken: dict[tuple[int, Row], str] = {}
        self.upright: list[tuple[int, Row, Row]] = []  # straight links within a column
        self.rows: list[set[int]] = [{0} for _ in range(graph.lanes)]
        self.before: dict[str, list[Link]] = {box.id: [] for box in graph.placed}
        self.sides: set[tuple[str, bool]] = set()

    def place(self) -> Cells:
        links = forward_links(self.graph, self.hubs)
        rank, height = ranks(self.graph, links), heights(self.graph, links)
        main = {link.target for link in links if link.main}
        for link in links:
            self.before[self.graph.anchor(link.target)].append(link)
        aside = {link.target for link in links if self.graph.boxes[link.source].host is not None}
        order = [box.id for box in self.graph.placed]
        for id in sorted(order, key=lambda id: (rank[id], id in aside, -height[id], id not in main, order.index(id))):
            if self.graph.boxes[id].type not in NOTES:
                self._put(self.graph.boxes[id])
        for box in self.graph.placed:
            if box.type in NOTES:
                self._put_beside(box)
        rows = [(lane, row) for lane, found in enumerate(self.rows) for row in sorted(found)]
        number = {row: n for n, row in enumerate(rows)}
        columns = max((column + self.graph.boxes[id].columns for id, (column, _) in self.at.items()), default=1)
        return Cells(
            {id: (column, number[row]) for id, (column, row) in self.at.items()}, columns, tuple(r[0] for r in rows)
        )

    def _put(self, box: Box) -> None:
        callers = [self.graph.anchor(link.source) for link in self.before[box.id]]
        base = max((self._end(id) for id in callers), default=0)
        if base + box.columns > self.widest:
            base = self._again(box)
        column, row = self._cheapest(box, callers, base)
        self.at[box.id] = column, row
        for n in range(box.rows):
            self.rows[row[0]].add(row[1] + n)
            for m in range(box.columns):
                self.taken[column + m, (row[0], row[1] + n)] = box.id
        for id in callers:
            if self._straight(id, box, column, row):
                first, last = sorted((self.at[id][1], row))
                self.upright.append((column, first, last))
                self.sides.add((id, row > self.at[id][1]))

    def _put_beside(self, box: Box) -> None:
        """A note: in the free cell nearest to the step it belongs to."""
        ends = [(link.source, link.target) for link in self.graph.links if box.id in (link.source, link.target)]
        ties = [self.graph.anchor(end) for pair in ends for end in pair if end != box.id]
        column, near = next((self.at[id] for id in ties if id in self.at), (0, (box.lane, 0)))
        rows = sorted(self.rows[box.lane])
        cells = [(c, (box.lane, r)) for r in (rows[0] - 1, *rows, rows[-1] + 1) for c in range(column + 9)]
        free = [cell for cell in cells if self._free(box, *cell)]
        at = min(free, key=lambda cell: (abs(cell[0] - column) + 0.9 * abs(cell[1][1] - near[1]), cell))
        self.at[box.id] = at
        self.taken[at] = box.id
        self.rows[box.lane].add(at[1][1])

    def _end(self, id: str) -> int:
        return self.at[id][0] + self.graph.boxes[id].columns

    def _again(self, box: Box) -> int:
        """Where the flow begins anew at the left, like a line of text: after what the lane already holds there."""
        held = [c for (c, row), _ in self.taken.items() if row[0] == box.lane and c < self.widest // 2]
        return max(held, default=-1) + 1

    def _cheapest(self, box: Box, callers: list[str], base: int) -> tuple[int, Row]:
        """Column and row where the box costs least; further columns only while they could be cheaper."""
        rows = sorted(self.rows[box.lane])
        near = sorted([*rows, rows[-1] + 1, rows[0] - box.rows], key=lambda row: (abs(row), row < 0))
        best, found = 1e9, (base, (box.lane, rows[-1] + 1))
        for column in chain((base, base - 1), count(base + 1)):
            if FURTHER * (column - base) - STRAIGHT * len(callers) >= best:
                break
            if column < 0:
                continue
            for row in near:
                if self._free(box, column, (box.lane, row)):
                    cost = self._cost(box, callers, column, (box.lane, row), base)
                    if cost < best:
                        best, found = cost, (column, (box.lane, row))
        return found

    def _free(self, box: Box, column: int, row: Row) -> bool:
        for n in range(box.rows):
            cell = (row[0], row[1] + n)
            for m in range(box.columns):
                if (column + m, cell) in self.taken:
                    return False
                if any(c == column + m and first < cell < last for c, first, last in self.upright):
                    return False
        return True

    def _straight(self, caller: str, box: Box, column: int, row: Row) -> bool:
        """Whether an upright line from the caller reaches the box in one column."""
        first, above = self.at[caller]
        owner = self.graph.boxes[caller]
        if column != first or owner.columns > 1 or box.columns > 1 or above == row:
            return False
        down = row > above
        if (caller, down) in self.sides:
            return False
        low, high = sorted((above, row))
        between = (r for (c, r) in self.taken if c == column and low < r < high)
        return not any(between)

    def _cost(self, box: Box, callers: list[str], column: int, row: Row, base: int) -> float:
        cost = FURTHER * max(column - base, 0)
        new = [row[1] + n for n in range(box.rows) if row[1] + n not in self.rows[row[0]]]
        cost += 62 * len(new) + 4 * abs(row[1])
        for id in callers:
            at = self.at[id][1]
            if column < self._end(id) <= base and not self._straight(id, box, column, row):
                cost += 400
            elif at[0] == row[0]:
                cost += 30 * abs(at[1] - row[1])
                if at == row and self._blocked(row, self._end(id), column):
                    cost += 90
            elif self._straight(id, box, column, row):
                cost -= STRAIGHT
        return cost

    def _blocked(self, row: Row, first: int, last: int) -> bool:
        return any((c, row) in self.taken for c in range(first, last))


def place(graph: Graph, widest: int = 1000, hubs: frozenset[str] = frozenset()) -> Cells:
    """Cells for every box, in no more than about `widest` columns: what does not fit begins anew at the left."""
    return Placer(graph, widest, hubs).place()
