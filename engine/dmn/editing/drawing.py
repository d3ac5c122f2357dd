"""The drawing of a requirements graph: every element has a shape, every requirement an edge; nothing else is moved."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from engine.dmn.editing.document import DECISION, INPUT, KNOWLEDGE, SOURCE, Document
from engine.dmn.editing.graph import GraphEdit

DC, DI = "http://www.omg.org/spec/DMN/20180521/DC/", "http://www.omg.org/spec/DMN/20180521/DI/"
# Before DMN 1.2 there was no standard drawing.
DMNDI = {
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "http://www.omg.org/spec/DMN/20180521/DMNDI/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "https://www.omg.org/spec/DMN/20191111/DMNDI/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "https://www.omg.org/spec/DMN/20191111/DMNDI/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "https://www.omg.org/spec/DMN/20230324/DMNDI/",
    "https://www.omg.org/spec/DMN/20240513/MODEL/": "https://www.omg.org/spec/DMN/20230324/DMNDI/",
}
SIZES = {DECISION: (180, 80), INPUT: (125, 45), KNOWLEDGE: (135, 46), SOURCE: (100, 63)}
STEP_X, STEP_Y, MARGIN = 220, 150, 80


@dataclass(frozen=True)
class Bounds:
    x: float
    y: float
    width: float
    height: float


def redraw(document: Document) -> None:
    """Add what the drawing lacks and take away what is gone; files older than DMN 1.2 have none and get none."""
    namespace = DMNDI.get(document.namespace)
    if namespace is not None:
        _Drawing(document, namespace).complete()


class _Drawing:
    def __init__(self, document: Document, namespace: str) -> None:
        self.document, self.namespace = document, namespace
        self.graph = GraphEdit(document)
        self.diagram = next(document.root.iter(self.tag("DMNDiagram")), None)

    def complete(self) -> None:
        diagram = self._begun() if self.diagram is None else self.diagram
        ids = self.document.ids()
        shapes: dict[str, Bounds] = {}
        edges = set()
        for node in list(diagram):
            name = etree.QName(node).localname if isinstance(node.tag, str) else ""
            ref = node.get("dmnElementRef", "")
            if name in ("DMNShape", "DMNEdge") and ref not in ids and ":" not in ref:
                diagram.remove(node)
            elif name == "DMNShape" and (bounds := _bounds(node)) is not None:
                shapes[ref] = bounds
            elif name == "DMNEdge":
                edges.add(ref)
        self._shapes(diagram, shapes)
        for node in self.document.elements():
            for id, need in self.graph.requires(node).items():
                if need.get("id") is None:
                    need.set("id", self.document.new_id("need"))
                if need.get("id") not in edges and id in shapes and node.get("id") in shapes:
                    self._edge(diagram, str(need.get("id")), shapes[id], shapes[str(node.get("id"))])

    def tag(self, name: str) -> str:
        return f"{{{self.namespace}}}{name}"

    def _begun(self) -> etree._Element:
        drawing = etree.SubElement(
            self.document.root, self.tag("DMNDI"), nsmap={"dmndi": self.namespace, "dc": DC, "di": DI}
        )
        return etree.SubElement(drawing, self.tag("DMNDiagram"), {"id": self.document.new_id("diagram")})

    def _shapes(self, diagram: etree._Element, shapes: dict[str, Bounds]) -> None:
        """A new drawing has a row per depth; in one that is there, what is new stands to the right of it."""
        depths = self._depths()
        rows: dict[float, float] = {}
        drawn = list(shapes.values())
        for node in self.document.elements():
            id = node.get("id")
            if id is None or id in shapes:
                continue
            depth = depths.get(id, 0)
            if drawn:
                row = min(b.y for b in drawn) if depth else max(b.y for b in drawn)
                start = max(b.x + b.width for b in drawn) + MARGIN
            else:
                row, start = MARGIN + (max(depths.values(), default=0) - depth) * STEP_Y, MARGIN
            x = rows.get(row, start)
            rows[row] = x + STEP_X
            shapes[id] = Bounds(x, row, *SIZES[self.document.name(node)])
            self._shape(diagram, id, shapes[id])

    def _depths(self) -> dict[str, int]:
        """How many decisions lie below each element; what stands in a circle is not counted further."""
        needs = {
            str(node.get("id")): [] if self.document.name(node) != DECISION else list(self.graph.requires(node))
            for node in self.document.elements()
        }
        depths: dict[str, int] = {}
        for _ in range(len(needs)):
            fresh = {
                id: 0 if self.document.name(self.document.element(id)) == INPUT
                else 1 + max((depths.get(below, 0) for below in asked), default=0)
                for id, asked in needs.items()
            }  # fmt: skip
            if fresh == depths or max(fresh.values(), default=0) > len(needs):
                break
            depths = fresh
        return depths

    def _shape(self, diagram: etree._Element, id: str, bounds: Bounds) -> None:
        shape = etree.SubElement(
            diagram, self.tag("DMNShape"), {"id": self.document.new_id("shape"), "dmnElementRef": id}
        )
        place = {name: f"{getattr(bounds, name):g}" for name in ("height", "width", "x", "y")}
        etree.SubElement(shape, f"{{{DC}}}Bounds", place)

    def _edge(self, diagram: etree._Element, need: str, source: Bounds, target: Bounds) -> None:
        """Straight from the top of what is asked for to the bottom of who asks."""
        attributes = {"id": self.document.new_id("edge"), "dmnElementRef": need}
        edge = etree.SubElement(diagram, self.tag("DMNEdge"), attributes)
        ends = ((source.x + source.width / 2, source.y), (target.x + target.width / 2, target.y + target.height))
        for x, y in ends:
            etree.SubElement(edge, f"{{{DI}}}waypoint", {"x": f"{x:g}", "y": f"{y:g}"})


def _bounds(shape: etree._Element) -> Bounds | None:
    found = next((node for node in shape if node.tag == f"{{{DC}}}Bounds"), None)
    try:
        return None if found is None else Bounds(*(float(found.get(n, "0")) for n in ("x", "y", "width", "height")))
    except ValueError:
        return None
