"""The diagram of a procedure with what its scenarios went through: taken green, untaken red, excused grey."""

from __future__ import annotations

from engine.bpmn import Diagram
from engine.definition import Definition
from engine.drawing import ALONE, States, draw
from engine.scenario.coverage import Coverage

STYLE = (
    ALONE
    + """
.flow.taken { stroke: #2f7d44; }
.head.taken, .plate.taken { fill: #2f7d44; }
.flow.untaken { stroke: #c8161d; stroke-width: 2.6; }
.head.untaken, .plate.untaken { fill: #c8161d; }
.flow.excused { stroke: #8a93a0; stroke-dasharray: 5 3; }
.head.excused, .plate.excused { fill: #8a93a0; }
"""
)


def covered_diagram(definition: Definition, coverage: Coverage) -> bytes | None:
    """An SVG file of the procedure's process; None when its file holds no drawing."""
    diagram = definition.program.diagram(definition.procedure.process)
    if not diagram.shapes:
        return None
    states = flow_states(diagram, coverage)
    taken, missed = len(coverage.taken), len(coverage.untaken)
    drawn = draw(
        diagram,
        States(flows=states, counts={flow: coverage.times.get(flow, 0) for flow in states}),
        title=f"{definition.procedure.name}：场景覆盖",
        description=f"{len(coverage.flows)} 条流向，场景经过 {taken} 条，未经过 {missed} 条。",
        style=STYLE,
    )
    return drawn.encode()


def flow_states(diagram: Diagram, coverage: Coverage) -> dict[str, str]:
    """taken, untaken or excused, for every flow that is drawn."""
    return {flow: _state(flow, coverage) for flow in {edge.element for edge in diagram.edges} & coverage.flows}


def _state(flow: str, coverage: Coverage) -> str:
    if flow in coverage.taken:
        return "taken"
    return "excused" if flow in coverage.excused else "untaken"
