"""A foreign BPMN file becomes one of ours: what was converted, kept, dropped, and what a person must decide."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from lxml import etree

from engine import xml
from engine.bpmn.dialects.events import convert_due, convert_start, convert_timer, drop_listeners, external_form
from engine.bpmn.dialects.fields import TRUTH, FormField, declared_fields
from engine.bpmn.dialects.file import ForeignFile, name_of
from engine.bpmn.dialects.juel import Untranslatable, inner, is_expression
from engine.bpmn.dialects.loops import convert_loop
from engine.bpmn.dialects.notes import Note
from engine.bpmn.dialects.people import aliases, convert_people
from engine.bpmn.dialects.routing import ask_what_is_missing, convert_conditions, find_booleans
from engine.bpmn.dialects.tidying import is_foreign, mend_ids, tidy
from engine.bpmn.dialects.translation import feel
from engine.bpmn.dialects.work import convert_work
from engine.bpmn.layout import lay_out
from engine.bpmn.names import BPMN, DI, VENDORS, ZEEBE, local, space
from engine.errors import DefinitionRefused, Finding, Refused

_WORK = ("serviceTask", "sendTask", "scriptTask", "businessRuleTask", "callActivity")


@dataclass(frozen=True)
class Converted:
    """`forms`: user task (or `start`) -> its fields. `results`: user task -> the field that is its result. `process`:
    the one instances start in; `dialect`: Camunda 7, Flowable, Activiti or BPMN 2.0."""

    source: bytes
    dialect: str
    process: str
    name: str
    notes: tuple[Note, ...]
    forms: Mapping[str, tuple[FormField, ...]]
    tasks: tuple[str, ...]
    terms: Mapping[str, str]
    starters: tuple[str, ...]
    defaults: Mapping[str, object]
    results: Mapping[str, str]
    missing_decisions: frozenset[str] = field(default_factory=frozenset)


def convert(
    data: bytes, *, source: str = "process.bpmn", groups: Mapping[str, str] | None = None,
    decisions: Collection[str] = (),
) -> Converted:  # fmt: skip
    """Raises XmlRefused for what is no harmless XML, DefinitionRefused for what is no BPMN with a process in it.

    `groups`: a group or person of the other system -> a role or person of the office.
    """
    root = _with_zeebe(xml.parse(data, source=source))
    process = _process(root, source)
    file = ForeignFile(root, frozenset(decisions), dict(groups or {}))
    dialect = _dialect(root)
    mend_ids(file)
    for one in root.findall(f"{BPMN}process"):
        _starters(file, one)
        _data_objects(file, one)
    for event in root.iter(f"{BPMN}startEvent"):
        convert_start(file, event)
    tasks = list(root.iter(f"{BPMN}userTask"))
    for task in tasks:
        _declared(file, task)
    answered = [one for fields in file.forms.values() for one in fields if one.kind == "choice"]
    file.names.choices = {one.key for one in answered if one.options != TRUTH}
    find_booleans(file)
    for element in list(root.iter()):
        if isinstance(element.tag, str) and space(element.tag) == BPMN.strip("{}"):
            drop_listeners(file, element)
            if local(element.tag) in _WORK:
                convert_work(file, element)
    for activity in list(root.iter()):
        if isinstance(activity.tag, str):
            convert_loop(file, activity)
    for task in tasks:
        convert_people(file, task)
        convert_due(file, task)
        _priority(file, task)
        external_form(file, task)
        file.extend(task, "formDefinition", formId=task.get("id") or "")
    for definition in root.iter(f"{BPMN}timerEventDefinition"):
        convert_timer(file, definition)
    _mappings(file)
    convert_conditions(file)
    ask_what_is_missing(file)
    tidy(file)
    _forget_vendors(root)
    process.set("isExecutable", "true")
    return Converted(
        _drawn(file, source), dialect, process.get("id") or "", name_of(process), tuple(file.notes),
        {step: tuple(fields) for step, fields in file.forms.items() if fields},
        tuple(task.get("id") or "" for task in tasks), _own(process, file.terms),
        tuple(dict.fromkeys(file.starters)), dict(file.defaults), _own(process, file.results), frozenset(file.missing),
    )  # fmt: skip


def _forget_vendors(root: etree._Element) -> None:
    """Their namespaces stand in the file no longer; prefixes that only values use stay."""
    kept = [prefix for prefix, uri in root.nsmap.items() if prefix and not is_foreign(uri)]
    etree.cleanup_namespaces(root, keep_ns_prefixes=kept)


def _own(process: etree._Element, settings: Mapping[str, str]) -> dict[str, str]:
    """What is declared for steps of the process itself; those of a called one have no settings of their own."""
    ids = {one.get("id") for one in process.iter() if isinstance(one.tag, str)}
    return {step: value for step, value in settings.items() if step in ids}


def _with_zeebe(root: etree._Element) -> etree._Element:
    """The same tree under a root that knows our namespace by its usual name."""
    ours = {"zeebe": ZEEBE.strip("{}"), "xsi": "http://www.w3.org/2001/XMLSchema-instance"}
    made = etree.Element(root.tag, {str(k): str(v) for k, v in root.attrib.items()}, nsmap={**root.nsmap, **ours})  # type: ignore[dict-item]
    made.text = root.text
    made.extend(list(root))
    return made


def _process(root: etree._Element, source: str) -> etree._Element:
    found = root.findall(f"{BPMN}process") if root.tag == f"{BPMN}definitions" else []
    called = {one.get("calledElement") for one in root.iter(f"{BPMN}callActivity")}
    best = [one for one in found if one.get("isExecutable") != "false" and one.get("id") not in called and len(one)]
    best = best or [one for one in found if len(one)]
    if not best:
        finding = Finding(
            "no_process", None, "文件中没有 BPMN 2.0 流程。", "There is no BPMN 2.0 process in the file.", file=source
        )
        raise DefinitionRefused([finding])
    return best[0]


def _dialect(root: etree._Element) -> str:
    spaces = {space(name) for one in root.iter() if isinstance(one.tag, str) for name in (one.tag, *one.attrib)}
    spaces |= set(root.nsmap.values())
    names = {"camunda": "Camunda 7", "flowable": "Flowable", "activiti": "Activiti"}
    return next((names[vendor] for uri, vendor in VENDORS.items() if uri in spaces), "BPMN 2.0")


def _starters(file: ForeignFile, process: etree._Element) -> None:
    text = ",".join(file.attribute(process, name) for name in ("candidateStarterGroups", "candidateStarterUsers"))
    for each in filter(None, (part.strip() for part in text.split(","))):
        known = file.groups.get(each) or aliases().get(each.lower())
        if known:
            file.starters.append(known)
            zh, en = f"可发起人“{each}”对应角色 {known}。", f"{each!r}, who may start it, is {known}."
            file.converted(process, each, zh, en)
        else:
            zh, en = f"可发起人“{each}”不是本单位的角色。", f"{each!r}, who may start it, is no role here."
            file.decide(process, each, zh, en)


def _data_objects(file: ForeignFile, process: etree._Element) -> None:
    """A data object with a value is a variable that has it from the start."""
    for one in process.iter(f"{BPMN}dataObject"):
        value = next((v for v in one.iter() if local(v.tag) == "value" and space(v.tag) in VENDORS), None)
        name = one.get("name") or one.get("id") or ""
        if value is None or not name.isidentifier():
            continue
        text, kind = (value.text or "").strip(), (one.get("itemSubjectRef") or "").rpartition(":")[2]
        given: object = text
        if kind in ("int", "long", "double") and text.lstrip("-").replace(".", "", 1).isdigit():
            given = float(text) if "." in text else int(text)
        elif kind == "boolean":
            given = text == "true"
        file.defaults[name] = given
        file.converted(one, f"{name}={text}", f"变量“{name}”的初值为 {text}。", f"{name!r} begins as {text!r}.")


def _declared(file: ForeignFile, task: etree._Element) -> None:
    fields, strange = declared_fields(task)
    file.forms.setdefault(task.get("id") or "", []).extend(fields)
    file.written |= {one.key for one in fields}
    choice = next((one.key for one in fields if one.kind == "choice" and not one.readonly), None)
    if choice:
        file.results[task.get("id") or ""] = choice
    for kind in strange:
        file.decide(task, kind, f"表单类型“{kind}”按文字处理。", f"The form type {kind!r} is taken as text.")
    if fields:
        zh = f"“{name_of(task)}”的 {len(fields)} 个表单字段。"
        file.converted(task, "formData", zh, f"{len(fields)} fields of a form.")


def _priority(file: ForeignFile, task: etree._Element) -> None:
    text = file.attribute(task, "priority")
    if not text:
        return
    try:
        value = f"={feel(text, file.names)}" if is_expression(text) else str(min(100, max(0, int(text))))
    except (Untranslatable, ValueError):
        file.dropped(task, text, f"优先级“{text}”没有转换。", f"The priority {text!r} was not converted.")
        return
    file.extend(task, "priorityDefinition", priority=value)
    file.converted(task, text, f"优先级 {value}。", f"The priority is {value}.")


def _mappings(file: ForeignFile) -> None:
    """Camunda's inputOutput and properties in our words."""
    for block in list(file.root.iter()):
        if not isinstance(block.tag, str) or space(block.tag) not in VENDORS:
            continue
        holder = block.getparent()
        owner = None if holder is None else holder.getparent()
        if owner is None or local(holder.tag) != "extensionElements":  # type: ignore[union-attr]
            continue
        if local(block.tag) == "properties":
            made = file.extend(owner, "properties")
            for one in block:
                file.child(made, "property", name=one.get("name") or "", value=one.get("value") or "")
            holder.remove(block)  # type: ignore[union-attr]
            file.kept(owner, "properties", f"“{name_of(owner)}”的属性。", f"Properties of {name_of(owner)!r}.")
        elif local(block.tag) == "inputOutput":
            _input_output(file, owner, block)
            holder.remove(block)  # type: ignore[union-attr]


