"""What an activity does, from its extensions: whom it asks, what it computes, calls or repeats."""

from __future__ import annotations

from ..xml import Element
from .model import AdHoc, Loop, Node

ZEEBE = "http://camunda.org/schema/zeebe/1.0"


def read_activity(node: Node, element: Element) -> None:
    for name, keys in (
        ("assignmentDefinition", ("assignee", "candidateUsers", "candidateGroups")),
        ("taskSchedule", ("dueDate", "followUpDate")),
        ("priorityDefinition", ("priority",)),
    ):
        found = extension(element, name) if node.type in ("userTask", "adHocSubProcess") else None
        if found is not None:
            node.assignment.update({key: found.get(key).strip() for key in keys if found.get(key).strip()})
    form = extension(element, "formDefinition")
    if form is not None:
        node.form = form.get("formId") or form.get("formKey") or form.get("externalReference") or None
    script, decision = extension(element, "script"), extension(element, "calledDecision")
    if node.type == "scriptTask" and script is not None:
        node.script, node.result = some(script.get("expression")), some(script.get("resultVariable"))
    if node.type == "businessRuleTask" and decision is not None:
        node.decision, node.result = some(decision.get("decisionId")), some(decision.get("resultVariable"))
    if node.type == "callActivity":
        called = extension(element, "calledElement")
        node.call = some(called.get("processId") if called is not None else "") or some(element.get("calledElement"))
        if called is not None:
            node.all_out = called.get("propagateAllChildVariables", "true") != "false"
            node.all_in = called.get("propagateAllParentVariables", "true") != "false"


def read_job(node: Node, element: Element) -> None:
    definition, headers = extension(element, "taskDefinition"), extension(element, "taskHeaders")
    if node.decision is not None or definition is None or not definition.get("type").strip():
        return
    node.job = definition.get("type").strip()
    node.headers = tuple(
        (one.get("key"), one.get("value").strip())
        for one in (headers.all("header") if headers is not None else ())
        if one.get("key") and one.get("value").strip()
    )


def read_loop(element: Element) -> Loop | None:
    standard = element.first("standardLoopCharacteristics")
    if standard is not None:
        condition, maximum = standard.first("loopCondition"), standard.get("loopMaximum").strip()
        return Loop(
            "standard", condition=some(condition.text) if condition is not None else None,
            maximum=int(maximum) if maximum.isdigit() else None, test_before=standard.get("testBefore") == "true",
        )  # fmt: skip
    multiple = element.first("multiInstanceLoopCharacteristics")
    if multiple is None:
        return None
    told = extension(multiple, "loopCharacteristics")
    given = told.attributes if told is not None else {}
    until, count = multiple.first("completionCondition"), multiple.first("loopCardinality")
    return Loop(
        "sequential" if multiple.get("isSequential") == "true" else "parallel",
        collection=some(given.get("inputCollection")),
        cardinality=some(count.text) if count is not None else None,
        element=some(given.get("inputElement")),
        output_collection=some(given.get("outputCollection")),
        output=some(given.get("outputElement")),
        condition=some(until.text) if until is not None else None,
    )


def read_adhoc(element: Element) -> AdHoc:
    until = element.first("completionCondition")
    return AdHoc(
        element.get("ordering") == "Sequential",
        element.get("cancelRemainingInstances", "true") != "false",
        some(until.text) if until is not None else None,
    )


def extension(element: Element, name: str) -> Element | None:
    block = element.first("extensionElements")
    found = block.all(name) if block is not None else ()
    return next((one for one in found if one.namespace == ZEEBE), None)


def some(text: str | None) -> str | None:
    return (text or "").strip() or None
