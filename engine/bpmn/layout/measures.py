"""From lines to pixels: every column, row and channel as wide as what stands and runs in it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from engine.bpmn.layout.graph import Box, Graph
from engine.bpmn.layout.lattice import Lattice
from engine.bpmn.layout.picture import Rect
from engine.bpmn.layout.spacing import Axis, Spread, fit
from engine.bpmn.layout.traffic import Way

BESIDE_X, BESIDE_Y = 17.0, 13.0  # between a shape and the nearest flow along it
GAP_X, GAP_Y = 26.0, 16.0  # between shapes with no flow between them


@dataclass(slots=True)
class Measures:
    """Pixels of every line; `left`, `top` the edges of columns and rows, `bands` those of the lanes."""

    xs: list[float]
    ys: list[float]
    columns: list[tuple[float, float]]
    rows: list[tuple[float, float]]
    bands: list[tuple[float, float]] = field(default_factory=list)

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
        """All pixels, with more room where a channel wants it."""
        across = Axis(self.lattice.xs, self.used_x, GAP_X, BESIDE_X)
        down = Axis(self.lattice.ys, self.used_y, GAP_Y, BESIDE_Y, self._borders())
        wide, high = [], []
        for box in self.graph.placed:
            if box.inner is not None:
                column, row = self.lattice.cells.at[box.id]
                wide.append((column, column + box.columns - 1, box.width))
                high.append((row, row + box.rows - 1, box.height + self._below(box)))
        x = fit(across, self._column_widths(), more_x, wide, [])
        y = fit(down, self._row_heights(), more_y, high, self._bands())
        return Measures(x.at, y.at, x.cells, y.cells, y.bands, x.size, y.size)

    def _borders(self) -> frozenset[int]:
        lanes = self.lattice.cells.lanes
        return frozenset(n for n in range(1, len(lanes)) if lanes[n] != lanes[n - 1])

    def _bands(self) -> list[tuple[int, int, float]]:
        """First and last row of every lane, and the height its name needs."""
        lanes = self.lattice.cells.lanes
        tall = self.graph.tall or [0.0] * self.graph.lanes
        return [
            (lanes.index(lane), len(lanes) - 1 - lanes[::-1].index(lane), tall[lane]) for lane in sorted(set(lanes))
        ]

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