def _input_output(file: ForeignFile, owner: etree._Element, block: etree._Element) -> None:
    given: list[tuple[str, str, str]] = []
    for one in block:
        text, name = (one.text or "").strip(), one.get("name") or ""
        try:
            if len(one) or not name.isidentifier():
                raise Untranslatable
            value = feel(text, file.names) if is_expression(text) and inner(text) is not None else None
            if value is None and is_expression(text):
                raise Untranslatable
            given.append((local(one.tag), value if value is not None else _quoted(text), name))
        except Untranslatable:
            zh, en = f"参数“{name}”没有转换。", f"The parameter {name!r} was not converted."
            file.decide(owner, f"{name}={text}", zh, en)
    if given and local(owner.tag) not in ("task", "scriptTask"):
        mapping = file.extend(owner, "ioMapping")
        for kind, value, name in given:
            file.child(mapping, "input" if kind == "inputParameter" else "output", source=f"={value}", target=name)
            if kind == "outputParameter":
                file.written.add(name)
        file.converted(owner, "inputOutput", f"“{name_of(owner)}”的参数。", f"Parameters of {name_of(owner)!r}.")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _drawn(file: ForeignFile, source: str) -> bytes:
    """With a diagram: the file's own when it has one that shows anything, else ours."""
    shapes = list(file.root.iter(f"{DI}BPMNShape"))
    data = xml.serialize(file.root)
    if shapes:
        return data
    try:
        laid = lay_out(data, source=source, replace=True)
    except Refused:  # what cannot be laid out cannot be read either: the check says why
        return data
    file.converted(None, "BPMNDI", "文件没有图形,已自动排布。", "The file had no diagram; one was laid out.")
    return laid.data
