"""How a process is drawn: shapes, edges and labels from BPMN DI, as plain values for a renderer."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from engine.bpmn.model import Flow, Scope
from engine.bpmn.names import ACTIVITIES, BPMN, DC, DD, DI, local
from engine.bpmn.reading.events import event_definitions, is_together


@dataclass(frozen=True, slots=True)
class Bounds:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Shape:
    """`type` is the BPMN element (participant and lane included); `marker` parallel, sequential, loop or "".

    `event` is what an event waits for or throws; "event" at a sub-process that an event starts. `undoes`: it is for
    compensation and stands outside the flow.
    """

    element: str
    type: str
    name: str
    bounds: Bounds
    label: Bounds | None
    expanded: bool
    horizontal: bool
    event: str
    interrupting: bool
    marker: str
    undoes: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """`type` sequenceFlow, messageFlow or association; `conditional` when it leaves an activity under a condition."""

    element: str
    type: str
    name: str
    points: tuple[tuple[float, float], ...]
    label: Bounds | None
    default: bool
    conditional: bool


@dataclass(frozen=True, slots=True)
class Diagram:
    """Drawn in this order: pools and lanes, sub-processes, the rest; `bounds` encloses everything."""

    process: str
    shapes: tuple[Shape, ...]
    edges: tuple[Edge, ...]
    bounds: Bounds


def read_diagram(root: etree._Element, process: Scope) -> Diagram:
    """The drawing of one process, its pool and lanes included; empty when the file has no diagram."""
    elements = {element.get("id"): element for element in root.iter() if element.get("id")}
    mine = _belonging(root, process)
    shapes: list[Shape] = []
    edges: list[Edge] = []
    for drawn in root.iter(f"{DI}BPMNShape", f"{DI}BPMNEdge"):
        id = drawn.get("bpmnElement") or ""
        element = elements.get(id)
        if id not in mine or element is None:
            continue
        if drawn.tag == f"{DI}BPMNShape":
            bounds = _bounds(drawn.find(f"{DC}Bounds"))
            if bounds is not None:
                shapes.append(_shape(drawn, element, bounds, process))
        else:
            edges.append(_edge(drawn, element, process))
    shapes.sort(key=_layer)
    return Diagram(process.id, tuple(shapes), tuple(edges), _enclose(shapes, edges))


def _belonging(root: etree._Element, process: Scope) -> frozenset[str]:
    found: set[str] = set()
    for element in root.iter(f"{BPMN}process"):
        if element.get("id") == process.id:
            found |= {child.get("id") or "" for child in element.iter()}
    pools = {pool.get("id") or "": pool.get("processRef") for pool in root.iter(f"{BPMN}participant")}
    found |= {id for id, of in pools.items() if of == process.id}
    for flow in root.iter(f"{BPMN}messageFlow"):
        ends = {flow.get("sourceRef") or "", flow.get("targetRef") or ""}
        if ends & found:  # the other pool as a box, what is inside it is its own drawing
            found |= {flow.get("id") or "", *(ends & pools.keys())}
    return frozenset(found - {""})


def _shape(drawn: etree._Element, element: etree._Element, bounds: Bounds, process: Scope) -> Shape:
    event = _event(element)
    if element.get("triggeredByEvent") == "true":
        event = "event"
    marker = ""
    multiple = element.find(f"{BPMN}multiInstanceLoopCharacteristics")
    if multiple is not None:
        marker = "sequential" if multiple.get("isSequential") == "true" else "parallel"
    elif element.find(f"{BPMN}standardLoopCharacteristics") is not None:
        marker = "loop"
    interrupting = element.get("cancelActivity", element.get("isInterrupting", "true")) != "false"
    return Shape(
        element=element.get("id") or "",
        type=local(element.tag),
        name=element.get("name") or element.findtext(f"{BPMN}text") or "",
        bounds=bounds,
        label=_bounds(drawn.find(f"{DI}BPMNLabel/{DC}Bounds")),
        expanded=drawn.get("isExpanded", "true") != "false",
        horizontal=drawn.get("isHorizontal", "true") != "false",
        event=event,
        interrupting=interrupting,
        marker=marker,
        undoes=element.get("isForCompensation") == "true",
    )


def _event(element: etree._Element) -> str:
    """What an event waits for or throws; "multiple" or "parallel" (all of them) when it has several definitions."""
    root = element.getroottree().getroot()
    declared = {child.get("id", ""): child for child in root if local(child.tag).endswith("EventDefinition")}
    found = [one for one in event_definitions(element, declared) if one is not None]
    kinds = [local(one.tag).removesuffix("EventDefinition") for one in found]
    if len(kinds) > 1:
        return "parallel" if is_together(element) else "multiple"
    return kinds[0] if kinds else ""


def _edge(drawn: etree._Element, element: etree._Element, process: Scope) -> Edge:
    id = element.get("id") or ""
    flow = next((scope.flows[id] for scope in process.all_scopes() if id in scope.flows), None)
    default = any(node.default == id for node in process.all_nodes())
    points = tuple((_number(p.get("x")), _number(p.get("y"))) for p in drawn.findall(f"{DD}waypoint"))
    return Edge(
        element=id,
        type=local(element.tag),
        name=element.get("name") or "",
        points=points,
        label=_bounds(drawn.find(f"{DI}BPMNLabel/{DC}Bounds")),
        default=default,
        conditional=flow is not None and flow.condition is not None and _from_activity(flow, process),
    )


def _from_activity(flow: Flow, process: Scope) -> bool:
    return any(node.id == flow.source and node.type in ACTIVITIES for node in process.all_nodes())


def _layer(shape: Shape) -> int:
    return {
        "participant": 0,
        "lane": 1,
        **dict.fromkeys(("subProcess", "transaction", "adHocSubProcess"), 2),
        "boundaryEvent": 4,
    }.get(shape.type, 3)


def _bounds(element: etree._Element | None) -> Bounds | None:
    if element is None:
        return None
    return Bounds(*(_number(element.get(name)) for name in ("x", "y", "width", "height")))


def _number(text: str | None) -> float:
    try:
        value = float(text or 0)
    except ValueError:
        return 0.0
    return value if abs(value) < 1e7 else 0.0


def _enclose(shapes: list[Shape], edges: list[Edge]) -> Bounds:
    boxes = [shape.bounds for shape in shapes] + [shape.label for shape in shapes if shape.label]
    boxes += [edge.label for edge in edges if edge.label]
    xs = [x for box in boxes for x in (box.x, box.x + box.width)] + [x for edge in edges for x, _ in edge.points]
    ys = [y for box in boxes for y in (box.y, box.y + box.height)] + [y for edge in edges for _, y in edge.points]
    if not xs or not ys:
        return Bounds(0, 0, 0, 0)
    return Bounds(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
