"""The flows of a BPMN diagram: line, arrow head, stroke of a default flow, diamond of a condition, name beside it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from math import dist

from markupsafe import Markup

from engine.bpmn import Edge
from engine.drawing.text import centred, tag, width_of

Point = tuple[float, float]


def edge_drawn(edge: Edge, state: str = "", count: int | str | None = None, *, live: bool = False) -> Markup:
    """Line, arrow head, default stroke and name of one flow; `state` is a class, `count` is shown upon it.

    With `live` the whole carries state and id, for a script to change.
    """
    if live:
        parts = edge_drawn(edge)
        return Markup("<g data-flow='{}' class='{}'>{}</g>").format(edge.element, state, parts)
    taken = f" {state}" if state else ""
    kind = {"messageFlow": " message", "association": " association"}.get(edge.type, "")
    line = tag("path", class_=f"flow{kind}{taken}", d=_path(edge.points))
    if edge.type == "sequenceFlow" or edge.type == "messageFlow":
        line += _head(edge.points, f"head{' open' if kind else ''}{taken}")
    if edge.default:
        line += _slash(edge.points, f"flow{taken}")
    if edge.conditional:
        line += _diamond(edge.points, f"head open{taken}")
    if count is not None:
        line += _count(edge.points, count, taken)
    return tag("g", line + _edge_label(edge), class_="edge")


def _count(points: tuple[Point, ...], count: int | str, classes: str) -> Markup:
    """How often, on a small plate upon the longest stretch."""
    (ax, ay), (bx, by) = max(pairwise(points), key=lambda ends: dist(*ends))
    x, y, text = (ax + bx) / 2, (ay + by) / 2, str(count)
    width = 8 + (6 * len(text) if text.isascii() else width_of(text, 10))
    plate = tag("rect", class_=f"plate{classes}", x=x - width / 2, y=y - 7, width=width, height=14, rx=7)
    return plate + tag("text", text, class_=f"count{classes}", text_anchor="middle", x=x, y=y + 3.5)


def _path(points: Iterable[Point]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)


def _direction(start: Point, end: Point) -> Point:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    return dx / length, dy / length


def _head(points: tuple[Point, ...], classes: str) -> Markup:
    (x, y), (dx, dy) = points[-1], _direction(points[-2], points[-1])
    back, side = 9, 4
    corners = [
        (x, y),
        (x - back * dx - side * dy, y - back * dy + side * dx),
        (x - back * dx + side * dy, y - back * dy - side * dx),
    ]
    return tag("polygon", class_=classes, points=" ".join(f"{px:g},{py:g}" for px, py in corners))


def _slash(points: tuple[Point, ...], classes: str) -> Markup:
    """The stroke through the beginning of a default flow."""
    (x, y), (dx, dy) = points[0], _direction(points[0], points[1])
    x, y = x + 10 * dx, y + 10 * dy
    across, along = 4 * (dx - dy), 4 * (dy + dx)
    return tag("path", class_=classes, d=f"M{x - across:g} {y - along:g}L{x + across:g} {y + along:g}")


def _diamond(points: tuple[Point, ...], classes: str) -> Markup:
    """The small diamond at the activity a conditional flow leaves."""
    (x, y), (dx, dy) = points[0], _direction(points[0], points[1])
    corners = [
        (x, y),
        (x + 8 * dx - 4.5 * dy, y + 8 * dy + 4.5 * dx),
        (x + 16 * dx, y + 16 * dy),
        (x + 8 * dx + 4.5 * dy, y + 8 * dy - 4.5 * dx),
    ]
    return tag("polygon", class_=classes, points=" ".join(f"{px:g},{py:g}" for px, py in corners))


def _edge_label(edge: Edge) -> Markup:
    """The name of a flow: where the file puts it, else over its longest stretch."""
    if not edge.name:
        return Markup("")
    if edge.label:
        b = edge.label
        return centred(edge.name, b.x - 8, b.y, b.width + 16, max(b.height, 14), "label", top=True)
    points = edge.points
    (ax, ay), (bx, by) = max(pairwise(points), key=lambda ends: dist(*ends))
    return centred(edge.name, (ax + bx) / 2 - 45, (ay + by) / 2 - 16, 90, 14, "label")
