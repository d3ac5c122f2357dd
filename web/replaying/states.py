"""The state of the diagram at one step: what was done, where tokens stand, what is late, what this step touched."""

from __future__ import annotations

from flask_babel import gettext as _
from markupsafe import Markup

from engine.drawing import States, draw
from engine.queries import Replay, ReplayFrame


def states_of(frame: ReplayFrame) -> States:
    """Classes by element and flow; `here` besides is what this step touched."""
    elements = {element: "done" for element, count in frame.visits.items() if count}
    elements |= dict.fromkeys(frame.tokens, "now") | dict.fromkeys(frame.late, "late")
    flows = {flow: "taken" for flow, count in frame.flows.items() if count}
    return States(
        elements={e: f"{state} here" if e in frame.here else state for e, state in elements.items()},
        flows={f: f"{state} here" if f in frame.took else state for f, state in flows.items()},
        badges={element: count for element, count in frame.visits.items() if count > 1},
        tokens=frame.tokens,
    )


def drawn(replay: Replay, frame: ReplayFrame, *, live: bool = False, style: str = "") -> Markup:
    """The diagram at a step; "" when the procedure's file holds no drawing."""
    diagram = replay.diagram_at(frame)
    if diagram is None:
        return Markup("")
    return draw(
        diagram,
        states_of(frame),
        title=_("%(name)s流程图", name=replay.instance.procedure_name),
        description=describe(replay, frame),
        style=style,
        live=live,
    )


def describe(replay: Replay, frame: ReplayFrame) -> str:
    """The same in words."""
    diagram = replay.diagram_at(frame)
    names = {shape.element: shape.name for shape in diagram.shapes} if diagram else {}
    standing = [
        f"{names[element]}×{count}" if count > 1 else names[element]
        for element, count in frame.tokens.items()
        if names.get(element)
    ]
    where = "、".join(standing)
    step, steps = frame.line.seq, len(replay.frames)
    if not where:
        return _("第%(n)s步，共%(all)s步：流程中没有正在办理的环节", n=step, all=steps)
    return _("第%(n)s步，共%(all)s步：正在%(where)s", n=step, all=steps, where=where)
