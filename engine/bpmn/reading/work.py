"""Reading what a task does by itself: a built-in, an expression, a decision, a call."""

from __future__ import annotations

from lxml import etree

from engine.bpmn.formula import Formula
from engine.bpmn.model import Call, Job, Node
from engine.bpmn.names import BPMN, ZEEBE
from engine.bpmn.reading.foreign import extension
from engine.bpmn.reading.report import Report


def read_job(element: etree._Element, id: str, report: Report) -> Job | None:
    definition = extension(element, "taskDefinition")
    if definition is None or not (definition.get("type") or "").strip():
        return None
    name = report.formula(definition.get("type"), id, "任务类型", "The task type")
    if name is None:
        return None
    headers: list[tuple[str, Formula]] = []
    block = extension(element, "taskHeaders")
    for header in block.findall(f"{ZEEBE}header") if block is not None else ():
        value = report.formula(header.get("value"), id, f"任务头“{header.get('key')}”", "A task header")
        if header.get("key") and value is not None:
            headers.append((header.get("key") or "", value))
    return Job(name, tuple(headers))


def job_missing(id: str, report: Report) -> None:
    report.error(
        "service_missing",
        id,
        "没有指定要调用的内置服务(zeebe:taskDefinition type)。",
        "No built-in service is named (zeebe:taskDefinition type).",
    )


def read_script(node: Node, element: etree._Element, report: Report) -> None:
    script = extension(element, "script")
    language = (element.get("scriptFormat") or "feel").lower()
    body = element.find(f"{BPMN}script")
    if language not in ("feel", "text/x-feel", "application/feel") or (body is not None and (body.text or "").strip()):
        report.error(
            "foreign_script",
            node.id,
            "脚本任务含有代码,一律不予执行;请改用 FEEL 表达式(zeebe:script)。",
            "The script task carries code, which is never run; use a FEEL expression (zeebe:script).",
        )
        return
    if script is None or not (script.get("expression") or "").strip():
        report.error("script_missing", node.id, "脚本任务没有表达式。", "The script task has no expression.")
        return
    node.script = report.expression(script.get("expression"), node.id, "脚本", "The script")
    node.result = (script.get("resultVariable") or "").strip() or None
    if node.result is None:
        report.error("result_missing", node.id, "脚本没有结果变量。", "The script has no result variable.")


def read_decision(node: Node, element: etree._Element, report: Report) -> None:
    called = extension(element, "calledDecision")
    if called is None:
        node.job = read_job(element, node.id, report)
        if node.job is None:
            report.error(
                "decision_missing",
                node.id,
                "业务规则任务没有指定决策(zeebe:calledDecision decisionId)。",
                "The business rule task names no decision (zeebe:calledDecision decisionId).",
            )
        return
    node.decision = (called.get("decisionId") or "").strip()
    node.result = (called.get("resultVariable") or "").strip() or None
    if not node.decision or node.decision.startswith("="):
        report.error("decision_missing", node.id, "决策编号必须是固定文字。", "The decision id must be fixed text.")
    if node.result is None:
        report.error("result_missing", node.id, "决策没有结果变量。", "The decision has no result variable.")


def read_call(element: etree._Element, id: str, report: Report) -> Call | None:
    called = extension(element, "calledElement")
    text = called.get("processId") if called is not None else None
    process = report.formula(text or element.get("calledElement"), id, "被调用流程", "The called process")
    if process is None:
        report.error("call_missing", id, "调用活动没有指定流程。", "The call activity names no process.")
        return None

    if called is not None and called.get("bindingType") == "versionTag":
        report.warning(
            "binding_ignored",
            id,
            "bindingType=versionTag 不起作用:总是调用同一流程包中的流程。",
            "bindingType=versionTag has no effect: the process of the same package is called.",
        )

    def flag(name: str) -> bool:
        return called is None or called.get(name, "true") != "false"

    return Call(process, flag("propagateAllChildVariables"), flag("propagateAllParentVariables"))
