"""A diagram with the way to a fault painted on it: flows numbered in the order taken, the element at fault in red."""

from __future__ import annotations

from markupsafe import Markup

from engine.bpmn import Diagram
from engine.drawing.alone import ALONE
from engine.drawing.picture import States, draw
from engine.errors import Finding

STYLE = (
    ALONE
    + """
.flow.way { stroke: #1f5fa8; stroke-width: 2.6; }
.head.way, .plate.way { fill: #1f5fa8; }
.element.way .shape { stroke: #1f5fa8; fill: #eaf1fa; }
.element.fault .shape { stroke: #c8161d; fill: #fdecec; stroke-width: 3; }
"""
)


def traced(diagram: Diagram, finding: Finding) -> Markup:
    """An SVG that stands alone; what the trace goes through outside this diagram is left out."""
    flows = {edge.element for edge in diagram.edges}
    taken = dict.fromkeys(id for id in finding.trace if id in flows)
    elements = {id: "way" for id in finding.trace if id not in flows}
    if finding.element is not None:
        elements[finding.element] = "fault"
    return draw(
        diagram,
        States(elements, dict.fromkeys(taken, "way"), counts={id: number for number, id in enumerate(taken, 1)}),
        title=finding.zh,
        description=finding.fix_zh,
        style=STYLE,
    )
