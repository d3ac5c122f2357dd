"""The picture of a file as BPMN diagram interchange (BPMNDI)."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from engine.bpmn.layout.picture import Point, Rect
from engine.bpmn.names import DC, DD, DI

SPACES = {"bpmndi": DI[1:-1], "dc": DC[1:-1], "di": DD[1:-1]}


class Plane:
    """One BPMNDiagram being written; ids are those of the elements with `_di`."""

    def __init__(self, root: etree._Element, element: str) -> None:
        self.ids = {found.get("id") for found in root.iter() if found.get("id")}
        diagram = etree.SubElement(root, f"{DI}BPMNDiagram", {"id": self._id("diagram")}, nsmap=SPACES)
        self.plane = etree.SubElement(
            diagram, f"{DI}BPMNPlane", {"id": self._id(f"{element}_plane"), "bpmnElement": element}
        )

    def shape(self, id: str, rect: Rect, label: Rect | None = None, **attributes: str) -> None:
        shape = etree.SubElement(
            self.plane, f"{DI}BPMNShape", {"id": self._id(f"{id}_di"), "bpmnElement": id, **attributes}
        )
        _bounds(shape, rect)
        if label is not None:
            _label(shape, label)

    def edge(self, id: str, way: Sequence[Point], label: Rect | None = None) -> None:
        edge = etree.SubElement(self.plane, f"{DI}BPMNEdge", {"id": self._id(f"{id}_di"), "bpmnElement": id})
        for x, y in way:
            etree.SubElement(edge, f"{DD}waypoint", {"x": _number(x), "y": _number(y)})
        if label is not None:
            _label(edge, label)

    def _id(self, wanted: str) -> str:
        id = wanted
        while id in self.ids:
            id += "_"
        self.ids.add(id)
        return id


def _label(parent: etree._Element, rect: Rect) -> None:
    _bounds(etree.SubElement(parent, f"{DI}BPMNLabel"), rect)


def _bounds(parent: etree._Element, rect: Rect) -> None:
    names = ("x", "y", "width", "height")
    values = (rect.x, rect.y, rect.width, rect.height)
    etree.SubElement(parent, f"{DC}Bounds", {name: _number(value) for name, value in zip(names, values, strict=True)})


def _number(value: float) -> str:
    return f"{round(value, 1):g}"
