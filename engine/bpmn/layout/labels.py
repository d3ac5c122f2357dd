"""Where names stand that are not inside their shape: beside events and gateways, along flows, never over anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from engine.bpmn.layout.graph import Box, Graph, Link
from engine.bpmn.layout.lattice import NORTH, SOUTH, Lattice
from engine.bpmn.layout.picture import Point, Rect
from engine.bpmn.layout.text import Size, text_size, text_width
from engine.bpmn.layout.traffic import Way


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


def box_label(box: Box, rect: Rect, side: str) -> Rect | None:
    """Where the name of an event or gateway stands."""
    if box.label is None:
        return None
    width, height = box.label
    middle = rect.x + rect.width / 2
    if side == "above":
        return Rect(middle - width / 2, rect.y - height - 2, width, height)
    if side == "corner":
        return Rect(
            middle + (3 if box.host is None else 18), rect.bottom - 2 if box.host else rect.bottom - 6, width, height
        )
    return Rect(middle - width / 2, rect.bottom + 2, width, height)


class Placing:
    """Places the names of flows one after the other; what is in the way only grows."""

    def __init__(self, shapes: Sequence[Rect], ways: Mapping[str, Sequence[Point]]) -> None:
        self.solid = list(shapes)
        self.ways = ways
        self.lines = [
            (id, Rect(min(a[0], b[0]), min(a[1], b[1]), abs(a[0] - b[0]), abs(a[1] - b[1])).grown(1.5))
            for id, way in ways.items()
            for a, b in pairwise(way)
        ]

    def put(self, link: Link, limit: Rect) -> tuple[Rect, bool]:
        """The best place, and whether it is free of shapes, other names and flows."""
        best: tuple[float, int, Rect] | None = None
        for n, (cost, rect) in enumerate(self._places(link)):
            if rect.x < limit.x or rect.y < limit.y or rect.right > limit.right or rect.bottom > limit.bottom:
                continue
            total = cost + self._harm(rect)
            if best is None or (total, n) < best[:2]:
                best = total, n, rect
        assert best is not None
        self.solid.append(best[2])
        return best[2], best[0] < 1000

    def _harm(self, rect: Rect) -> float:
        harm = 4000.0 * sum(1 for other in self.solid if rect.overlaps(other))
        return harm + 1000.0 * sum(1 for _, line in self.lines if rect.overlaps(line))

    def _places(self, link: Link) -> Iterator[tuple[float, Rect]]:
        sizes: list[Size] = sorted({text_size(link.name, 96), text_size(link.name, max(48, text_width(link.name) / 2))})
        gone = 0.0
        for number, (a, b) in enumerate(pairwise(self.ways[link.id])):
            length = abs(a[0] - b[0]) + abs(a[1] - b[1])
            for width, height in sizes:
                tall = height / 8
                for along in _along(length, width if a[1] == b[1] else height):
                    cost = (gone + along) * 0.12 + number * 4 + tall
                    if a[1] == b[1]:
                        x = a[0] + along if b[0] > a[0] else a[0] - along - width
                        yield cost, Rect(x, a[1] - height - 2, width, height)
                        yield cost + 3, Rect(x, a[1] + 2, width, height)
                    else:
                        y = a[1] + along if b[1] > a[1] else a[1] - along - height
                        yield cost, Rect(a[0] + 4, y, width, height)
                        yield cost + 3, Rect(a[0] - 4 - width, y, width, height)
            gone += length


def _along(length: float, size: float) -> Iterator[float]:
    """Distances from the beginning of a stretch; a short one may still carry a longer name beyond its end."""
    at = 5.0
    yield at
    while at + size + 8 < length:
        at += 8
        yield at
