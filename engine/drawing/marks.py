"""The small signs inside BPMN shapes: kinds of tasks, triggers of events, kinds of gateways, loops."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from engine.bpmn import Shape
from engine.drawing.text import tag

# Paths in a 16 x 16 box, drawn in the upper left corner of a task.
TASKS = {
    "userTask": "M8 2a3 3 0 1 1 0 6a3 3 0 1 1 0-6M2.5 14.5v-1.5q0-3.5 5.5-3.5t5.5 3.5v1.5z",
    "serviceTask": (
        "M8 5.5a2.5 2.5 0 1 1 0 5a2.5 2.5 0 1 1 0-5M8 1v2.5M8 12.5v2.5M1 8h2.5M12.5 8h2.5"
        "M3 3l1.8 1.8M11.2 11.2l1.8 1.8M3 13l1.8-1.8M11.2 4.8l1.8-1.8"
    ),
    "scriptTask": "M4 2h9q-3 3 0 6t0 6H4q3-3 0-6t0-6M5.5 5h4M6.5 8h4M7 11h4",
    "businessRuleTask": "M2 3h12v10H2zM2 6h12M6 6v7M2 9.5h12",
    "sendTask": "M2 4h12v8H2zM2 4l6 4.5l6-4.5",
    "receiveTask": "M2 4h12v8H2zM2 4l6 4.5l6-4.5",
    "manualTask": (
        "M3 8V5.5q0-1 1-1h5M3 8v3.5q0 1.5 1.5 1.5h6q1 0 1-1t-1-1h-2h3.5q1 0 1-1t-1-1h-4h4.5q1 0 1-1t-1-1h-4.5"
    ),
}
# Paths around (0, 0) that fit a circle of radius 10.
EVENTS = {
    "message": "M-8-5.5h16v11h-16zM-8-5.5l8 6l8-6",
    "timer": "M0-8a8 8 0 1 1 0 16a8 8 0 1 1 0-16M0-5v5l4 2",
    "signal": "M0-8l8 13h-16z",
    "error": "M-7 6l4-12l5 7l5-8l-4 13l-5-7z",
    "escalation": "M0-8l6 14l-6-6l-6 6z",
    "link": "M-8-3h9v-4l7 7l-7 7v-4h-9z",
    "conditional": "M-6-8h12v16h-12zM-4-4.5h8M-4-1.5h8M-4 1.5h8M-4 4.5h8",
    "compensate": "M0-6v12l-7-6zM7-6v12l-7-6z",
    "cancel": "M-6-6l12 12M6-6l-12 12",
    "multiple": "M0-8l8 6l-3 9h-10l-3-9z",
    "parallel": "M-2.5-8h5v5.5h5.5v5h-5.5v5.5h-5v-5.5h-5.5v-5h5.5z",
}
FILLED = frozenset({"error", "escalation", "signal", "link", "compensate", "cancel", "multiple"})


def task_mark(shape: Shape) -> Markup:
    path = TASKS.get(shape.type)
    if path is None:
        return Markup("")
    place = f"translate({shape.bounds.x + 5:g} {shape.bounds.y + 5:g}) scale(0.9)"
    return tag("path", class_="glyph", d=path, transform=place)


def event_mark(shape: Shape, x: float, y: float) -> Markup:
    if shape.event == "terminate":
        return tag("circle", class_="glyph solid", cx=x, cy=y, r=shape.bounds.width / 2 - 6)
    path = EVENTS.get(shape.event)
    if path is None:
        return Markup("")
    thrown = shape.type in ("endEvent", "intermediateThrowEvent")
    solid = " solid" if thrown and (shape.event in FILLED or shape.event == "message") else ""
    scale = shape.bounds.width / 36
    return tag("path", class_=f"glyph{solid}", d=path, transform=f"translate({x:g} {y:g}) scale({scale:.3g})")


def activity_marks(shape: Shape) -> Markup:
    """Loop, multi-instance, ad-hoc, compensation and collapsed signs at the lower edge."""
    paths = {
        "parallel": "M-4-6v10M0-6v10M4-6v10",
        "sequential": "M-5-5h10M-5-1h10M-5 3h10",
        "loop": "M-1 4a5 5 0 1 1 4-1M-1 4l-3-0.5M-1 4l0.5-3",
        "adhoc": "M-7 1q3.5-6 7-1t7-1",
        "undoes": "M0-5v10l-6-5zM6-5v10l-6-5z",
        "plus": "M-6-6h12v12h-12zM-3.5 0h7M0-3.5v7",
    }
    found = [shape.marker] if shape.marker else []
    if shape.type == "adHocSubProcess":
        found.append("adhoc")
    if shape.undoes:
        found.append("undoes")
    if shape.type in ("subProcess", "transaction", "adHocSubProcess", "callActivity") and not shape.expanded:
        found.append("plus")
    b = shape.bounds
    left = b.x + b.width / 2 - 8 * (len(found) - 1)
    return Markup("").join(
        tag("path", class_="glyph", d=paths[name], transform=f"translate({left + 16 * n:g} {b.y + b.height - 9:g})")
        for n, name in enumerate(found)
    )


def _cross(x: float, y: float) -> Markup:
    return tag("path", class_="glyph thick", d=f"M{x - 7:g} {y - 7:g}l14 14M{x + 7:g} {y - 7:g}l-14 14")


def _plus(x: float, y: float) -> Markup:
    return tag("path", class_="glyph thick", d=f"M{x - 10:g} {y:g}h20M{x:g} {y - 10:g}v20")


def _ring(x: float, y: float) -> Markup:
    return tag("circle", class_="glyph thick", cx=x, cy=y, r=10)


def _pentagon(x: float, y: float) -> Markup:
    path = f"M{x:g} {y - 8:g}l8 6l-3 9h-10l-3-9z"
    return tag("circle", class_="glyph", cx=x, cy=y, r=13) + tag("path", class_="glyph", d=path)


def _star(x: float, y: float) -> Markup:
    return _plus(x, y) + tag("path", class_="glyph thick", d=f"M{x - 7:g} {y - 7:g}l14 14M{x + 7:g} {y - 7:g}l-14 14")


GATEWAY: dict[str, Callable[[float, float], Markup]] = {
    "exclusiveGateway": _cross,
    "parallelGateway": _plus,
    "inclusiveGateway": _ring,
    "eventBasedGateway": _pentagon,
    "complexGateway": _star,
}
