"""Reading multi-instance and standard loops."""

from __future__ import annotations

from lxml import etree

from engine.bpmn.model import Loop
from engine.bpmn.names import BPMN
from engine.bpmn.reading.foreign import check_foreign, extension
from engine.bpmn.reading.report import Report


def read_loop(element: etree._Element, id: str, report: Report) -> Loop | None:
    """The loop of an activity, or None; what could get stuck or change meaning is refused."""
    standard = element.find(f"{BPMN}standardLoopCharacteristics")
    multiple = element.find(f"{BPMN}multiInstanceLoopCharacteristics")
    if standard is not None:
        return _read_standard(standard, id, report)
    if multiple is not None:
        return _read_multiple(multiple, id, report)
    return None


def _read_standard(element: etree._Element, id: str, report: Report) -> Loop | None:
    check_foreign(element, id, report)
    maximum = element.get("loopMaximum")
    condition = report.expression(element.findtext(f"{BPMN}loopCondition"), id, "循环条件", "The loop condition")
    if maximum is not None and (not maximum.strip().isdigit() or int(maximum) < 1):
        report.error("loop_bound", id, "循环上限必须是正整数。", "loopMaximum must be a positive whole number.")
        return None
    if maximum is None and condition is None:
        report.error(
            "loop_endless",
            id,
            "循环必须有条件或上限,否则不会结束。",
            "A loop needs a condition or a maximum, or it never ends.",
        )
        return None
    return Loop(
        "standard",
        condition=condition,
        maximum=int(maximum) if maximum else None,
        test_before=element.get("testBefore") == "true",
    )


def _read_multiple(element: etree._Element, id: str, report: Report) -> Loop | None:
    check_foreign(element, id, report)
    if element.get("behavior", "All") != "All" or element.find(f"{BPMN}complexBehaviorDefinition") is not None:
        report.error(
            "loop_behavior",
            id,
            "多实例的 behavior 只支持 All。",
            "The behavior of a multi-instance activity may only be All.",
        )
    for name in ("loopDataInputRef", "loopDataOutputRef"):
        if element.find(f"{BPMN}{name}") is not None:
            report.error(
                "loop_data_ref",
                id,
                f"{name} 不起作用;请用 zeebe:loopCharacteristics。",
                f"{name} has no effect here; use zeebe:loopCharacteristics.",
            )
    zeebe = extension(element, "loopCharacteristics")
    read = zeebe.get if zeebe is not None else lambda name: None
    collection = report.expression(read("inputCollection"), id, "多实例的集合", "The input collection")
    text = element.findtext(f"{BPMN}loopCardinality")
    cardinality = report.formula(text, id, "多实例的次数", "The loop cardinality")
    if cardinality is not None and cardinality.is_literal and not cardinality.text.isdigit():
        report.error(
            "loop_bound",
            id,
            "多实例的次数必须是不小于零的整数。",
            "The loop cardinality must be a whole number, not negative.",
        )
        return None
    if (collection is None) == (cardinality is None):
        report.error(
            "loop_cardinality",
            id,
            "多实例必须有集合(inputCollection)或次数(loopCardinality),且只能有一个。",
            "A multi-instance activity needs either an input collection or a cardinality, not both.",
        )
        return None
    output = report.expression(read("outputElement"), id, "多实例的输出元素", "The output element")
    target = (read("outputCollection") or "").strip() or None
    if (output is None) != (target is None):
        report.error(
            "loop_output",
            id,
            "outputCollection 与 outputElement 必须同时填写。",
            "outputCollection and outputElement must be given together.",
        )
    return Loop(
        "sequential" if element.get("isSequential") == "true" else "parallel",
        collection=collection,
        cardinality=cardinality,
        element=(read("inputElement") or "").strip() or None,
        output_collection=target,
        output=output,
        condition=report.expression(
            element.findtext(f"{BPMN}completionCondition"), id, "完成条件", "The completion condition"
        ),
    )
