"""A whole file laid out: every process in its pool, one below the other."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from engine import xml
from engine.bpmn.layout.arrange import arrange
from engine.bpmn.layout.graph import NOTES
from engine.bpmn.layout.lanes import BAND, read_lanes
from engine.bpmn.layout.picture import Picture, Rect
from engine.bpmn.layout.reading import graph_of
from engine.bpmn.layout.routing import Unroutable
from engine.bpmn.layout.writing import Plane
from engine.bpmn.model import Scope
from engine.bpmn.names import BPMN, DI
from engine.bpmn.reading import read
from engine.errors import DefinitionRefused, Refused

MOST, DEEPEST = 500, 15  # elements, and scopes within each other: more take minutes, and nobody could read it
LEFT, TOP, APART = 160.0, 80.0, 40.0
UPRIGHT = 15.0  # height of a character in the name of a lane, written from above to below


@dataclass(frozen=True, slots=True)
class LaidOut:
    """The file with its diagram; `undrawn` are elements the layout has no place for."""

    data: bytes
    width: float
    height: float
    shapes: int
    edges: int
    undrawn: tuple[str, ...]


def lay_out(data: bytes, *, source: str = "process.bpmn", replace: bool = False) -> LaidOut:
    """Draw every process of a file; what is not drawing stays as it is.

    Raises DefinitionRefused for what is no BPMN, Refused `diagram_present` when there is a diagram and not `replace`,
    `layout_too_large` and `layout_impossible` for what has to be drawn by hand.
    """
    reading = read({source: data}, functions=())
    fatal = [finding for finding in reading.errors if finding.element is None]
    if fatal or not reading.processes:
        raise DefinitionRefused(fatal or reading.errors)
    root = xml.parse(data, source=source, comments=True)
    old = root.findall(f"{DI}BPMNDiagram")
    if old and not replace:
        raise Refused(
            "diagram_present",
            f"{source} 已经有图形。要重新排布，请加 --replace。",
            f"{source} has a diagram already; say --replace to draw it anew.",
        )
    for diagram in old:
        root.remove(diagram)
    scopes = list(reading.processes.values())
    if sum(1 for scope in scopes for _ in scope.all_nodes()) > MOST or _is_deeper(scopes, DEEPEST):
        zh = f"{source} 的元素超过 {MOST} 个或子流程超过 {DEEPEST} 层，不能自动排布，请手工绘制。"
        en = f"{source} has more than {MOST} elements, or sub-processes more than {DEEPEST} deep; draw it by hand."
        raise Refused("layout_too_large", zh, en)
    pools = _pools(root, list(reading.processes.values()))
    plane = Plane(root, _collaboration(root).get("id") or "")
    top, widest = TOP, 0.0
    for process in reading.processes.values():
        try:
            width, height = _draw_pool(root, process, pools[process.id], plane, top)
        except (Unroutable, LookupError) as error:  # too many flows for all tracks; an event attached to none
            zh = f"{source} 无法自动排布，请手工绘制。"
            raise Refused("layout_impossible", zh, f"{source} cannot be laid out; draw it by hand.") from error
        top, widest = top + height + APART, max(widest, width)
    drawn = {found.get("bpmnElement") for found in plane.plane}
    return LaidOut(
        xml.serialize(root),
        widest,
        top - APART - TOP,
        len(plane.plane.findall(f"{DI}BPMNShape")),
        len(plane.plane.findall(f"{DI}BPMNEdge")),
        tuple(sorted(_drawable(root) - drawn)),
    )


def _is_deeper(scopes: list[Scope], most: int) -> bool:
    for _ in range(most):
        scopes = [node.body for scope in scopes for node in scope.nodes.values() if node.body is not None]
    return bool(scopes)


def _draw_pool(root: etree._Element, process: Scope, pool: str, plane: Plane, top: float) -> tuple[float, float]:
    element = next(found for found in root.iter(f"{BPMN}process") if found.get("id") == process.id)
    lanes = read_lanes(element)
    graph = graph_of(element, process, lanes.row, max(1, lanes.count))
    names = lanes.names or {0: process.name}
    graph.tall = [UPRIGHT * len(names.get(lane, "")) + 16 for lane in range(graph.lanes)]
    picture = arrange(graph)
    inset = BAND * (1 + lanes.depth)
    width = picture.width + inset
    plane.shape(pool, Rect(LEFT, top, width, picture.height), isHorizontal="true")
    for id, rect in lanes.rects(picture.bands, LEFT + BAND, width - BAND).items():
        plane.shape(id, rect.moved(0, top), isHorizontal="true")
    everything = Picture()
    everything.take_in(picture, LEFT + inset, top)
    for node in process.all_nodes():
        more = {}
        if node.type == "exclusiveGateway":
            more["isMarkerVisible"] = "true"
        if node.body is not None:
            more["isExpanded"] = "true"
        plane.shape(node.id, everything.shapes[node.id], everything.labels.get(node.id), **more)
    nodes = {node.id for node in process.all_nodes()}
    for id, rect in everything.shapes.items():
        if id not in nodes:
            plane.shape(id, rect, everything.labels.get(id))
    for id, way in everything.ways.items():
        plane.edge(id, way, everything.labels.get(id))
    return width, picture.height


def _collaboration(root: etree._Element) -> etree._Element:
    found = root.find(f"{BPMN}collaboration")
    if found is not None:
        return found
    found = etree.Element(f"{BPMN}collaboration", {"id": _free(root, "collaboration")})
    first = next((n for n, child in enumerate(root) if child.tag == f"{BPMN}process"), len(root))
    root.insert(first, found)
    return found


def _pools(root: etree._Element, processes: list[Scope]) -> dict[str, str]:
    """The participant of each process, made where there is none."""
    collaboration = _collaboration(root)
    pools: dict[str, str] = {}
    for found in root.iter(f"{BPMN}participant"):
        if found.get("id") and found.get("processRef"):
            pools.setdefault(found.get("processRef") or "", found.get("id") or "")
    for process in processes:
        if process.id not in pools:
            id = _free(root, f"{process.id}_pool")
            etree.SubElement(
                collaboration,
                f"{BPMN}participant",
                {"id": id, "name": process.name or process.id, "processRef": process.id},
            )
            pools[process.id] = id
    return pools


def _free(root: etree._Element, wanted: str) -> str:
    ids = {found.get("id") for found in root.iter()}
    while wanted in ids:
        wanted += "_"
    return wanted


def _drawable(root: etree._Element) -> set[str]:
    names = (*NOTES, "association", "group", "messageFlow", "dataInputAssociation", "dataOutputAssociation")
    return {found.get("id") or "" for name in names for found in root.iter(f"{BPMN}{name}")} - {""}
