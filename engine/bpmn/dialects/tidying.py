"""What remains of the other tool once all that means something was converted: taken out, and told."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import count

from lxml import etree

from engine.bpmn.dialects.file import ForeignFile, name_of
from engine.bpmn.names import BPMN, HARMLESS_VENDOR, VENDORS, ZEEBE, local, space

SCOPES = ("process", "subProcess", "transaction", "adHocSubProcess")
_FIRST = ("documentation", "extensionElements", "incoming", "outgoing")
START = "start"  # the form a matter begins with
_STEPS = ("userTask", "callActivity", "subProcess", "adHocSubProcess", "transaction")
_ID = re.compile(r"[^\W\d][\w.-]*")
_REFERENCES = (
    "sourceRef", "targetRef", "attachedToRef", "default", "bpmnElement", "processRef", "messageRef", "signalRef",
    "errorRef", "escalationRef", "calledElement", "dataObjectRef", "dataStoreRef", "itemSubjectRef", "activityRef",
)  # fmt: skip
_TEXT_REFERENCES = ("incoming", "outgoing", "flowNodeRef", "sourceRef", "targetRef", "dataInputRefs", "dataOutputRefs")
# read by the conversion: told there
_READ = frozenset({
    "assignee", "candidateGroups", "candidateUsers", "collection", "elementVariable", "dueDate", "priority",
    "initiator", "formKey", "formRef", "decisionRef", "resultVariable", "resultVariableName", "class",
    "delegateExpression", "expression", "topic", "type", "candidateStarterGroups", "candidateStarterUsers",
    "mapDecisionResult",
    "formProperty", "formData", "field", "executionListener", "taskListener", "eventListener", "in", "out",
    "formRefBinding", "decisionRefBinding", "calledElementBinding", "versionTag", "formFieldValidation",
})  # fmt: skip
_SILENT = HARMLESS_VENDOR | {
    "modelId", "modelVersion", "exportedTimestamp", "modelerVersion", "businessCalendarName", "diagramRelationId",
    "rejectMessage", "buttons", "initiator-can-complete", "activiti-idm-initiator", "modeler-initiator-can-complete",
    "overrideid", "bgcolor", "namespace", "color", "group", "isForCompensation", "formFieldValidation",
}  # fmt: skip


def tidy(file: ForeignFile) -> None:
    for element in list(file.root.iter()):
        if not isinstance(element.tag, str) or (element.getparent() is None and element is not file.root):
            continue
        for name in list(element.attrib):
            if is_foreign(space(name)):
                _tell(file, element, local(name), str(element.attrib[name]))
                del element.attrib[name]
    for block in list(file.root.iter(f"{BPMN}extensionElements")):
        owner = block.getparent()
        for child in list(block):
            if isinstance(child.tag, str) and space(child.tag) != ZEEBE.strip("{}"):
                if owner is not None:
                    _tell(file, owner, local(child.tag), "".join(map(str, child.itertext())).strip())
                block.remove(child)
        if len(block) == 0 and owner is not None:
            owner.remove(block)
    _flows(file)


def is_foreign(namespace: str) -> bool:
    known = ("www.omg.org", "camunda.org/schema/zeebe", "www.w3.org", "bpmn.io/schema")
    return bool(namespace) and (namespace in VENDORS or not any(part in namespace for part in known))


def _tell(file: ForeignFile, element: etree._Element, name: str, value: str) -> None:
    if name in _READ or name in _SILENT:
        return
    file.dropped(
        element, f"{name}={value}", f"“{name_of(element)}”的扩展“{name}”在这里没有作用,已去掉。",
        f"{name!r} of {name_of(element)!r} means nothing here and was dropped.",
    )  # fmt: skip


def mend_ids(file: ForeignFile) -> None:
    """Ids that are no XML names get one, and steps called like the form a matter begins with; references follow.

    Before anything is kept by id. No two ids become one.
    """
    elements = [element for element in file.root.iter() if isinstance(element.tag, str) and element.get("id")]
    taken = {START, *(str(element.get("id")).casefold() for element in elements)}
    renamed: dict[str, str] = {}
    for element in elements:
        id_ = str(element.get("id"))
        reserved = local(element.tag) in _STEPS and id_.casefold() == START
        if reserved or not _ID.fullmatch(id_):
            if id_ not in renamed:
                renamed[id_] = _free(id_, taken)
                taken.add(renamed[id_].casefold())
            element.attrib["id"] = renamed[id_]
            zh, en = f"标识“{id_}”改为“{renamed[id_]}”。", f"The id {id_!r} is {renamed[id_]!r} now."
            file.converted(element, id_, zh, en)
    if not renamed:
        return
    for element in file.root.iter():
        if not isinstance(element.tag, str):
            continue
        for name in _REFERENCES:
            if element.get(name) in renamed:
                element.set(name, renamed[element.get(name) or ""])
        text = (element.text or "").strip()
        if local(element.tag) in _TEXT_REFERENCES and text in renamed:
            element.text = renamed[text]


def _free(id_: str, taken: Collection[str]) -> str:
    cleaned = re.sub(r"[^\w.-]", "_", id_)
    cleaned = cleaned if _ID.fullmatch(cleaned) else f"n{cleaned}"
    names = (cleaned if n == 1 else f"{cleaned}_{n}" for n in count(1))
    return next(name for name in names if name.casefold() not in taken)


def _flows(file: ForeignFile) -> None:
    """Every node names the flows in and out of it, as the layout and other tools want it."""
    for process in file.root.iter(*(f"{BPMN}{name}" for name in SCOPES)):
        ends: dict[str, list[tuple[str, str]]] = {}
        for flow in process.findall(f"{BPMN}sequenceFlow"):
            for end, name in (("targetRef", "incoming"), ("sourceRef", "outgoing")):
                ends.setdefault(flow.get(end) or "", []).append((name, flow.get("id") or ""))
        for node in process:
            if not isinstance(node.tag, str) or not node.get("id"):
                continue
            named = {(local(c.tag), (c.text or "").strip()) for c in node if local(c.tag) in ("incoming", "outgoing")}
            place = len([child for child in node if local(child.tag) in _FIRST])
            for name, flow_id in ends.get(node.get("id") or "", ()):
                if (name, flow_id) not in named:
                    made = etree.Element(f"{BPMN}{name}")
                    made.text = flow_id
                    node.insert(place, made)
                    place += 1
