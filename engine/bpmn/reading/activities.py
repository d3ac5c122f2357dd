"""Reading the zeebe extensions of tasks, sub-processes and calls."""

from __future__ import annotations

from lxml import etree

from engine.bpmn.formula import Formula
from engine.bpmn.model import Assignment, Mapping, Node
from engine.bpmn.names import BPMN, ZEEBE, local
from engine.bpmn.reading.definitions import Definitions
from engine.bpmn.reading.events import read_message
from engine.bpmn.reading.foreign import extension
from engine.bpmn.reading.loops import read_loop
from engine.bpmn.reading.report import Report
from engine.bpmn.reading.work import job_missing, read_call, read_decision, read_job, read_script


def read_activity(node: Node, element: etree._Element, definitions: Definitions, report: Report) -> None:
    """Fill in what an activity does; every finding carries its id."""
    _check_quantities(element, node.id, report)
    node.undoes = element.get("isForCompensation") == "true"
    _check_data(element, node.id, report)
    node.loop = read_loop(element, node.id, report)
    if node.type in ("userTask", "adHocSubProcess"):
        node.assignment = _read_assignment(element, node.id, report)
    elif node.type == "scriptTask":
        read_script(node, element, report)
    elif node.type == "businessRuleTask":
        read_decision(node, element, report)
    elif node.type == "serviceTask":
        node.job = read_job(element, node.id, report)
        if node.job is None:
            job_missing(node.id, report)
    elif node.type == "sendTask":
        node.job = read_job(element, node.id, report)
        node.trigger = read_message(element.get("messageRef"), node.id, definitions, report, False)
        if node.job is None and not (node.trigger and node.trigger.has_message):
            job_missing(node.id, report)
    elif node.type == "receiveTask":
        if element.get("instantiate") == "true":
            report.error(
                "instantiate_refused",
                node.id,
                "由接收任务启动流程不被支持;请用消息开始事件。",
                "A receive task may not start a process; use a message start event.",
            )
        node.trigger = read_message(element.get("messageRef"), node.id, definitions, report, True)
    elif node.type == "callActivity":
        node.call = read_call(element, node.id, report)


def _check_quantities(element: etree._Element, id: str, report: Report) -> None:
    """BPMN lets an activity wait for several tokens, or leave several behind it on every flow (10.3, 13.3.2).

    The tokens would be told apart by nothing: which of them a return, a withdrawal or a deadline is about, nobody in an
    office could say, and what follows would be asked as many times unnamed. Rounds and joins say the same with names.
    """
    if element.get("startQuantity", "1") != "1":
        report.error(
            "quantity_refused",
            id,
            "startQuantity 大于 1(BPMN 2.0.2 第 13.3.2 节:等齐若干个标记才开始)不被支持;请在前面用并行或包容网关汇合。",
            "startQuantity above 1 (BPMN 2.0.2, 13.3.2: it starts once so many tokens have come) is not supported; "
            "join them before it by a parallel or inclusive gateway.",
        )
    if element.get("completionQuantity", "1") != "1":
        report.error(
            "quantity_refused",
            id,
            "completionQuantity 大于 1(BPMN 2.0.2 第 13.3.2 节:办完后每条流出线走出若干个标记)不被支持:"
            "后面的环节会无名地重复办理;请用多实例活动,让每一份各有其名。",
            "completionQuantity above 1 (BPMN 2.0.2, 13.3.2: it leaves so many tokens on every flow) is not supported: "
            "what follows would be done again and again without a name; use a multi-instance activity.",
        )


def read_mappings(element: etree._Element, id: str, report: Report) -> tuple[tuple[Mapping, ...], tuple[Mapping, ...]]:
    """The inputs and outputs of zeebe:ioMapping, in their order."""
    found: dict[str, list[Mapping]] = {"input": [], "output": []}
    io = extension(element, "ioMapping")
    for child in io if io is not None else ():
        kind = local(child.tag)
        source = report.formula(child.get("source"), id, "映射的来源", "The source of a mapping")
        target = (child.get("target") or "").strip()
        path = tuple(part.strip() for part in target.split("."))
        if not all(path):
            report.error("mapping_target", id, "映射没有写目标变量。", "A mapping has no target variable.")
        elif kind in found and source is not None:
            found[kind].append(Mapping(source, path))
        elif source is None and not (child.get("source") or "").strip():
            report.error(
                "mapping_source", id, f"映射到“{target}”没有来源。", f"The mapping to “{target}” has no source."
            )
    return tuple(found["input"]), tuple(found["output"])


def read_properties(element: etree._Element) -> dict[str, str]:
    found = extension(element, "properties")
    if found is None:
        return {}
    properties = [child for child in found.findall(f"{ZEEBE}property") if child.get("name")]
    return {child.get("name") or "": child.get("value") or "" for child in properties}


def _read_assignment(element: etree._Element, id: str, report: Report) -> Assignment:
    def attribute(name: str, key: str, zh: str) -> Formula | None:
        found = extension(element, name)
        return report.formula(found.get(key), id, zh, key) if found is not None else None

    form = extension(element, "formDefinition")
    return Assignment(
        assignee=attribute("assignmentDefinition", "assignee", "办理人"),
        users=attribute("assignmentDefinition", "candidateUsers", "候选人"),
        groups=attribute("assignmentDefinition", "candidateGroups", "候选组"),
        due=attribute("taskSchedule", "dueDate", "办理时限"),
        follow_up=attribute("taskSchedule", "followUpDate", "跟进时间"),
        priority=attribute("priorityDefinition", "priority", "优先级"),
        form=None if form is None else form.get("formId") or form.get("formKey") or form.get("externalReference"),
    )


def _check_data(element: etree._Element, id: str, report: Report) -> None:
    specification = element.find(f"{BPMN}ioSpecification")
    if specification is not None and any(local(child.tag) in ("dataInput", "dataOutput") for child in specification):
        report.error(
            "io_specification",
            id,
            "BPMN 输入输出规范(ioSpecification)不起作用;请用 zeebe:ioMapping。",
            "ioSpecification has no effect here; use zeebe:ioMapping.",
        )
    for name in ("dataInputAssociation", "dataOutputAssociation"):
        for association in element.findall(f"{BPMN}{name}"):
            if any(local(child.tag) in ("transformation", "assignment") for child in association):
                report.error(
                    "data_association",
                    id,
                    "数据关联里的转换或赋值不起作用;请用 zeebe:ioMapping。",
                    "A transformation or assignment in a data association has no effect; use zeebe:ioMapping.",
                )
            elif _touches_store(association):
                report.error(
                    "data_store_refused",
                    id,
                    "数据存储的读写不被支持。",
                    "Reading or writing a data store is not supported.",
                )


def _touches_store(association: etree._Element) -> bool:
    references = {(child.text or "").strip() for child in association if local(child.tag) in ("sourceRef", "targetRef")}
    stores = association.getroottree().getroot().iter(f"{BPMN}dataStoreReference")
    return any(store.get("id") in references for store in stores)
