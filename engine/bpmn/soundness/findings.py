"""Faults as findings: where, what it means for the office, and what to draw instead."""

from __future__ import annotations

from collections.abc import Mapping

from engine.bpmn.model import Node, Scope
from engine.bpmn.soundness.analysis import Analysis
from engine.bpmn.soundness.faults import Fault
from engine.bpmn.soundness.limits import Limits
from engine.bpmn.soundness.sentences import said
from engine.errors import Finding

_DEFAULT = Limits()


def check_soundness(processes: Mapping[str, Scope], limits: Limits = _DEFAULT) -> list[Finding]:
    """Findings for processes that have passed every other check; faults certain to be real are errors."""
    found = []
    for process, fault in Analysis(processes, limits).run():
        nodes = {node.id: node for node in process.all_nodes()}
        found.append(_finding(process, nodes, fault, limits))
    return list(dict.fromkeys(found))


def _finding(process: Scope, nodes: Mapping[str, Node], fault: Fault, limits: Limits) -> Finding:
    zh, en, fix_zh, fix_en = said(fault, nodes, limits)
    error = fault.certain and fault.kind not in ("dead_task", "too_large_to_prove")
    if not error and fault.kind not in ("dead_task", "too_large_to_prove"):
        zh = f"可能的问题(取决于办理时的数据):{zh}"
        en = f"Possible, depending on data: {en}"
    return Finding(
        fault.kind,
        fault.element,
        zh,
        en,
        "error" if error else "warning",
        process.source,
        trace=tuple(fault.trace),
        fix_zh=fix_zh,
        fix_en=fix_en,
    )
