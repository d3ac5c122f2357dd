"""The diagram of a procedure with what its scenarios went through: taken green, untaken red, excused grey."""

from __future__ import annotations

from engine.definition import Definition
from engine.drawing import States, draw
from engine.scenario.coverage import Coverage

# One file for print and for the browser: it stands alone, so it brings its colours along.
STYLE = """
.diagram { font-family: "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", sans-serif; background: #fff; }
.shape, .lane, .pool { fill: #fff; stroke: #56606e; stroke-width: 1.5; }
.lane, .pool { stroke: #b9c0c9; stroke-width: 1; }
.band { fill: #f3f4f6; stroke: #b9c0c9; }
.sub { fill: #fdfdfd; }
.event-sub { stroke-dasharray: 3 3; }
.glyph { fill: none; stroke: #47505c; stroke-width: 1.4; }
.glyph.solid { fill: #47505c; }
.thick { stroke-width: 3; }
.dashed { stroke-dasharray: 4 3; }
.flow { fill: none; stroke: #98a1ad; stroke-width: 1.6; }
.head { fill: #98a1ad; }
.flow.taken { stroke: #2f7d44; }
.head.taken, .plate.taken { fill: #2f7d44; }
.flow.untaken { stroke: #c8161d; stroke-width: 2.6; }
.head.untaken, .plate.untaken { fill: #c8161d; }
.flow.excused { stroke: #8a93a0; stroke-dasharray: 5 3; }
.head.excused, .plate.excused { fill: #8a93a0; }
text { font-size: 12px; fill: #1f2733; }
.label { font-size: 11px; fill: #47505c; }
.lane-name { font-weight: 600; fill: #56606e; }
.count { font-size: 10px; font-weight: 700; fill: #fff; }
"""


def covered_diagram(definition: Definition, coverage: Coverage) -> bytes | None:
    """An SVG file of the procedure's process; None when its file holds no drawing."""
    diagram = definition.program.diagram(definition.procedure.process)
    if not diagram.shapes:
        return None
    flows = {edge.element for edge in diagram.edges} & coverage.flows
    states = {flow: _state(flow, coverage) for flow in flows}
    taken, missed = len(coverage.taken), len(coverage.untaken)
    drawn = draw(
        diagram,
        States(flows=states, counts={flow: coverage.times.get(flow, 0) for flow in flows}),
        title=f"{definition.procedure.name}：场景覆盖",
        description=f"{len(coverage.flows)} 条流向，场景经过 {taken} 条，未经过 {missed} 条。",
        style=STYLE,
    )
    return drawn.encode()


def _state(flow: str, coverage: Coverage) -> str:
    if flow in coverage.taken:
        return "taken"
    return "excused" if flow in coverage.excused else "untaken"
