"""A scope of a checked file as a graph to arrange, its sub-processes arranged before."""

from __future__ import annotations

from collections.abc import Mapping

from engine.bpmn.layout.arrange import arrange
from engine.bpmn.layout.graph import Box, Graph, Link, size_of
from engine.bpmn.model import Scope

NO_LANES: Mapping[str, int] = {}


def graph_of(scope: Scope, lane_of: Mapping[str, int] = NO_LANES, lanes: int = 1) -> Graph:
    """The graph of a scope; nodes no lane names stand in a row of their own below all lanes."""
    boxes: dict[str, Box] = {}
    for node in scope.nodes.values():
        width, height = size_of(node.type)
        box = Box(node.id, node.type, node.name, width, height, lane_of.get(node.id, lanes if lane_of else 0))
        if node.type == "boundaryEvent" and node.attached_to in scope.nodes:
            box.host = node.attached_to
        if node.body is not None:
            box.inner = arrange(graph_of(node.body))
        boxes[node.id] = box
    for box in boxes.values():
        if box.host is not None:
            boxes[box.host].boundary.append(box.id)
    links = [
        Link(flow.id, flow.source, flow.target, flow.name, scope.nodes[flow.source].default == flow.id)
        for flow in scope.flows.values()
    ]
    stray = any(box.host is None and box.lane == lanes for box in boxes.values())
    return Graph(boxes, links, lanes + (1 if stray and lane_of else 0))
