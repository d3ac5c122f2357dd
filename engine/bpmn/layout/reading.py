"""A scope of a file as a graph to arrange, its sub-processes arranged before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from lxml import etree

from engine.bpmn.layout.arrange import arrange
from engine.bpmn.layout.graph import NOTES, Box, Graph, Link, size_of
from engine.bpmn.layout.text import text_size
from engine.bpmn.model import Scope
from engine.bpmn.names import BPMN, local

NO_LANES: Mapping[str, int] = {}


def graph_of(element: etree._Element, scope: Scope, lane_of: Mapping[str, int] = NO_LANES, lanes: int = 1) -> Graph:
    """The graph of a scope and its XML; nodes no lane names stand in a row of their own below all lanes."""
    boxes: dict[str, Box] = {}
    below = lanes if lane_of else 0
    inner = {child.get("id"): child for child in element}
    for node in scope.nodes.values():
        width, height = size_of(node.type)
        box = Box(node.id, node.type, node.name, width, height, lane_of.get(node.id, below))
        if node.type == "boundaryEvent" and node.attached_to in scope.nodes:
            box.host = node.attached_to
        if node.body is not None:
            box.inner = arrange(graph_of(inner[node.id], node.body))
        boxes[node.id] = box
    for box in boxes.values():
        if box.host is not None:
            boxes[box.host].boundary.append(box.id)
    links = [
        Link(flow.id, flow.source, flow.target, flow.name, scope.nodes[flow.source].default == flow.id)
        for flow in scope.flows.values()
    ]
    notes = {box.id: box for box in _notes(element)}
    undoing = {node.id for node in scope.nodes.values() if node.undoes}
    found = (replace(tie, undoing=tie.target in undoing and tie.source in boxes) for tie in _ties(element))
    ties = [tie for tie in found if {tie.source, tie.target} <= boxes.keys() | notes.keys()]
    for box in notes.values():
        ends = [end for tie in ties if box.id in (tie.source, tie.target) for end in (tie.source, tie.target)]
        owner = next((boxes[end] for end in ends if end in boxes), None)
        box.lane = below if owner is None else boxes[owner.host or owner.id].lane
    boxes |= notes
    stray = any(box.host is None and box.lane == lanes for box in boxes.values())
    return Graph(boxes, links + ties, lanes + (1 if stray and lane_of else 0))


def _notes(element: etree._Element) -> Iterator[Box]:
    """Annotations and data of one scope."""
    for child in element:
        type, id = local(child.tag), child.get("id")
        if type in NOTES and id:
            name = (child.get("name") or child.findtext(f"{BPMN}text") or "").strip()
            width, height = size_of(type)
            if type == "textAnnotation":
                width, height = text_size(name or "?", 110)
                width, height = width + 16, height + 12
            yield Box(id, type, name, width, height)


def _ties(element: etree._Element) -> Iterator[Link]:
    """What ties notes to steps: associations, and the data a step reads and writes."""
    for found in element.findall(f"{BPMN}association"):
        if found.get("id"):
            source, target = found.get("sourceRef") or "", found.get("targetRef") or ""
            yield Link(found.get("id") or "", source, target, drawn="association")
    for step in element:
        own = step.get("id") or ""
        for kind in ("Input", "Output"):
            for found in step.findall(f"{BPMN}data{kind}Association"):
                source = own if kind == "Output" else (found.findtext(f"{BPMN}sourceRef") or "").strip()
                target = own if kind == "Input" else (found.findtext(f"{BPMN}targetRef") or "").strip()
                if found.get("id"):
                    yield Link(found.get("id") or "", source, target, drawn=f"data{kind}Association")
