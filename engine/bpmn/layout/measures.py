"""From lines to pixels: every column, row and channel as wide as what stands and runs in it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from engine.bpmn.layout.graph import Box, Graph
from engine.bpmn.layout.lattice import Lattice, Line
from engine.bpmn.layout.picture import Rect
from engine.bpmn.layout.traffic import Way

TRACK = 11.0  # between two flows side by side
BESIDE_X, BESIDE_Y = 17.0, 13.0  # between a shape and the nearest flow along it
GAP_X, GAP_Y = 26.0, 16.0  # between shapes with no flow between them
BORDER = 8.0  # more room where a lane ends
MIDDLE = Line(-1, False, 0)

Spread = dict[int, float]  # more room wanted in a channel


@dataclass(slots=True)
class Measures:
    """Pixels of every line; `left`, `top` the edges of columns and rows, `bands` those of the lanes."""

    xs: list[float]
    ys: list[float]
    columns: list[tuple[float, float]]
    rows: list[tuple[float, float]]
    bands: list[tuple[float, float]] = field(default_factory=list)

    @property
    def size(self) -> tuple[float, float]:
        return self.width, self.height

    width: float = 0
    height: float = 0


class Measuring:
    """Measures a lattice with its ways; called again whenever a label wants more room."""

    def __init__(self, graph: Graph, lattice: Lattice, ways: Mapping[str, Way], sides: Mapping[str, str]) -> None:
        self.graph, self.lattice, self.sides = graph, lattice, sides
        height = lattice.height
        self.used_x, self.used_y = set[int](), set[int]()
        for way in ways.values():
            for a, b in pairwise(way):
                if a // height == b // height:
                    self.used_x.add(a // height)
                else:
                    self.used_y.add(a % height)

    def measure(self, more_x: Spread, more_y: Spread) -> Measures:
        widths = self._column_widths()
        lanes = self.lattice.cells.lanes
        xs, columns, width, _ = _lay(self.lattice.xs, self.used_x, widths, more_x, GAP_X, BESIDE_X, borders=frozenset())
        for box in sorted(self.graph.placed, key=lambda box: box.columns):
            if box.columns > 1:
                first = self.lattice.cells.at[box.id][0]
                last = first + box.columns - 1
                lack = box.width - (columns[last][1] - columns[first][0])
                if lack > 0:
                    for n in range(first, last + 1):
                        before, after = widths[n]
                        widths[n] = before + lack / box.columns / 2, after + lack / box.columns / 2
                    xs, columns, width, _ = _lay(
                        self.lattice.xs, self.used_x, widths, more_x, GAP_X, BESIDE_X, borders=frozenset()
                    )
        heights = self._row_heights()
        borders = frozenset(n for n in range(1, len(lanes)) if lanes[n] != lanes[n - 1])
        ys, rows, height, edges = _lay(self.lattice.ys, self.used_y, heights, more_y, GAP_Y, BESIDE_Y, borders)
        for box in sorted(self.graph.placed, key=lambda box: box.rows):
            if box.rows > 1 or box.inner is not None:
                first = self.lattice.cells.at[box.id][1]
                last = first + box.rows - 1
                lack = box.height + self._below(box) - (rows[last][1] - rows[first][0])
                if lack > 0:
                    for n in range(first, last + 1):
                        before, after = heights[n]
                        heights[n] = before + lack / box.rows / 2, after + lack / box.rows / 2
                    ys, rows, height, edges = _lay(
                        self.lattice.ys, self.used_y, heights, more_y, GAP_Y, BESIDE_Y, borders
                    )
        cuts = [0.0, *edges, height]
        return Measures(xs, ys, columns, rows, list(pairwise(cuts)), width, height)

    def rect(self, box: Box, at: Measures) -> Rect:
        """Where a box is drawn: in the middle of its cell, or over all of its cells."""
        column, row = self.lattice.cells.at[box.id]
        if box.inner is None:
            x = at.xs[next(n for n in self.lattice.columns[column] if self.lattice.xs[n].number == 0)]
            y = at.ys[self.lattice.rows[row][0]]
            return Rect(x - box.width / 2, y - box.height / 2, box.width, box.height)
        left, right = at.columns[column][0], at.columns[column + box.columns - 1][1]
        top, bottom = at.rows[row][0], at.rows[row + box.rows - 1][1] - self._below(box)
        return Rect(left, top, right - left, bottom - top)

    def _column_widths(self) -> list[tuple[float, float]]:
        widths = [40.0] * self.lattice.cells.columns
        for box in self.graph.placed:
            column = self.lattice.cells.at[box.id][0]
            if box.columns == 1:
                wanted = max(box.width, box.label[0] + 6 if box.label else 0, len(box.boundary) * 42)
                widths[column] = max(widths[column], wanted)
        return [(width / 2, width / 2) for width in widths]

    def _row_heights(self) -> list[tuple[float, float]]:
        heights = [(16.0, 16.0)] * len(self.lattice.cells.lanes)
        for box in self.graph.placed:
            if box.rows == 1 and box.inner is None:
                row = self.lattice.cells.at[box.id][1]
                above = below = box.height / 2
                if box.label and self.sides[box.id] == "above":
                    above += box.label[1] + 2
                elif box.label:
                    below += box.label[1] + 2
                below = max(below, box.height / 2 + self._below(box))
                heights[row] = max(heights[row][0], above), max(heights[row][1], below)
            elif box.boundary:
                row = self.lattice.cells.at[box.id][1] + box.rows - 1
                heights[row] = heights[row][0], max(heights[row][1], 16 + self._below(box))
        return heights

    def _below(self, box: Box) -> float:
        """Room of the boundary events and their names under the lower edge."""
        if not box.boundary:
            return 0.0
        labels = [self.graph.boxes[id].label for id in box.boundary]
        return 18 + max(label[1] if label else 0 for label in labels)


def _lay(
    lines: list[Line],
    used: set[int],
    cells: list[tuple[float, float]],
    more: Spread,
    gap: float,
    beside: float,
    borders: frozenset[int],
) -> tuple[list[float], list[tuple[float, float]], float, list[float]]:
    """Pixels of the lines, the two edges of every cell, the whole, and where the borders lie."""
    at = [0.0] * len(lines)
    edges: list[tuple[float, float]] = []
    cuts: list[float] = []
    tracks: list[list[int]] = [[] for _ in range(len(cells) + 1)]
    middles: list[list[int]] = [[] for _ in cells]
    for n, line in enumerate(lines):
        (tracks if line.track else middles)[line.cell].append(n)
    place = 0.0
    for cell in range(len(cells) + 1):
        running = [n for n in tracks[cell] if n in used]
        width = 2 * beside + TRACK * (len(running) - 1) if running else gap
        width = max(width, gap) + more.get(cell, 0.0) + (2 * BORDER if cell in borders else 0.0)
        upper = len(running) // 2 if cell in borders else len(running)
        first = place + (width - TRACK * (len(running) - 1)) / 2 - (BORDER if cell in borders else 0.0)
        for n, track in enumerate(running):
            at[track] = first + TRACK * n + (2 * BORDER if n >= upper else 0.0)
        for track in tracks[cell]:
            if track not in used:
                at[track] = place + width / 2
        if cell in borders:
            cuts.append(first + TRACK * (upper - 0.5) + BORDER if running else place + width / 2)
        place += width
        if cell < len(cells):
            before, after = cells[cell]
            for n in middles[cell]:
                at[n] = place + before + lines[n].number
            edges.append((place, place + before + after))
            place += before + after
    return at, edges, place, cuts
