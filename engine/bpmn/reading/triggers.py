"""Rules of events: which triggers stand where, links in pairs, no two catchers of one code."""

from __future__ import annotations

from engine.bpmn.model import Node, Scope, Trigger
from engine.bpmn.names import ACTIVITIES, ALLOWED_TRIGGERS, GATEWAYS
from engine.bpmn.reading.multiple import check_multiple
from engine.bpmn.reading.report import Report

_NAMED = frozenset({"error", "escalation", "compensate", "cancel"})  # caught by one event each


def check_trigger(node: Node, report: Report) -> None:
    if node.trigger is None or node.type in ACTIVITIES or node.type in GATEWAYS:
        return
    allowed = ALLOWED_TRIGGERS[node.type]
    where = "此处"
    if node.type == "startEvent" and node.scope.kind == "subprocess":
        allowed = frozenset({"none"})
        where = "子流程的开始事件"
    elif node.type == "startEvent" and node.scope.kind == "event":
        allowed = ALLOWED_TRIGGERS["eventStart"]
        where = "事件子流程的开始事件"
    if node.trigger.parts:
        check_multiple(node, allowed, report)
    for trigger in node.triggers:
        _check_one(node, trigger, allowed, where, report)


def _check_one(node: Node, trigger: Trigger, allowed: frozenset[str], where: str, report: Report) -> None:
    if trigger.kind == "conditional" and trigger.kind not in allowed and node.scope.kind == "process":
        report.error(
            "trigger_refused",
            node.id,
            "条件事件不能启动流程:流程启动之前没有可以判断的数据。",
            "A conditional event may not start a process: before it starts there are no data to look at.",
        )
    elif trigger.kind not in allowed:
        report.error(
            "trigger_refused",
            node.id,
            f"{where}不能使用“{trigger.kind}”类型的事件。",
            f"An event of kind “{trigger.kind}” may not stand here.",
        )
    if trigger.kind == "error" and not node.interrupting:
        report.error("error_not_interrupting", node.id, "错误事件必须是中断型。", "An error event must interrupt.")
    timer = trigger.timer
    if timer and timer.kind == "cycle" and (node.type == "intermediateCatchEvent" or _once(node)):
        report.error(
            "timer_cycle_once",
            node.id,
            "循环定时只能用于非中断的边界事件或事件子流程,以及流程的开始事件。",
            "A cycle may only stand where it can fire more than once: non-interrupting events and process starts.",
        )


def _once(node: Node) -> bool:
    return node.interrupting and (
        node.type == "boundaryEvent" or (node.type == "startEvent" and node.scope.kind == "event")
    )


def check_links(scope: Scope, report: Report) -> None:
    links = [node for node in scope.nodes.values() if node.trigger is not None and node.trigger.kind == "link"]
    catches = [node for node in links if node.type == "intermediateCatchEvent" and node.trigger]
    for node in links:
        code = node.trigger.code if node.trigger else None
        if node.type == "intermediateThrowEvent":
            targets = [catch for catch in catches if catch.trigger and catch.trigger.code == code]
            if node.outgoing:
                report.error("link_flow", node.id, "链接抛出事件不能有流出线。", "A link throw may have no way out.")
            if len(targets) != 1:
                report.error(
                    "link_target",
                    node.id,
                    f"链接“{code}”在同一范围内有 {len(targets)} 个捕获事件,应当只有一个。",
                    f"The link “{code}” has {len(targets)} catch events in this scope; there must be one.",
                )
        elif node.incoming:
            report.error("link_flow", node.id, "链接捕获事件不能有流入线。", "A link catch may have no way in.")


def check_handlers(scope: Scope, report: Report) -> None:
    seen: set[tuple[str, str | None]] = set()
    for handler in scope.handlers:
        if handler.loop is not None:
            report.error("handler_loop", handler.id, "事件子流程不能循环。", "An event sub-process may not loop.")
        for start in handler.body.nodes.values() if handler.body else ():
            if start.type == "startEvent":
                _note_catcher(start, seen, report)
    for node in scope.nodes.values():
        caught: set[tuple[str, str | None]] = set()
        for event in node.boundary:
            _note_catcher(event, caught, report)


def _note_catcher(node: Node, seen: set[tuple[str, str | None]], report: Report) -> None:
    for trigger in node.triggers:
        key = (trigger.kind, trigger.code)
        if trigger.kind not in _NAMED:
            continue
        if key in seen:
            report.error(
                "catch_ambiguous",
                node.id,
                f"有两个事件捕获同一个代码“{key[1] or '(全部)'}”。",
                f"Two events catch the same code “{key[1] or '(all)'}”.",
            )
        seen.add(key)
