"""The BPMN diagram of one matter, drawn on the server: prints, needs no script, and carries states as classes only."""

from __future__ import annotations

from flask_babel import gettext as _
from markupsafe import Markup

from engine.drawing import States, Window, draw, whole
from engine.queries import Drawing

NEAR = (820, 400)  # the window of the small diagram beside a task


def render(drawing: Drawing, *, near: bool = False) -> Markup:
    """The diagram with what was done, what is being done, and what is late.

    With `near` only the neighbourhood of the present steps is in view, if they lie close together.
    """
    return draw(
        drawing.diagram,
        _states(drawing),
        title=_("%(name)s流程图", name=drawing.name),
        description=_description(drawing),
        window=_near(drawing) if near else None,
    )


def _states(drawing: Drawing) -> States:
    done = {element: "done" for element, count in drawing.visits.items() if count}
    return States(
        elements={**done, **dict.fromkeys(drawing.now, "now"), **dict.fromkeys(drawing.late, "late")},
        flows={flow: "taken" for flow, count in drawing.flows.items() if count},
        badges={element: count for element, count in drawing.visits.items() if count > 1},
    )


def _near(drawing: Drawing) -> Window:
    """A window of fixed size around the present steps, kept inside the drawing."""
    left, top, width, height = whole(drawing.diagram)
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
    return (left, top, width, height) if inside else whole(drawing.diagram)


def _description(drawing: Drawing) -> str:
    names = {shape.element: shape.name for shape in drawing.diagram.shapes}
    now = "、".join(names[e] for e in sorted(drawing.now) if names.get(e))
    return _("正在办理：%(steps)s", steps=now) if now else _("没有正在办理的环节")
