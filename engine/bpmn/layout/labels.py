"""Where names stand that are not inside their shape: beside events and gateways, along flows, never over anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from engine.bpmn.layout.graph import Box, Graph, Link
from engine.bpmn.layout.lattice import NORTH, SOUTH, Lattice
from engine.bpmn.layout.picture import Point, Rect
from engine.bpmn.layout.text import Size, text_size, text_width
from engine.bpmn.layout.traffic import Way

OVER_SHAPE, OVER_FLOW = 4000.0, 1000.0
CELL = 96.0  # of the index of what is in the way


def label_sides(graph: Graph, lattice: Lattice, ways: Mapping[str, Way]) -> dict[str, str]:
    """below, above or corner for every box, so that no flow of its own runs through its name."""
    busy: set[tuple[str, int]] = set()
    for link in graph.links:
        way = ways[link.id]
        busy.add((link.source, lattice.step.index(way[1] - way[0])))
        busy.add((link.target, (lattice.step.index(way[-1] - way[-2]) + 2) % 4))
    found: dict[str, str] = {}
    for box in graph.boxes.values():
        below, above = (box.id, SOUTH) in busy, (box.id, NORTH) in busy
        found[box.id] = "corner" if box.host or (below and above) else "above" if below else "below"
    return found


def beside(box: Box, rect: Rect, side: str) -> Iterator[tuple[float, Rect]]:
    """Places for the name of an event or gateway, with what speaks against each."""
    assert box.label is not None
    width, height = box.label
    middle = rect.x + rect.width / 2
    left, right = middle - width / 2, rect.right + 2
    under, over = rect.bottom + 2, rect.y - height - 2
    if box.host is None:
        yield (0 if side == "below" else 40), Rect(left, under, width, height)
        yield (1 if side == "above" else 41), Rect(left, over, width, height)
    inset = rect.width * 0.32 if box.type.endswith("Gateway") else 0.0  # a diamond leaves its corners free
    for cost, y in ((8, under - inset), (9, over + inset), (12, under), (13, over)):
        yield cost, Rect(middle + 4, y, width, height)
        yield cost + 1, Rect(middle - 4 - width, y, width, height)
    if box.host is not None:
        for y in (rect.bottom - height + 1, under):
            yield 0, Rect(right, y, width, height)
            yield 2, Rect(rect.x - 2 - width, y, width, height)


def along(link: Link, ways: Mapping[str, Sequence[Point]]) -> Iterator[tuple[float, Rect]]:
    """Places for the name of a flow: near its beginning, over or beside a stretch."""
    widths = {96.0, max(48.0, text_width(link.name) / 2 + 6)}
    sizes: list[Size] = sorted({text_size(link.name, widest) for widest in widths})
    gone = 0.0
    for number, (a, b) in enumerate(pairwise(ways[link.id])):
        length = abs(a[0] - b[0]) + abs(a[1] - b[1])
        for width, height in sizes:
            for at in _distances(length, width if a[1] == b[1] else height):
                cost = (gone + at) * 0.12 + number * 4 + height / 8
                if a[1] == b[1]:
                    x = a[0] + at if b[0] > a[0] else a[0] - at - width
                    yield cost, Rect(x, a[1] - height - 2, width, height)
                    yield cost + 3, Rect(x, a[1] + 2, width, height)
                else:
                    y = a[1] + at if b[1] > a[1] else a[1] - at - height
                    yield cost, Rect(a[0] + 4, y, width, height)
                    yield cost + 3, Rect(a[0] - 4 - width, y, width, height)
        gone += length


def _distances(length: float, size: float) -> Iterator[float]:
    """Distances from the beginning of a stretch; a short one may still carry a longer name beyond its end."""
    at = 5.0
    yield at
    while at + size + 8 < length:
        at += 8
        yield at


class Placing:
    """Places names one after the other; what is in the way only grows."""

    def __init__(self, shapes: Sequence[Rect], ways: Iterable[Sequence[Point]], limit: Rect) -> None:
        self.limit = limit
        self.index: dict[tuple[int, int], list[tuple[Rect, float]]] = {}
        for rect in shapes:
            self._add(rect, OVER_SHAPE)
        for way in ways:
            for a, b in pairwise(way):
                rect = Rect(min(a[0], b[0]), min(a[1], b[1]), abs(a[0] - b[0]), abs(a[1] - b[1]))
                self._add(rect.grown(1.5), OVER_FLOW)

    def put(self, places: Iterable[tuple[float, Rect]]) -> tuple[Rect, bool]:
        """The best place, and whether it is free of shapes, other names and flows."""
        best: tuple[float, int, Rect] | None = None
        for n, (cost, rect) in enumerate(places):
            if best is not None and cost >= best[0]:
                continue
            total = cost + self._harm(rect)
            if best is None or (total, n) < best[:2]:
                best = total, n, rect
        assert best is not None
        self._add(best[2], OVER_SHAPE)
        return best[2], best[0] < OVER_FLOW

    def _harm(self, rect: Rect) -> float:
        limit = self.limit
        out = rect.x < limit.x or rect.y < limit.y or rect.right > limit.right or rect.bottom > limit.bottom
        found = {id(other): (other, harm) for cell in _cells(rect) for other, harm in self.index.get(cell, ())}
        return sum((harm for other, harm in found.values() if rect.overlaps(other)), 2 * OVER_SHAPE * out)

    def _add(self, rect: Rect, harm: float) -> None:
        for cell in _cells(rect):
            self.index.setdefault(cell, []).append((rect, harm))


def _cells(rect: Rect) -> Iterator[tuple[int, int]]:
    for x in range(int(rect.x // CELL), int(rect.right // CELL) + 1):
        for y in range(int(rect.y // CELL), int(rect.bottom // CELL) + 1):
            yield x, y
