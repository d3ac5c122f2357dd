"""The best of many placings: small on a landscape page, with short flows that cross and bend little."""

from __future__ import annotations

from itertools import pairwise

from engine.bpmn.layout.graph import Graph
from engine.bpmn.layout.picture import Picture
from engine.bpmn.layout.placing import Cells, place
from engine.bpmn.layout.ranks import possible_hubs

LANDSCAPE = 1.41
ROOMY = 1400.0  # a drawing this wide needs no second line
CELL = 124.0  # about what a column and a row measure in the end, with the flows between
PAGE = 30.0  # what a pixel of page weighs against a pixel of flow
HUBS = 8  # at most so many boxes are tried as places one only comes back from
DRAWN = 4  # placings that are drawn to the end before one is chosen

Ends = tuple[tuple[float, float], tuple[float, float]]


def placings(graph: Graph) -> list[Cells]:
    """The most promising placings: line widths and places of return tried by estimate."""
    full = place(graph).columns
    widths = sorted({full, *(n for n in range(7, 30) if n < full)}, reverse=True)
    hubs: frozenset[str] = frozenset()
    found = _tried(graph, widths, hubs)
    best = min(one[0] for one in found)
    for hub in possible_hubs(graph)[:HUBS]:
        more = _tried(graph, widths, hubs | {hub})
        found += more
        least = min(one[0] for one in more)
        if least < best:
            best, hubs = least, hubs | {hub}
    chosen: list[Cells] = []
    for _, _, _, cells in sorted(found, key=lambda one: one[:3]):
        if cells not in chosen:
            chosen.append(cells)
    return chosen[:DRAWN]


def _tried(graph: Graph, widths: list[int], hubs: frozenset[str]) -> list[tuple[float, int, int, Cells]]:
    placed = [(n, place(graph, n, hubs)) for n in widths]
    return [(_estimate(graph, cells), -n, len(hubs), cells) for n, cells in placed]


def _estimate(graph: Graph, cells: Cells) -> float:
    """How large the page is, and how long the flows on it are."""
    page = max(cells.columns * CELL, len(cells.lanes) * CELL * LANDSCAPE, ROOMY)
    length = 0.0
    for link in graph.links:
        (x, y), (u, v) = cells.at[graph.anchor(link.source)], cells.at[graph.anchor(link.target)]
        end = x + graph.boxes[graph.anchor(link.source)].columns - 1
        across = max(u - end, x - u, 0)
        length += across * CELL + abs(v - y) * CELL * 0.8 + (120 if u < x else 0)
    return page * PAGE + length


def judge(picture: Picture) -> float:
    """What speaks against a finished picture."""
    page = max(picture.width, picture.height * LANDSCAPE, ROOMY)
    stretches = [(id, ends) for id, way in picture.ways.items() for ends in pairwise(way)]
    length = sum(abs(a[0] - b[0]) + abs(a[1] - b[1]) for _, (a, b) in stretches)
    flat = [(id, ends) for id, ends in stretches if ends[0][1] == ends[1][1]]
    steep = [(id, ends) for id, ends in stretches if ends[0][1] != ends[1][1]]
    crossings = sum(1 for a, one in flat for b, other in steep if a != b and _cross(one, other))
    return page * PAGE + length + crossings * 90 + len(stretches) * 15


def _cross(flat: Ends, steep: Ends) -> bool:
    (a, y), (b, _) = flat
    (x, c), (_, d) = steep
    return min(a, b) < x < max(a, b) and min(c, d) < y < max(c, d)
