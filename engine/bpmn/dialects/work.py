"""What was done by programs of the old system: what we can do is converted, the rest passes through and is told."""

from __future__ import annotations

import re

from lxml import etree

from engine.bpmn.dialects.file import ForeignFile, name_of
from engine.bpmn.dialects.juel import Untranslatable, inner, is_expression
from engine.bpmn.dialects.translation import feel
from engine.bpmn.names import BPMN, local

_SET = re.compile(
    r"""^\s*(?:execution|delegateExecution)\.setVariable\(\s*["'](?P<name>[^\W\d]\w*)["']\s*,(?P<value>.+)\)\s*;?\s*$""",
    re.DOTALL,
)
_PROGRAMS = ("class", "delegateExpression", "expression", "topic", "type")


def convert_work(file: ForeignFile, element: etree._Element) -> None:
    """Service, send, script, business rule and call activities of a foreign file."""
    kind = local(element.tag)
    if kind == "scriptTask":
        _script(file, element)
    elif kind == "businessRuleTask" or file.attribute(element, "type") == "dmn":
        _decision(file, element)
    elif kind in ("serviceTask", "sendTask"):
        _service(file, element)
    elif kind == "callActivity":
        _call(file, element)


def _service(file: ForeignFile, element: etree._Element) -> None:
    if file.attribute(element, "type") == "mail":
        _mail(file, element)
        return
    text = file.attribute(element, "expression")
    result = file.attribute(element, "resultVariable", "resultVariableName")
    if text and _assigned(file, element, inner(text) or text, result):
        return
    program = next((f"{name}={value}" for name in _PROGRAMS if (value := file.attribute(element, name))), "")
    if element.get("messageRef") and not program:
        return
    _passes(file, element, program or local(element.tag))


def _script(file: ForeignFile, element: etree._Element) -> None:
    body = (element.findtext(f"{BPMN}script") or "").strip()
    result = file.attribute(element, "resultVariable")
    text = inner(body) or body.removeprefix("return ").rstrip(";")
    if _assigned(file, element, text, result):
        return
    _passes(file, element, body[:200] or "script")


def _assigned(file: ForeignFile, element: etree._Element, text: str, result: str) -> bool:
    """Whether it only works out a value into a variable: then it is a FEEL script task."""
    found = _SET.match(text)
    if found:
        result, text = found["name"], found["value"].strip()
    if not result:
        return False
    try:
        expression = feel(text, file.names)
    except Untranslatable:
        return False
    for name in ("scriptFormat", "implementation", "operationRef"):
        element.attrib.pop(name, "")
    for script in element.findall(f"{BPMN}script"):
        element.remove(script)
    element.tag = f"{BPMN}scriptTask"
    file.extend(element, "script", expression=f"={expression}", resultVariable=result)
    file.written.add(result)
    file.scripted.add(result)
    zh = f"算出变量“{result}”的代码改为 FEEL 表达式。"
    file.converted(element, text, zh, f"Code that sets {result!r} is FEEL now.")
    return True


def _passes(file: ForeignFile, element: etree._Element, program: str) -> None:
    """It becomes a task that passes through; its boundary events of errors can then not happen any more."""
    for child in list(element):
        if local(child.tag) in ("script", "ioSpecification", "dataInputAssociation", "dataOutputAssociation"):
            element.remove(child)
    for name in ("scriptFormat", "implementation", "operationRef", "messageRef"):
        element.attrib.pop(name, "")
    element.tag = f"{BPMN}task"
    name = name_of(element)
    file.decide(
        element, program,
        f"“{name}”原由程序完成,本系统不运行外来代码,现为直接通过;请改为内置服务、决策或人工环节。",
        f"{name!r} was done by a program; no foreign code is run here, so it passes through: make it a built-in "
        "service, a decision or a step for a person.",
    )  # fmt: skip


def _mail(file: ForeignFile, element: etree._Element) -> None:
    given = {one.get("name"): _field(one) for one in element.iter() if local(one.tag) == "field"}
    words = given.get("subject") or given.get("text") or given.get("html") or element.get("name") or ""
    if is_expression(words):
        words = element.get("name") or element.get("id") or ""
    element.tag = f"{BPMN}serviceTask"
    file.extend(element, "taskDefinition", type="send-notice")
    headers = file.extend(element, "taskHeaders")
    file.child(headers, "header", key="to", value="=starter")
    file.child(headers, "header", key="text", value=words.lstrip("=")[:200])
    file.decide(
        element, f"mail to={given.get('to') or ''}",
        f"邮件“{words}”改为系统通知,暂发给发起人;请核对收件人和内容。",
        f"The mail {words!r} is a notice now, for the time being to whoever started the matter: check both.",
    )  # fmt: skip


def _field(one: etree._Element) -> str:
    inside = next((child.text for child in one if local(child.tag) in ("string", "expression")), None)
    return (one.get("stringValue") or one.get("expression") or inside or "").strip()


def _decision(file: ForeignFile, element: etree._Element) -> None:
    decision = file.attribute(element, "decisionRef")
    for one in element.iter():
        if local(one.tag) == "field" and one.get("name") == "decisionTableReferenceKey":
            decision = _field(one)
    if not decision or is_expression(decision):
        _passes(file, element, file.attribute(element, "rules") or decision or "rules")
        return
    result = file.attribute(element, "resultVariable") or re.sub(r"\W", "_", decision) + "_result"
    if decision not in file.decisions:
        file.missing.add(decision)
        element.tag = f"{BPMN}businessRuleTask"
        _passes(file, element, f"decisionRef={decision}")
        return
    element.tag = f"{BPMN}businessRuleTask"
    element.attrib.pop("implementation", "")
    file.extend(element, "calledDecision", decisionId=decision, resultVariable=result)
    file.written.add(result)
    file.converted(element, decision, f"调用决策“{decision}”。", f"Calls the decision {decision!r}.")


def _call(file: ForeignFile, element: etree._Element) -> None:
    called = element.get("calledElement") or ""
    if called not in file.processes:
        element.attrib.pop("calledElement", "")
        _passes(file, element, f"calledElement={called}")
        return
    element.attrib.pop("calledElement", "")
    file.extend(element, "calledElement", processId=called)
    inputs: list[tuple[str, str]] = []
    outputs: list[tuple[str, str]] = []
    for one in element.iter():
        source = one.get("source") or inner(one.get("sourceExpression") or "") or ""
        if local(one.tag) in ("in", "out") and source and one.get("target"):
            (inputs if local(one.tag) == "in" else outputs).append((source, one.get("target") or ""))
    if inputs or outputs:
        mapping = file.extend(element, "ioMapping")
        for name, pairs in (("input", inputs), ("output", outputs)):
            for source, target in pairs:
                try:
                    file.child(mapping, name, source=f"={feel(source, file.names)}", target=target)
                except Untranslatable:
                    zh, en = f"参数“{target}”没有转换。", f"The parameter {target!r} was not converted."
                    file.decide(element, source, zh, en)
    file.converted(element, called, f"调用流程“{called}”。", f"Calls the process {called!r}.")
