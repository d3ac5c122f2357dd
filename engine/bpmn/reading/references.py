"""Names that must exist outside the diagram: decisions, services, forms, called processes."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from engine.bpmn.model import Node, Scope
from engine.bpmn.reading.report import Report


def check_references(
    processes: Mapping[str, Scope],
    decisions: Collection[str] | None,
    services: Collection[str] | None,
    forms: Collection[str] | None,
    report: Report,
) -> None:
    """`decisions`, `services`, `forms`: the known names, or None when they cannot be known yet."""
    for process in processes.values():
        report.file = process.source
        for node in process.all_nodes():
            _check_decision(node, decisions, report)
            _check_service(node, services, report)
            form = node.assignment.form if node.assignment else None
            if form and forms is not None and form not in forms:
                report.error("form_unknown", node.id, f"表单“{form}”不存在。", f"The form “{form}” does not exist.")
            if node.call and node.call.process.is_literal and node.call.process.text not in processes:
                report.error(
                    "call_unknown",
                    node.id,
                    f"被调用的流程“{node.call.process.text}”不存在。",
                    f"The called process “{node.call.process.text}” does not exist.",
                )
    report.file = ""


def _check_decision(node: Node, decisions: Collection[str] | None, report: Report) -> None:
    if node.decision and decisions is not None and node.decision not in decisions:
        report.error(
            "decision_unknown",
            node.id,
            f"决策“{node.decision}”不存在。",
            f"The decision “{node.decision}” does not exist.",
        )


def _check_service(node: Node, services: Collection[str] | None, report: Report) -> None:
    if node.job is None or services is None:
        return
    if not node.job.type.is_literal:
        report.error(
            "service_not_fixed",
            node.id,
            "内置服务的名称必须是固定文字。",
            "The name of a built-in service must be fixed text.",
        )
    elif node.job.type.text not in services:
        report.error(
            "service_unknown",
            node.id,
            f"没有名为“{node.job.type.text}”的内置服务。",
            f"There is no built-in service named “{node.job.type.text}”.",
        )
