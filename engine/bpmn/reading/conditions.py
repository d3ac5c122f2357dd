"""Reading the condition of a conditional event, and that of a complex gateway."""

from __future__ import annotations

from lxml import etree

from engine.bpmn.calls import called_in, may_change
from engine.bpmn.formula import Formula
from engine.bpmn.names import BPMN
from engine.bpmn.reading.report import Report


def read_condition(definition: etree._Element, id: str, report: Report) -> Formula | None:
    """A FEEL condition over data alone: when the clock or the office changes, nothing would look at it again."""
    element = definition.find(f"{BPMN}condition")
    text = (element.text or "").strip() if element is not None else ""
    if not text:
        report.error("condition_missing", id, "条件事件没有写条件。", "The conditional event has no condition.")
        return None
    language = (element.get("language") or "").lower() if element is not None else ""
    if language and "feel" not in language:
        report.error(
            "expression_not_feel",
            id,
            f"条件的语言是 {language},只支持 FEEL。",
            f"The condition is written in {language}; only FEEL is supported.",
        )
        return None
    formula = report.expression(text, id, "条件", "The condition")
    asked = sorted(filter(may_change, called_in(formula.expression.syntax))) if formula and formula.expression else []
    if asked:
        report.error(
            "condition_not_data",
            id,
            f"条件事件只在流程数据变动时判断,不能用“{'、'.join(asked)}”;时间到了再触发的请用定时事件。",
            f"A conditional event is looked at when data change, so it may not ask {', '.join(asked)}; use a timer "
            "event for what happens at a time.",
        )
        return None
    return formula


def read_activation(element: etree._Element, id: str, report: Report) -> Formula | None:
    """When a complex gateway starts."""
    condition = element.find(f"{BPMN}activationCondition")
    if condition is None or not (condition.text or "").strip():
        return None
    return report.expression(condition.text, id, "激活条件", "The activation condition")
