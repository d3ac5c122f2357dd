"""The lines on which flows may run: tracks between columns and rows, and the middle lines of the boxes themselves."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from engine.bpmn.layout.graph import SLOT, Graph
from engine.bpmn.layout.placing import Cells

EAST, SOUTH, WEST, NORTH = range(4)


@dataclass(frozen=True, slots=True)
class Line:
    """Track `number` of the channel before column or row `cell`, or (`track` false) `number` pixels off its middle."""

    cell: int
    track: bool
    number: float


class Lattice:
    """Crossing points of lines, as numbers `x * height + y`; `block` names the box that lies on a point."""

    def __init__(self, graph: Graph, cells: Cells, tracks: int) -> None:
        self.graph, self.cells, self.tracks = graph, cells, tracks
        self.slots = _slots(graph, cells)
        offsets: list[set[float]] = [{0.0} for _ in range(cells.columns)]
        for column, offset in self.slots.values():
            offsets[column].add(offset)
        self.xs = _lines([sorted(found) for found in offsets], tracks)
        self.ys = _lines([[0.0]] * len(cells.lanes), tracks)
        self.height = len(self.ys)
        self.size = len(self.xs) * self.height
        self.step = (self.height, 1, -self.height, -1)
        self.across = _distances(self.xs)
        self.down = _distances(self.ys)
        self.columns = _numbers(self.xs)
        self.rows = _numbers(self.ys)
        self.block: list[str] = [""] * self.size
        for box in graph.placed:
            for x in self.lines_x(box.id):
                for y in self.lines_y(box.id):
                    self.block[x * self.height + y] = box.id

    def lines_x(self, id: str) -> range:
        """Upright lines through a box, those of channels within it included."""
        column, box = self.cells.at[id][0], self.graph.boxes[id]
        return range(self.columns[column][0], self.columns[column + box.columns - 1][-1] + 1)

    def lines_y(self, id: str) -> range:
        row, box = self.cells.at[id][1], self.graph.boxes[id]
        return range(self.rows[row][0], self.rows[row + box.rows - 1][-1] + 1)

    def slot_line(self, id: str) -> int:
        """The upright line through a boundary event."""
        column, offset = self.slots[id]
        return next(n for n in self.columns[column] if self.xs[n].number == offset)


def _slots(graph: Graph, cells: Cells) -> dict[str, tuple[int, float]]:
    """Column and offset of every boundary event: along the lower edge of its host, from the right."""
    found: dict[str, tuple[int, float]] = {}
    for host in graph.placed:
        count = len(host.boundary)
        if not count:
            continue
        last = cells.at[host.id][0] + host.columns - 1
        if host.columns > 1:
            each = -(-count // host.columns)
            for n, id in enumerate(host.boundary):
                found[id] = (last - n // each, (n % each) * SLOT - (each - 1) * SLOT / 2)
            continue
        offsets = [25.0, -25.0] if count <= 2 else [(count - 1) * SLOT / 2 - n * SLOT for n in range(count)]
        for id, offset in zip(host.boundary, offsets, strict=False):
            found[id] = (last, offset)
    return found


def _lines(cells: list[list[float]], tracks: int) -> list[Line]:
    found: list[Line] = []
    for cell in range(len(cells) + 1):
        found += [Line(cell, True, n) for n in range(tracks)]
        if cell < len(cells):
            found += [Line(cell, False, offset) for offset in cells[cell]]
    return found


def _numbers(lines: list[Line]) -> list[list[int]]:
    found: list[list[int]] = []
    for n, line in enumerate(lines):
        if not line.track:
            while len(found) <= line.cell:
                found.append([])
            found[line.cell].append(n)
    return found


def _distances(lines: list[Line]) -> list[float]:
    """About how far each line is from the one before."""
    at = [0.0]
    for before, line in pairwise(lines):
        if before.track and line.track:
            at.append(at[-1] + 8)
        elif before.track or line.track:
            at.append(at[-1] + 42)
        else:
            at.append(at[-1] + 25)
    return at
