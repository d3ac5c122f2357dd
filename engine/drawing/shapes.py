"""The shapes of a BPMN diagram: pools and lanes, activities, events, gateways, annotations, with their names."""

from __future__ import annotations

from markupsafe import Markup

from engine.bpmn import Shape
from engine.drawing.marks import GATEWAY, activity_marks, event_mark, task_mark
from engine.drawing.text import centred, tag, vertical, width_of

BAND = 30  # the name band of a pool or lane
CONTAINERS = ("participant", "lane")
WITH_SIGN = ("subProcess", "callActivity", "transaction", "adHocSubProcess")  # at the lower edge when collapsed


def layer(shape: Shape) -> int:
    """Pools, then lanes, then everything that lies upon the flows."""
    if shape.type in CONTAINERS:
        return CONTAINERS.index(shape.type)
    return 3 if shape.type == "boundaryEvent" else 2 if not is_open_scope(shape) else 1


def is_open_scope(shape: Shape) -> bool:
    return shape.expanded and shape.type in ("subProcess", "transaction", "adHocSubProcess", "group")


def shape_drawn(shape: Shape) -> Markup:
    if shape.type in CONTAINERS:
        return _container(shape)
    if shape.type.endswith("Event"):
        return _event(shape)
    if shape.type.endswith("Gateway"):
        return _gateway(shape)
    if shape.type == "textAnnotation":
        return _annotation(shape)
    if shape.type in ("dataObjectReference", "dataStoreReference", "group"):
        return _box(shape, "shape dashed", 3) + _label(shape)
    return _activity(shape)


def _container(shape: Shape) -> Markup:
    b = shape.bounds
    kind = "pool" if shape.type == "participant" else "lane"
    if not shape.horizontal:
        return _box(shape, kind) + centred(shape.name, b.x, b.y, b.width, BAND, "lane-name")
    return (
        _box(shape, kind)
        + tag("rect", class_="band", x=b.x, y=b.y, width=BAND, height=b.height)
        + vertical(shape.name, b.x, b.y, BAND, b.height, "lane-name")
    )


def _activity(shape: Shape) -> Markup:
    b = shape.bounds
    if is_open_scope(shape):
        frame = _box(shape, "shape sub event-sub" if shape.event else "shape sub", 8)
        frame += _inner_frame(shape)
        return frame + centred(shape.name, b.x, b.y + 4, b.width, 18, "label") + activity_marks(shape)
    thick = " thick" if shape.type == "callActivity" else ""
    room = 14 if shape.marker or shape.undoes or shape.type in WITH_SIGN else 0
    return (
        _box(shape, f"shape{thick}", 8)
        + _inner_frame(shape)
        + centred(shape.name, b.x + 5, b.y + 2, b.width - 10, b.height - 4 - room)
        + task_mark(shape)
        + activity_marks(shape)
    )


def _inner_frame(shape: Shape) -> Markup:
    """A transaction has a double edge."""
    b = shape.bounds
    if shape.type != "transaction":
        return Markup("")
    return tag("rect", class_="glyph", x=b.x + 3, y=b.y + 3, width=b.width - 6, height=b.height - 6, rx=5)


def _event(shape: Shape) -> Markup:
    b = shape.bounds
    x, y, r = b.x + b.width / 2, b.y + b.height / 2, b.width / 2
    classes = "shape"
    if shape.type == "endEvent":
        classes += " thick"
    if not shape.interrupting:
        classes += " dashed"
    drawn = tag("circle", class_=classes, cx=x, cy=y, r=r)
    if shape.type in ("intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"):
        drawn += tag("circle", class_="glyph dashed" if not shape.interrupting else "glyph", cx=x, cy=y, r=r - 3.5)
    return drawn + event_mark(shape, x, y) + _label(shape)


def _gateway(shape: Shape) -> Markup:
    b = shape.bounds
    x, y = b.x + b.width / 2, b.y + b.height / 2
    points = f"{x:g},{b.y:g} {b.x + b.width:g},{y:g} {x:g},{b.y + b.height:g} {b.x:g},{y:g}"
    return tag("polygon", class_="shape", points=points) + GATEWAY[shape.type](x, y) + _label(shape)


def _annotation(shape: Shape) -> Markup:
    b = shape.bounds
    path = f"M{b.x + 14:g} {b.y:g}H{b.x:g}V{b.y + b.height:g}H{b.x + 14:g}"
    return tag("path", class_="glyph", d=path) + centred(shape.name, b.x + 5, b.y, b.width - 8, b.height, "label")


def _box(shape: Shape, classes: str, radius: float = 0) -> Markup:
    b = shape.bounds
    return tag("rect", class_=classes, x=b.x, y=b.y, width=b.width, height=b.height, rx=radius)


def _label(shape: Shape) -> Markup:
    """The name of an event or gateway: where the file puts it, else below."""
    if not shape.name:
        return Markup("")
    b, place = shape.bounds, shape.label
    if place:
        return centred(shape.name, place.x - 10, place.y, place.width + 20, max(place.height, 14), "label", top=True)
    return centred(shape.name, b.x + b.width / 2 - 50, b.y + b.height + 3, 100, 30, "label", top=True)


def badge(shape: Shape, count: int) -> Markup:
    b = shape.bounds
    x, y = b.x + b.width - 4, b.y + 2
    return tag("circle", class_="badge-x", cx=x, cy=y, r=9) + tag(
        "text", f"×{count}", class_="badge-text", x=x, y=y + 3.5, text_anchor="middle"
    )


def note(shape: Shape, words: str) -> Markup:
    """A few words on a plate over the upper right corner."""
    b = shape.bounds
    width = 10 + width_of(words, 10.5)
    x, y = b.x + b.width - width / 2 + (6 if b.width > 60 else width / 2 - 4), b.y - 1
    plate = tag("rect", class_="note", x=x - width / 2, y=y - 8, width=width, height=15, rx=7.5)
    return plate + tag("text", words, class_="note-text", x=x, y=y + 3.4, text_anchor="middle")
