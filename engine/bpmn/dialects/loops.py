"""Multi-instance of a foreign file: collection, element, count, completion condition."""

from __future__ import annotations

from lxml import etree

from engine.bpmn.dialects.file import ForeignFile, name_of
from engine.bpmn.dialects.juel import Untranslatable, inner, is_expression
from engine.bpmn.dialects.translation import feel
from engine.bpmn.names import BPMN, VENDORS, local

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}type"


def convert_loop(file: ForeignFile, activity: etree._Element) -> None:
    loop = activity.find(f"{BPMN}multiInstanceLoopCharacteristics")
    if loop is None:
        return
    collection, element = file.attribute(loop, "collection"), file.attribute(loop, "elementVariable")
    reference, item = loop.find(f"{BPMN}loopDataInputRef"), loop.find(f"{BPMN}inputDataItem")
    if reference is not None:
        collection = collection or (reference.text or "").strip()
        loop.remove(reference)
    if item is not None:
        element = element or item.get("name") or item.get("id") or ""
        loop.remove(item)
    for name in ("loopDataOutputRef", "outputDataItem"):
        for found in loop.findall(f"{BPMN}{name}"):
            loop.remove(found)
            file.dropped(activity, name, "多实例的输出集合没有转换。", "The output of the loop was not converted.")
    cardinality = loop.find(f"{BPMN}loopCardinality")
    if collection:
        _collection(file, activity, loop, collection, element)
        if cardinality is not None:
            loop.remove(cardinality)
    elif cardinality is not None:
        _expression(file, activity, cardinality, numbers=True)
    else:
        _collection(file, activity, loop, f"{activity.get('id')}_people", "person")
    condition = loop.find(f"{BPMN}completionCondition")
    if condition is not None and not _expression(file, activity, condition):
        loop.remove(condition)
    _inside(file, loop)


def _collection(file: ForeignFile, activity: etree._Element, loop: etree._Element, text: str, element: str) -> None:
    try:
        expression = feel(text, file.names)
    except Untranslatable:
        expression = f"{activity.get('id')}_people"
        file.decide(
            activity, text,
            f"“{name_of(activity)}”的人员原由程序给出,改为由上一环节选定。",
            f"Who does {name_of(activity)!r} was worked out by a program; the step before chooses now.",
        )  # fmt: skip
    if expression.isidentifier():
        file.names.note(expression).many = True
    given = {"inputCollection": f"={expression}"} | ({"inputElement": element} if element else {})
    if element:
        file.written.add(element)
    file.extend(loop, "loopCharacteristics", **given)
    file.converted(activity, text, f"按“{expression}”逐一办理。", f"Once for each of {expression}.")


def _expression(file: ForeignFile, activity: etree._Element, at: etree._Element, *, numbers: bool = False) -> bool:
    text = (at.text or "").strip()
    if not is_expression(text):
        return bool(text)
    try:
        expression = feel(text, file.names, truth=not numbers)
    except Untranslatable:
        file.decide(
            activity, text, f"“{name_of(activity)}”的完成条件没有转换,改为全部办完。",
            f"The completion condition of {name_of(activity)!r} was not converted: all have to finish.",
        )  # fmt: skip
        if not numbers:
            return False
        expression = "1"
    if numbers and (name := inner(text)) and name.isidentifier():
        file.names.note(name).numbers = True
    at.text = f"={expression}"
    at.set(_XSI, f"{at.prefix + ':' if at.prefix else ''}tFormalExpression")
    file.converted(activity, text, f"条件改为“{expression}”。", f"The condition is {expression} now.")
    return True


def _inside(file: ForeignFile, loop: etree._Element) -> None:
    for name in map(str, list(loop.attrib)):
        if name.rpartition("}")[0].lstrip("{") in VENDORS and local(name) in ("collection", "elementVariable"):
            del loop.attrib[name]
