"""Ad-hoc sub-processes: activities somebody starts as he sees fit, in any order, until the whole is done."""

from __future__ import annotations

from lxml import etree

from engine.bpmn.model import AdHoc, Scope
from engine.bpmn.names import ACTIVITIES, BPMN
from engine.bpmn.reading.report import Report


def read_adhoc(element: etree._Element, id: str, report: Report) -> AdHoc:
    """Ordering, completion condition and what becomes of the rest; a wrong ordering is refused."""
    ordering = element.get("ordering", "Parallel")
    if ordering not in ("Parallel", "Sequential"):
        report.error(
            "adhoc_ordering",
            id,
            f"即席子流程的顺序只能是 Parallel 或 Sequential,不能是“{ordering}”。",
            f"The ordering of an ad-hoc sub-process is Parallel or Sequential, not “{ordering}”.",
        )
    text = element.findtext(f"{BPMN}completionCondition")
    condition = report.expression(text, id, "完成条件", "The completion condition")
    return AdHoc(ordering == "Sequential", element.get("cancelRemainingInstances", "true") != "false", condition)


def check_adhoc(scope: Scope, report: Report) -> None:
    """No start and end events nor event sub-processes (BPMN 2.0.2, 10.3.5); what has no way in can be started."""
    if scope.kind != "adhoc":
        return
    for node in scope.nodes.values():
        if node.type in ("startEvent", "endEvent") or node.is_event_subprocess:
            report.error(
                "adhoc_element",
                node.id,
                "即席子流程里不能有开始事件、结束事件和事件子流程。",
                "An ad-hoc sub-process holds no start or end events and no event sub-processes.",
            )
    for node in scope.starts:
        if node.type not in ACTIVITIES and node.type not in ("startEvent", "endEvent"):
            report.error(
                "adhoc_start",
                node.id,
                "即席子流程里只有活动可以由人开办;此元素须有流入线。",
                "In an ad-hoc sub-process only activities can be started by hand; a flow must lead to this element.",
            )
