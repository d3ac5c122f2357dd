"""Conditions, and answers they need that nothing in the file gives: these become fields of the step before.

Chinese files often let whoever does a step pick the next one (`${route == 'usertask5'}`), with the choice made in a
page outside the file; and many test a result (`${approved}`) that no form in the file declares.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from engine.bpmn.dialects.fields import TRUTH, FormField
from engine.bpmn.dialects.file import ForeignFile, name_of
from engine.bpmn.dialects.juel import Untranslatable, is_expression, parse
from engine.bpmn.dialects.tidying import SCOPES
from engine.bpmn.dialects.translation import Names, Use, feel
from engine.bpmn.names import BPMN, local

_SETS = re.compile(r"""\.setVariable(?:Local)?\(\s*["']([^\W\d]\w*)["']""")
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}type"


def convert_conditions(file: ForeignFile) -> None:
    """Every condition as FEEL; where one cannot be, whoever works before the gateway picks the way."""
    for flow in list(file.root.iter(f"{BPMN}sequenceFlow")):
        at = flow.find(f"{BPMN}conditionExpression")
        if at is None:
            continue
        text = (at.text or "").strip()
        if not text:
            flow.remove(at)
            continue
        source = _node(flow, flow.get("sourceRef"))
        if source is not None and source.get("default") == flow.get("id"):
            flow.remove(at)
            file.dropped(flow, text, "默认流向不需要条件,已去掉。", "A default flow needs no condition; dropped.")
            continue
        at.attrib.pop("language", "")
        try:
            if not is_expression(text):
                raise Untranslatable
            expression = feel(text, file.names, truth=True)
        except Untranslatable:
            expression = _picked(file, flow, source, text)
        else:
            file.converted(flow, text, f"条件改为“{expression}”。", f"The condition is {expression} now.")
        at.text = f"={expression}"
        at.set(_XSI, f"{at.prefix + ':' if at.prefix else ''}tFormalExpression")


def _picked(file: ForeignFile, flow: etree._Element, source: etree._Element | None, text: str) -> str:
    """The condition that the person before picked this flow."""
    name = f"pick_{'' if source is None else source.get('id')}".replace("-", "_").replace(".", "_")
    value = _way(flow)
    use = file.names.note(name)
    if value not in use.texts:
        use.texts.append(value)
    file.decide(
        flow, text, f"条件“{text}”没有转换,改为由上一环节的人选择“{value}”。",
        f"The condition {text!r} was not converted; whoever does the step before picks {value!r}.",
    )  # fmt: skip
    return f'{name} = "{value}"'


def _way(flow: etree._Element) -> str:
    target = _node(flow, flow.get("targetRef"))
    shown = flow.get("name") or ("" if target is None else name_of(target)) or flow.get("id") or ""
    return " ".join(shown.replace('"', "”").replace("\\", "/").split())[:60]


def _node(flow: etree._Element, id_: str | None) -> etree._Element | None:
    parent = flow.getparent()
    return None if parent is None else next((one for one in parent if one.get("id") == id_), None)


def find_booleans(file: ForeignFile) -> None:
    """Which names are asked to be true or false and nothing else, before anything is written: they become 是 and 否."""
    names = Names(dict(file.names.aliases), choices=file.names.choices)
    for text in _expressions(file.root):
        try:
            parse(text.strip()[2:-1])
            feel(text, names, truth=True)
        except Untranslatable:
            continue
    file.names.booleans = {
        name for name, use in names.used.items()
        if use.truth and not use.texts and not use.numbers and not use.many
    }  # fmt: skip
    file.names.booleans -= _worked_out(file.root)


def _worked_out(root: etree._Element) -> set[str]:
    """Names a program of the file sets: nobody answers them in a form."""
    found: set[str] = set()
    for element in root.iter():
        if isinstance(element.tag, str):
            texts = [element.text or "", *map(str, element.attrib.values())]
            found |= {name for text in texts for name in _SETS.findall(text)}
            found |= {str(value) for name, value in element.attrib.items() if local(name).startswith("resultVariable")}
    return found


def _expressions(root: etree._Element) -> Iterator[str]:
    for tag in ("conditionExpression", "completionCondition"):
        for at in root.iter(f"{BPMN}{tag}"):
            if is_expression(at.text or ""):
                yield at.text or ""


def ask_what_is_missing(file: ForeignFile) -> None:
    """A field, in the form of the step before, for every name that is read and given by nothing."""
    for name, use in file.names.used.items():
        if name in file.written or name in file.defaults:
            _fit(file, name, use)
            continue
        reader = _reader(file.root, name)
        asked = _asker(reader) if reader is not None else "start"
        made = _field(file, name, use, reader)
        file.forms.setdefault(asked, []).append(made)
        file.written.add(name)
        if made.kind == "choice" and asked != "start":
            file.results.setdefault(asked, name)
        where = "发起表单" if asked == "start" else f"环节“{_label(file.root, asked)}”的表单"
        file.converted(
            reader, name, f"文件中没有给出“{name}”的地方,已加入{where}。",
            f"Nothing in the file gives {name!r}: it is a field of the form {asked!r} now.",
        )  # fmt: skip


def _fit(file: ForeignFile, name: str, use: Use) -> None:
    """A field that expressions read must be answered, in a way they can read; what only a script sets begins as 0."""
    fields = [one for form in file.forms.values() for one in form if one.key == name]
    for one in fields:
        one.required = not one.readonly
        if one.kind == "textfield" and use.many:
            one.kind = "people"
        elif one.kind == "textfield" and name in file.names.booleans:
            one.kind, one.options = "choice", list(TRUTH)
    if not fields and use.numbers and name in file.scripted:
        file.defaults.setdefault(name, 0)
        zh = f"变量“{name}”由脚本算出,初值暂定 0,请核对。"
        file.decide(None, name, zh, f"{name!r} is worked out by a script; it begins as 0 for now.")


def _field(file: ForeignFile, name: str, use: Use, reader: etree._Element | None) -> FormField:
    label = name if reader is None or local(reader.tag) == "sequenceFlow" else f"{name_of(reader)}:{name}"
    if use.many:
        return FormField(name, label, "people", True)
    if name in file.names.booleans:
        return FormField(name, label, "choice", True, options=list(TRUTH))
    if use.texts:
        labels = _labels(file.root, name)
        label = "下一步" if name.startswith("pick_") else label
        return FormField(name, label, "choice", True, options=[(text, labels.get(text, text)) for text in use.texts])
    if use.numbers:
        return FormField(name, label, "number", True)
    person = reader is not None and local(reader.tag) == "userTask"
    return FormField(name, label, "person" if person else "textfield", person)


def _labels(root: etree._Element, name: str) -> dict[str, str]:
    """A constant -> the name of the flow taken for it."""
    found: dict[str, str] = {}
    for flow in root.iter(f"{BPMN}sequenceFlow"):
        text = flow.findtext(f"{BPMN}conditionExpression") or ""
        if text.startswith(f'={name} = "') and text.count('"') == 2:
            found[text.split('"')[1]] = _way(flow)
    return found


def _reader(root: etree._Element, name: str) -> etree._Element | None:
    """The element whose expression reads the name first."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        texts = [text for value in element.attrib.values() if (text := str(value)).startswith("=")]
        texts += [element.text or ""] if (element.text or "").startswith("=") else []
        if any(_mentions(text, name) for text in texts):
            current: etree._Element | None = element
            while current is not None and (not current.get("id") or local(current.tag).endswith("Definition")
                                           or local(current.tag) in ("multiInstanceLoopCharacteristics",
                                                                     "conditionExpression", "completionCondition")):
                current = current.getparent()  # fmt: skip
            return current
    return None


def _mentions(text: str, name: str) -> bool:
    before, found, after = text.partition(name)
    while found:
        if not (before[-1:].isalnum() or before[-1:] in ("_", '"')) and not (after[:1].isalnum() or after[:1] == "_"):
            return True
        more, found, after = after.partition(name)
        before += more
    return False


def _asker(reader: etree._Element) -> str:
    """The user task nearest before an element on the ways that lead to it; `start` when there is none."""
    scope = reader.getparent()
    while scope is not None and local(scope.tag) not in SCOPES:
        reader, scope = scope, scope.getparent()
    if scope is None:
        return "start"
    flows = scope.findall(f"{BPMN}sequenceFlow")
    is_flow = local(reader.tag) == "sequenceFlow"
    waiting = [reader.get("sourceRef") if is_flow else reader.get("id")]
    if local(reader.tag) == "boundaryEvent":
        waiting = [reader.get("attachedToRef")]
    seen = set(waiting)
    first = not is_flow
    while waiting:
        id_ = waiting.pop(0)
        node = next((one for one in scope if one.get("id") == id_), None)
        if node is not None and local(node.tag) == "userTask" and not first:
            return id_ or "start"
        first = False
        for flow in flows:
            source = flow.get("sourceRef")
            if flow.get("targetRef") == id_ and source not in seen:
                seen.add(source)
                waiting.append(source)
    return _asker(scope) if local(scope.tag) != "process" else "start"


def _label(root: etree._Element, id_: str) -> str:
    return next((name_of(one) for one in root.iter() if isinstance(one.tag, str) and one.get("id") == id_), id_)
