"""The BPMN diagram as SVG, drawn on the server: prints, needs no script, and carries states as classes only."""

from __future__ import annotations

from flask_babel import gettext as _
from markupsafe import Markup

from engine.bpmn import Shape
from engine.queries import Drawing
from web.diagram_edges import edge_drawn
from web.diagram_marks import GATEWAY, activity_marks, event_mark, task_mark
from web.diagram_text import centred, tag, vertical

MARGIN = 12
BAND = 30  # the name band of a pool or lane
NEAR = (820, 400)  # the window of the small diagram beside a task
CONTAINERS = ("participant", "lane")


def render(drawing: Drawing, *, near: bool = False) -> Markup:
    """One `<svg>` with a title and a description for readers who cannot see it.

    With `near` only the neighbourhood of the present steps is in view, if they lie close together.
    """
    diagram = drawing.diagram
    left, top, width, height = _near(drawing) if near else _whole(drawing)
    order = sorted(diagram.shapes, key=lambda shape: (_layer(shape), -shape.bounds.width * shape.bounds.height))
    behind = [shape for shape in order if _layer(shape) < 2]
    before = [shape for shape in order if _layer(shape) >= 2]
    body = [
        *(_shape(shape, drawing) for shape in behind),
        *(edge_drawn(edge, bool(drawing.flows.get(edge.element))) for edge in diagram.edges if len(edge.points) > 1),
        *(_shape(shape, drawing) for shape in before),
    ]
    return Markup(
        '<svg class="diagram" xmlns="http://www.w3.org/2000/svg" role="img" '
        'aria-labelledby="diagram-title diagram-desc" '
        'viewBox="{:g} {:g} {:g} {:g}" width="{:g}" height="{:g}"><title id="diagram-title">{}</title>'
        '<desc id="diagram-desc">{}</desc>{}</svg>'
    ).format(
        left,
        top,
        width,
        height,
        width,
        height,
        _("%(name)s流程图", name=drawing.name),
        _description(drawing),
        Markup("").join(body),
    )


def _whole(drawing: Drawing) -> tuple[float, float, float, float]:
    box = drawing.diagram.bounds
    return box.x - MARGIN, box.y - MARGIN, box.width + 2 * MARGIN, box.height + 2 * MARGIN


def _near(drawing: Drawing) -> tuple[float, float, float, float]:
    """A window of fixed size around the present steps, kept inside the drawing."""
    left, top, width, height = _whole(drawing)
    present = [shape.bounds for shape in drawing.diagram.shapes if shape.element in drawing.now]
    if not present:
        return left, top, width, height
    right, bottom = left + width, top + height
    x = sum(b.x + b.width / 2 for b in present) / len(present)
    y = sum(b.y + b.height / 2 for b in present) / len(present)
    width, height = min(width, NEAR[0]), min(height, NEAR[1])
    left = min(max(left, x - width / 2), right - width)
    top = min(max(top, y - height / 2), bottom - height)
    inside = all(left <= b.x and b.x + b.width <= left + width for b in present)
    return (left, top, width, height) if inside else _whole(drawing)


def _description(drawing: Drawing) -> str:
    names = {shape.element: shape.name for shape in drawing.diagram.shapes}
    now = "、".join(names[e] for e in sorted(drawing.now) if names.get(e))
    return _("正在办理：%(steps)s", steps=now) if now else _("没有正在办理的环节")


def _layer(shape: Shape) -> int:
    """Pools, then lanes, then everything that lies upon the flows."""
    if shape.type in CONTAINERS:
        return CONTAINERS.index(shape.type)
    return 3 if shape.type == "boundaryEvent" else 2 if not _open_scope(shape) else 1


def _open_scope(shape: Shape) -> bool:
    return shape.expanded and shape.type in ("subProcess", "transaction", "adHocSubProcess", "group")


def _shape(shape: Shape, drawing: Drawing) -> Markup:
    inner = _drawn(shape)
    count = drawing.visits.get(shape.element, 0)
    if count > 1 and shape.type not in CONTAINERS:
        inner += _badge(shape, count)
    state = _state(shape, drawing)
    return tag("g", inner, class_=f"element {state}".strip())


def _state(shape: Shape, drawing: Drawing) -> str:
    if shape.element in drawing.late:
        return "late"
    if shape.element in drawing.now:
        return "now"
    return "done" if drawing.visits.get(shape.element) else ""


def _drawn(shape: Shape) -> Markup:
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
    if _open_scope(shape):
        frame = _box(shape, "shape sub", 8)
        return frame + centred(shape.name, b.x, b.y + 4, b.width, 18, "label") + activity_marks(shape)
    thick = " thick" if shape.type == "callActivity" else ""
    room = 14 if shape.marker or shape.type in ("subProcess", "callActivity") else 0
    return (
        _box(shape, f"shape{thick}", 8)
        + centred(shape.name, b.x + 5, b.y + 2, b.width - 10, b.height - 4 - room)
        + task_mark(shape)
        + activity_marks(shape)
    )


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


def _badge(shape: Shape, count: int) -> Markup:
    b = shape.bounds
    x, y = b.x + b.width - 4, b.y + 2
    return tag("circle", class_="badge-x", cx=x, cy=y, r=9) + tag(
        "text", f"×{count}", class_="badge-text", x=x, y=y + 3.5, text_anchor="middle"
    )
