"""Who undoes what: compensation events at boundaries, the activities their associations lead to, and who throws."""

from __future__ import annotations

from lxml import etree

from engine.bpmn.model import Node, Scope
from engine.bpmn.names import ACTIVITIES, BPMN
from engine.bpmn.reading.report import Report


def tie_handlers(root: etree._Element, process: Scope) -> None:
    """Follow the associations from compensation events at boundaries to the activities that compensate."""
    ties: dict[str, list[str]] = {}
    for element in root.iter(f"{BPMN}association"):
        source, target = element.get("sourceRef") or "", element.get("targetRef") or ""
        ties.setdefault(source, []).append(target)
        ties.setdefault(target, []).append(source)
    for scope in process.all_scopes():
        for event in _compensation_events(scope):
            found = [scope.nodes[id] for id in ties.get(event.id, ()) if id in scope.nodes and scope.nodes[id].undoes]
            if found and event.attached_to in scope.nodes:
                scope.nodes[event.attached_to].undone_by = found[0]


def _compensation_events(scope: Scope) -> list[Node]:
    return [node for node in scope.nodes.values() if node.type == "boundaryEvent" and _kind(node) == "compensate"]


def _kind(node: Node) -> str:
    return node.trigger.kind if node.trigger is not None else ""


def check_compensation(scope: Scope, report: Report) -> None:
    """Handlers stand outside the flow and are tied to an event; a throw names an activity it can see."""
    for event in _compensation_events(scope):
        host = scope.nodes.get(event.attached_to or "")
        if event.outgoing or host is None or host.undone_by is None:
            report.error(
                "compensation_handler",
                event.id,
                "补偿边界事件不能有流出线,须用关联线连到同一范围内的一个补偿活动(isForCompensation)。",
                "A compensation event at a boundary has no way out; an association ties it to an activity of the same "
                "scope that is for compensation.",
            )
        elif host.undoes:
            report.error(
                "compensation_of_handler",
                event.id,
                "补偿活动本身不能再被补偿。",
                "An activity that is for compensation cannot be compensated itself.",
            )
    tied = {node.undone_by.id for node in scope.nodes.values() if node.undone_by is not None}
    for node in scope.nodes.values():
        if node.undoes and (node.incoming or node.outgoing or node.boundary or node.is_event_subprocess):
            report.error(
                "compensation_in_flow",
                node.id,
                "补偿活动不在流程线上:不能有流入线、流出线或边界事件。",
                "An activity that is for compensation stands outside the flow: no flows, no boundary events.",
            )
        elif node.undoes and node.id not in tied:
            report.warning(
                "compensation_untied",
                node.id,
                "没有补偿边界事件用关联线连到此补偿活动,它永远不会执行。",
                "No compensation event is tied to this activity by an association: it never runs.",
            )
        if _kind(node) == "compensate" and node.type in ("intermediateThrowEvent", "endEvent"):
            _check_target(node, report)
        if _kind(node) == "cancel":
            _check_cancel(node, report)


def _check_target(node: Node, report: Report) -> None:
    code = node.trigger.code if node.trigger is not None else None
    if code is None:
        return
    targets = [scope.nodes[code] for scope in seen_from(node.scope) if code in scope.nodes]
    if not targets or targets[0].type not in ACTIVITIES or targets[0].undoes or targets[0].is_event_subprocess:
        report.error(
            "compensation_target",
            node.id,
            f"要补偿的“{code}”不是同一范围内(事件子流程还包括其所在范围)的活动。",
            f"“{code}”, which is to be compensated, is no activity of this scope, nor of the one around an event "
            "sub-process.",
        )


def seen_from(scope: Scope) -> list[Scope]:
    """The scopes whose activities a compensation thrown in `scope` may name."""
    found = [scope]
    while found[-1].kind == "event" and found[-1].owner is not None:
        found.append(found[-1].owner.scope)
    return found


def _check_cancel(node: Node, report: Report) -> None:
    if node.type == "boundaryEvent":
        host = node.scope.nodes.get(node.attached_to or "")
        if host is None or host.type != "transaction":
            report.error(
                "cancel_outside",
                node.id,
                "取消边界事件只能附在事务子流程上。",
                "A cancel event may only stand at the boundary of a transaction.",
            )
        return
    owner = node.scope.owner
    if owner is None or owner.type != "transaction":
        report.error(
            "cancel_outside",
            node.id,
            "取消结束事件只能直接放在事务子流程里。",
            "A cancel end event may only stand directly inside a transaction.",
        )
    elif not any(_kind(event) == "cancel" for event in owner.boundary):
        report.error(
            "cancel_uncaught",
            node.id,
            f"事务“{owner.name or owner.id}”没有取消边界事件,取消以后无路可走。",
            f"The transaction “{owner.name or owner.id}” has no cancel event at its boundary: nothing follows.",
        )
