"""The best of many placings: small on a landscape page, with short flows."""

from __future__ import annotations

from engine.bpmn.layout.graph import COLUMN, ROW, Graph
from engine.bpmn.layout.placing import Cells, place
from engine.bpmn.layout.ranks import possible_hubs

LANDSCAPE = 1.41
ROOMY = 1300.0  # a drawing this wide needs no second line
HUBS = 8  # at most so many boxes are tried as places one only comes back from


def choose(graph: Graph) -> Cells:
    """Try line widths, then places of return, and keep what costs least."""
    full = place(graph).columns
    widths = sorted({full, *(n for n in range(7, 30) if n < full)}, reverse=True)
    hubs: frozenset[str] = frozenset()
    best = _best(graph, widths, hubs)
    for hub in possible_hubs(graph)[:HUBS]:
        found = _best(graph, widths, hubs | {hub})
        if found[0] < best[0]:
            best, hubs = found, hubs | {hub}
    return best[2]


def _best(graph: Graph, widths: list[int], hubs: frozenset[str]) -> tuple[float, int, Cells]:
    found = [(n, place(graph, n, hubs)) for n in widths]
    return min(((_cost(graph, cells), -n, cells) for n, cells in found), key=lambda one: one[:2])


def _cost(graph: Graph, cells: Cells) -> float:
    """How large the page is, and how long the flows on it are."""
    width, height = cells.columns * COLUMN * 0.9, len(cells.lanes) * ROW * 1.1
    page = max(width, height * LANDSCAPE, ROOMY)
    length = 0.0
    for link in graph.links:
        (x, y), (u, v) = cells.at[graph.anchor(link.source)], cells.at[graph.anchor(link.target)]
        end = x + graph.boxes[graph.anchor(link.source)].columns - 1
        across = max(u - end, x - u, 0)
        length += across * COLUMN + abs(v - y) * ROW + (120 if u < x else 0)
    return page * 12 + length
