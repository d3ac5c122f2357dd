"""Rules of the graph: who may have flows, where scopes start, what can be reached (how flows leave: `leaving`)."""

from __future__ import annotations

from engine.bpmn.model import Node, Scope
from engine.bpmn.reading.adhoc import check_adhoc
from engine.bpmn.reading.compensation import check_compensation
from engine.bpmn.reading.leaving import check_leaving
from engine.bpmn.reading.report import Report
from engine.bpmn.reading.triggers import check_handlers, check_links, check_trigger


def check_structure(process: Scope, report: Report) -> None:
    """Check every scope of a process."""
    for scope in process.all_scopes():
        for node in scope.nodes.values():
            _check_flows(node, report)
            check_leaving(node, report)
            _check_event_gateway(node, report)
            check_trigger(node, report)
        _check_starts(scope, report)
        check_links(scope, report)
        check_handlers(scope, report)
        check_compensation(scope, report)
        check_adhoc(scope, report)
        _check_reach(scope, report)


def _check_flows(node: Node, report: Report) -> None:
    if node.incoming and (node.type in ("startEvent", "boundaryEvent") or node.is_event_subprocess):
        report.error("flow_into", node.id, "顺序流不能指向此元素。", "No sequence flow may lead into this element.")
    if node.outgoing and (node.type == "endEvent" or node.is_event_subprocess):
        report.error("flow_out_of", node.id, "顺序流不能从此元素出发。", "No sequence flow may leave this element.")


def _check_event_gateway(node: Node, report: Report) -> None:
    if node.type != "eventBasedGateway":
        return
    for flow in node.outgoing:
        target = node.scope.nodes[flow.target]
        caught = target.trigger.kind if target.trigger is not None else "link"
        catches = target.type == "intermediateCatchEvent" and caught != "link"
        if not catches and target.type != "receiveTask":
            report.error(
                "event_gateway_target",
                node.id,
                f"事件网关之后只能是捕获事件或接收任务,“{target.id}”不是。",
                f"Only catch events and receive tasks may follow an event-based gateway; “{target.id}” is neither.",
            )
        elif target.boundary or target.loop:
            report.error(
                "event_gateway_target",
                target.id,
                "事件网关之后的接收任务不能有边界事件或循环。",
                "A receive task after an event-based gateway may not have boundary events or a loop.",
            )
        elif len(target.incoming) > 1:
            report.error(
                "event_gateway_target",
                target.id,
                "事件网关之后的事件不能再有其他流入线。",
                "An event after an event-based gateway may have no other way in.",
            )


def _check_starts(scope: Scope, report: Report) -> None:
    starts = [node for node in scope.nodes.values() if node.type == "startEvent"]
    if scope.kind == "process":
        if not scope.starts:
            report.error("start_missing", scope.id, "流程没有开始。", "The process has no start.")
        if sum(1 for node in starts if node.trigger is not None and node.trigger.kind == "none") > 1:
            report.warning(
                "start_ambiguous",
                scope.id,
                "流程有多个空开始事件,启动时必须指定一个。",
                "The process has more than one none start event; one must be named to start it.",
            )
        return
    if scope.kind == "adhoc":
        return
    if scope.kind == "event" and len(starts) != 1:
        report.error(
            "start_missing",
            scope.id,
            "事件子流程必须有且只有一个开始事件。",
            "An event sub-process needs exactly one start event.",
        )
    elif len(starts) > 1:
        report.error(
            "start_ambiguous",
            scope.id,
            "子流程只能有一个开始事件。",
            "A sub-process may have one start event only.",
        )
    elif scope.nodes and not scope.starts:
        report.error("start_missing", scope.id, "子流程没有开始。", "The sub-process has no start.")


def _check_reach(scope: Scope, report: Report) -> None:
    reached: set[str] = set()
    todo = [node.id for node in scope.starts] + [node.id for node in scope.handlers]
    while todo:
        id = todo.pop()
        if id in reached or id not in scope.nodes:
            continue
        reached.add(id)
        node = scope.nodes[id]
        todo += [flow.target for flow in node.outgoing] + [event.id for event in node.boundary]
        todo += [node.undone_by.id] if node.undone_by is not None else []
        if node.type == "intermediateThrowEvent" and node.trigger and node.trigger.kind == "link":
            todo += [
                other.id
                for other in scope.nodes.values()
                if other.type == "intermediateCatchEvent" and other.trigger and other.trigger.code == node.trigger.code
            ]
    for node in scope.nodes.values():
        if node.id not in reached and not node.undoes:
            report.warning(
                "unreachable", node.id, "从开始事件无法到达此元素。", "This element cannot be reached from the start."
            )
