"""Reading one process or sub-process: its nodes, flows and lanes."""

from __future__ import annotations

from lxml import etree

from engine.bpmn.model import Flow, Node, Scope
from engine.bpmn.names import (
    ACTIVITIES,
    BPMN,
    EVENTS,
    IGNORED,
    NODES,
    REFUSED_NODES,
    SUB_PROCESSES,
    local,
)
from engine.bpmn.reading.activities import read_activity, read_mappings, read_properties
from engine.bpmn.reading.adhoc import read_adhoc
from engine.bpmn.reading.conditions import read_activation
from engine.bpmn.reading.definitions import Definitions
from engine.bpmn.reading.events import read_trigger
from engine.bpmn.reading.foreign import check_foreign
from engine.bpmn.reading.report import Report
from engine.bpmn.reading.work import read_job


def read_scope(
    element: etree._Element, scope: Scope, definitions: Definitions, report: Report, lanes: dict[str, str]
) -> None:
    """Fill `scope` with the nodes and flows of `element`, sub-processes included."""
    lanes = {**lanes, **_read_lanes(element)}
    for child in element:
        name = local(child.tag)
        if child.tag == f"{BPMN}{name}" and name in NODES:
            _read_node(child, name, scope, definitions, report, lanes)
        elif name in REFUSED_NODES:
            zh, en = REFUSED_NODES[name]
            report.error(f"{name}_refused", child.get("id"), f"{zh}不被支持。", f"A {en} is not supported.")
        elif name == "sequenceFlow":
            continue
        elif name == "completionCondition" and scope.kind == "adhoc":
            continue  # read with the sub-process
        elif name == "ioSpecification" and scope.kind != "process":
            continue  # reported by the sub-process's own activity reading
        elif name.endswith(("LoopCharacteristics", "Association")) and scope.kind != "process":
            continue
        elif name not in IGNORED:
            report.error("element_unknown", child.get("id"), f"不认识的元素 {name}。", f"Unknown element {name}.")
    for child in element.findall(f"{BPMN}sequenceFlow"):
        _read_flow(child, scope, report)
    _attach(scope, report)


def _read_node(
    element: etree._Element,
    type: str,
    scope: Scope,
    definitions: Definitions,
    report: Report,
    lanes: dict[str, str],
) -> None:
    id = element.get("id") or ""
    if not id:
        report.error("id_missing", None, f"元素 {type} 没有 id。", f"An element {type} has no id.")
        return
    node = Node(id, type, (element.get("name") or "").strip(), scope)
    node.documentation = (element.findtext(f"{BPMN}documentation") or "").strip()
    node.lane = lanes.get(id) or lanes.get("")
    node.properties = read_properties(element)
    node.default = element.get("default")
    check_foreign(element, id, report)
    scope.nodes[id] = node
    if type in ACTIVITIES:
        read_activity(node, element, definitions, report)
    if type in EVENTS:
        node.trigger = read_trigger(element, definitions, report)
        node.attached_to = element.get("attachedToRef")
        node.interrupting = element.get("cancelActivity", element.get("isInterrupting", "true")) != "false"
        if type in ("intermediateThrowEvent", "endEvent"):
            node.job = read_job(element, id, report)
    if type in ACTIVITIES or type in EVENTS:
        node.inputs, node.outputs = read_mappings(element, id, report)
    if type == "complexGateway":
        node.activation = read_activation(element, id, report)
    if type == "eventBasedGateway":
        _check_event_gateway(element, id, report)
    if type in SUB_PROCESSES:
        kind = "event" if element.get("triggeredByEvent") == "true" else "subprocess"
        if type == "adHocSubProcess":
            kind, node.adhoc = "adhoc", read_adhoc(element, id, report)
        node.body = Scope(id, kind, node.name, node, source=scope.source)  # type: ignore[arg-type]
        if kind == "event":
            scope.handlers.append(node)
        read_scope(element, node.body, definitions, report, {"": node.lane} if node.lane else {})


def _check_event_gateway(element: etree._Element, id: str, report: Report) -> None:
    if element.get("instantiate") == "true":
        report.error(
            "instantiate_refused",
            id,
            "由事件网关启动流程不被支持;请用消息开始事件。",
            "An event-based gateway may not start a process; use message start events.",
        )
    if element.get("eventGatewayType", "Exclusive") != "Exclusive":
        report.error(
            "parallel_event_gateway",
            id,
            "并行事件网关不被支持。",
            "A parallel event-based gateway is not supported.",
        )


def _read_flow(element: etree._Element, scope: Scope, report: Report) -> None:
    id = element.get("id") or ""
    source, target = element.get("sourceRef") or "", element.get("targetRef") or ""
    check_foreign(element, id, report)
    if source not in scope.nodes or target not in scope.nodes:
        missing = source if source not in scope.nodes else target
        report.error(
            "flow_dangling",
            id,
            f"顺序流的一端“{missing}”不在同一范围内。",
            f"One end of the sequence flow, “{missing}”, is not in the same scope.",
        )
        return
    flow = Flow(id, source, target, (element.get("name") or "").strip())
    condition = element.find(f"{BPMN}conditionExpression")
    if condition is not None and (condition.text or "").strip():
        language = (condition.get("language") or "").lower()
        if language and "feel" not in language:
            report.error(
                "expression_not_feel",
                id,
                f"条件的语言是 {language},只支持 FEEL。",
                f"The condition is written in {language}; only FEEL is supported.",
            )
        else:
            flow.condition = report.expression(condition.text, id, "条件", "The condition")
    scope.flows[id] = flow
    scope.nodes[source].outgoing.append(flow)
    scope.nodes[target].incoming.append(flow)


def _attach(scope: Scope, report: Report) -> None:
    for node in scope.nodes.values():
        if node.type != "boundaryEvent":
            continue
        host = scope.nodes.get(node.attached_to or "")
        if host is None or host.type not in ACTIVITIES or host.is_event_subprocess:
            report.error(
                "boundary_unattached",
                node.id,
                "边界事件没有附着在同一范围的活动上。",
                "The boundary event is not attached to an activity of the same scope.",
            )
        else:
            host.boundary.append(node)


def _read_lanes(element: etree._Element) -> dict[str, str]:
    """Node id -> name of its innermost lane."""
    found: dict[str, str] = {}

    def visit(lanes: etree._Element) -> None:
        for lane in lanes.findall(f"{BPMN}lane"):
            for reference in lane.findall(f"{BPMN}flowNodeRef"):
                found[(reference.text or "").strip()] = (lane.get("name") or lane.get("id") or "").strip()
            for inner in lane.findall(f"{BPMN}childLaneSet"):
                visit(inner)

    for lanes in element.findall(f"{BPMN}laneSet"):
        visit(lanes)
    return found
