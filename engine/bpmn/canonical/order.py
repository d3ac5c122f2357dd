"""Puts the elements of a diagram file in canonical order, in place.

Steps stand in the order the procedure runs (each after what leads to it, but for loops); flows after them, in the
order of their sources. Flows out of one element keep their order: the first true condition is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from lxml import etree

from engine.bpmn.canonical.running import running_order
from engine.bpmn.names import BPMN, DI, local

SCOPES = frozenset({"process", "subProcess", "transaction", "adHocSubProcess"})
# Where children stand by the schema; what is not named keeps its place among the rest (event definitions, scripts).
REST = 15
RANKS = {
    "documentation": 0, "extensionElements": 1, "auditing": 2, "monitoring": 3, "categoryValueRef": 4, "incoming": 5,
    "outgoing": 6, "ioSpecification": 7, "property": 8, "dataInput": 9, "dataOutput": 9, "dataInputAssociation": 10,
    "dataOutputAssociation": 11, "inputSet": 12, "outputSet": 12, "resourceRole": 13, "performer": 13,
    "humanPerformer": 13, "potentialOwner": 13, "multiInstanceLoopCharacteristics": 14,
    "standardLoopCharacteristics": 14, "laneSet": REST, "sequenceFlow": 17, "messageFlow": 17, "dataObject": 18,
    "dataObjectReference": 18, "dataStoreReference": 18, "textAnnotation": 19, "association": 20, "group": 20,
    "correlationSubscription": 31, "supports": 32,
}  # fmt: skip
OWNERS = frozenset({"resourceRole", "performer", "humanPerformer", "potentialOwner"})
LAST = 30  # of a process, whose owners come after its steps
ROOTS = {"import": 0, "extension": 1, "collaboration": 10, "process": 11, "BPMNDiagram": 20, "relationship": 21}
DEFINITION = 12  # messages, errors and the like: named, never met in an order
DRAWN = {"extension": 0, "Bounds": 1, "waypoint": 1, "BPMNLabel": 2, "BPMNPlane": 1, "BPMNLabelStyle": 2}

Key = Callable[[etree._Element], Any]


def ordered(root: etree._Element) -> None:
    """Order the whole tree below a `definitions` element."""
    _sort(root, _root_key)
    for element in list(root.iter(etree.Element)):
        if not isinstance(element.tag, str) or element is root:
            continue
        if local(element.tag) in SCOPES and element.tag.startswith(BPMN):
            _order_scope(element)
        elif local(element.tag) == "extensionElements":
            _sort(element, lambda child: str(child.tag))
        elif element.tag.startswith(BPMN):
            _sort(element, lambda child: RANKS.get(_own(child), REST))
        elif element.tag.startswith(DI):
            _sort(element, lambda child: DRAWN.get(local(child.tag), 3))
    _order_drawing(root)


def _root_key(child: etree._Element) -> tuple[Any, ...]:
    rank = ROOTS.get(local(child.tag), DEFINITION)
    return (rank, local(child.tag), child.get("id") or "") if rank == DEFINITION else (rank,)


def _order_scope(scope: etree._Element) -> None:
    """A process or sub-process: lanes, steps as they run, flows, drawn notes."""
    place = running_order(scope)
    flows = {flow.get("id") or "": n for n, flow in enumerate(_flows(scope, place))}
    late = local(scope.tag) == "process"

    def key(child: etree._Element) -> tuple[int, int]:
        name, id = _own(child), child.get("id") or ""
        if id in place:
            return 16, place[id]
        if name == "sequenceFlow":
            return 17, flows.get(id, len(flows))
        if late and name in OWNERS:
            return LAST, 0
        return RANKS.get(name, REST), 0

    _sort(scope, key)
    for reference in ("incoming", "outgoing"):
        for node in scope:
            if node.get("id") in place:
                _sort_references(node, reference, flows)
    for lane in scope.iter(f"{BPMN}lane"):
        _sort_references(lane, "flowNodeRef", place)


def _flows(scope: etree._Element, place: dict[str, int]) -> list[etree._Element]:
    found = scope.findall(f"{BPMN}sequenceFlow")
    return sorted(found, key=lambda flow: place.get(flow.get("sourceRef") or "", len(place)))


def _sort_references(element: etree._Element, name: str, place: dict[str, int]) -> None:
    """Children that only name others, in the order of those; they stay where the first of them stood."""

    def key(child: etree._Element) -> int:
        return place.get((child.text or "").strip(), len(place))

    found = element.findall(f"{BPMN}{name}")
    if len(found) > 1:
        start = list(element).index(found[0])
        for offset, child in enumerate(sorted(found, key=key)):
            element.remove(child)
            element.insert(start + offset, child)


def _order_drawing(root: etree._Element) -> None:
    """Shapes in the order of what they show (pools and lanes first), then edges."""
    first = [e for name in ("participant", "lane") for e in root.iter(f"{BPMN}{name}")]
    rest = [e for e in root.iter(etree.Element) if isinstance(e.tag, str) and e.tag.startswith(BPMN)]
    place: dict[str, int] = {}
    for element in (*first, *rest):
        place.setdefault(element.get("id") or "", len(place))

    def key(child: etree._Element) -> tuple[int, int]:
        kind = {"BPMNShape": 1, "BPMNEdge": 2}.get(local(child.tag), 0)
        return kind, place.get(child.get("bpmnElement") or "", len(place))

    for plane in root.iter(f"{DI}BPMNPlane"):
        _sort(plane, key)


def _own(child: etree._Element) -> str:
    """The name of a BPMN element, "" for one of another language."""
    return local(child.tag) if isinstance(child.tag, str) and child.tag.startswith(BPMN) else ""


def _sort(parent: etree._Element, key: Key) -> None:
    """Sort children; equal ones keep their order, and a comment goes with the element it stands before."""
    if is_mixed(parent):
        return
    units: list[list[etree._Element]] = []
    waiting: list[etree._Element] = []
    for child in parent:
        waiting.append(child)
        if isinstance(child.tag, str):
            units.append(waiting)
            waiting = []
    units.sort(key=lambda unit: key(unit[-1]))
    _replace(parent, (child for unit in (*units, waiting) for child in unit))


def _replace(parent: etree._Element, children: Iterable[etree._Element]) -> None:
    wanted = list(children)
    if wanted != list(parent):
        for child in wanted:
            parent.remove(child)
        parent.extend(wanted)


def is_mixed(element: etree._Element) -> bool:
    """Whether text stands between the children: then every blank may mean something."""
    return len(element) > 0 and bool(
        (element.text or "").strip() or any((child.tail or "").strip() for child in element)
    )
