"""What the draft itself offers to choose: its steps, lanes, ends, flows, fields, forms, decisions.

A draft may be half drawn: whatever can be read is offered, the rest is not; nothing here refuses.
"""

from __future__ import annotations

import tomllib
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine import bpmn, dmn, forms, toml
from engine.definition.definition import START, Definition, compile_package
from engine.definition.package import Package
from engine.definition.papers import FORMATS, TEMPLATES
from engine.definition.procedure import FILE, OTHER
from engine.definition.settings.fields import Choice
from engine.errors import DefinitionRefused, Refused
from engine.forms import Form

PLAIN: Mapping[str, tuple[Choice, ...]] = {
    "opinion": (
        Choice("required", "必填", "required"), Choice("optional", "可填", "optional"), Choice("none", "不填", "none"),
    ),
    "kind": (Choice("work", "办理", "work"), Choice("acknowledge", "签收(可批量)", "acknowledge, in batch")),
    "deputy": (
        Choice("ab", "AB角可代", "AB deputies too"), Choice("order", "只许书面授权", "by written order only"),
        Choice("none", "不得代理", "none"),
    ),
    "rights": (
        Choice("hidden", "隐藏", "hidden"), Choice("read", "只读", "read"), Choice("edit", "可改", "edit"),
        Choice("required", "必填", "required"),
    ),
    "moves": (Choice("task", "本环节的", "of the step"), Choice("instance", "全程的", "of the matter")),
    "retention": tuple(Choice(each, each, each) for each in ("永久", "30年", "10年")),
    "light_lengths": (Choice(OTHER, "其他(更长的)", "longer ones"),),
    "templates": tuple(Choice(each, each, each) for each in TEMPLATES),
    "formats": tuple(Choice(each, each, each) for each in FORMATS),
    "places": tuple(
        Choice(each, each, each) for each in sorted({place for kind in TEMPLATES.values() for place in kind.values})
    ),
}  # fmt: skip
KEPT = 16
TIMED = ("userTask", "intermediateCatchEvent", "boundaryEvent", "serviceTask", "scriptTask", "subProcess")


@dataclass(frozen=True)
class Offers:
    choices: Mapping[str, tuple[Choice, ...]]
    forms: Mapping[str, Form]
    form_of: Mapping[str, str] = field(default_factory=dict)  # step -> the form it shows

    def get(self, name: str) -> tuple[Choice, ...]:
        return self.choices.get(name, ())

    def words(self, name: str, value: str) -> Choice:
        """A choice as people read it; what is not offered reads as it is written."""
        return next((choice for choice in self.get(name) if choice.value == value), Choice(value, value, value))


_known: OrderedDict[tuple[str, tuple[Choice, ...]], Offers] = OrderedDict()


def offers_of(package: Package, roles: Iterable[Choice] = ()) -> Offers:
    """Every choice by the name that `Field.offers` and `Section.fixed` use; made once for the same files."""
    given = tuple(roles)
    known = _known.get((package.hash, given))
    if known is None:
        known = _known[package.hash, given] = _offers(package, given)
        if len(_known) > KEPT:
            _known.popitem(last=False)
    return known


def _offers(package: Package, roles: tuple[Choice, ...]) -> Offers:
    try:
        definition: Definition | None = compile_package(package)
    except Refused:
        definition = None
    loaded = dict(definition.forms) if definition else _forms(package)
    found = {**PLAIN, "roles": roles, **_of_forms(loaded, _urgency(package)), **_of_diagram(package, definition)}
    found["recusable"] = (Choice(START, "发起", "start"), *found["tasks"])
    found["forms"] = tuple(
        Choice(name, f"{_named(name, found['tasks'])}({name})" if _named(name, found["tasks"]) else name, name)
        for name in sorted(loaded)
    )
    found["decisions"] = _decisions(package)
    rows = [
        Choice(f"{id}#{n}", f"{id} 第{n}行", f"{id} row {n}")
        for id, table in (definition.tables if definition else {}).items()
        for n in range(1, len(table.rules) + 1)
    ]
    found["coverable"] = (*found["flows"], *rows)
    found["variables"] = _same(sorted(definition.variables) if definition else [c.value for c in found["fields"]])
    elements = definition.process.elements.values() if definition else ()
    return Offers(found, loaded, {element.id: element.form or element.id for element in elements})


def _of_forms(loaded: Mapping[str, Form], urgency: str) -> dict[str, tuple[Choice, ...]]:
    start = loaded.get(START)
    every: dict[str, str] = {}
    for form in sorted(loaded, key=lambda name: name != START):
        for each in loaded[form].fields:
            if each.path:
                every.setdefault(each.path[-1], each.label or each.path[-1])
    first = {f.path[0]: f.label or f.path[0] for f in start.fields if len(f.path) == 1} if start else {}
    urgencies = next((f.options for f in start.fields if f.key == urgency), ()) if start else ()
    return {
        "fields": _labelled(every), "start_fields": _labelled(first),
        "urgencies": _same([*(str(option.value) for option in urgencies), OTHER]),
    }  # fmt: skip


def _of_diagram(package: Package, definition: Definition | None) -> dict[str, tuple[Choice, ...]]:
    if definition is not None:
        process = definition.process
        elements = {e.id: (e.type, e.name) for e in process.elements.values()}
        lanes = list(process.lanes)
        flows = {
            flow.id: f"{_name(elements, flow.source)} → {_name(elements, flow.target)}"
            for each in definition.program.processes.values()
            for flow in each.flows.values()
        }
        processes = {id: each.name for id, each in definition.program.processes.items()}
    else:
        elements, lanes, flows, processes = {}, [], {}, {}
        for id, diagram in _drawn(package).items():
            processes[id] = id
            elements |= {s.element: (s.type, s.name) for s in diagram.shapes if s.type not in ("lane", "participant")}
            lanes += [s.name for s in diagram.shapes if s.type == "lane"]
            flows |= {e.element: e.name or e.element for e in diagram.edges if e.type == "sequenceFlow"}
    of = {
        kind: _labelled({id: name for id, (type, name) in elements.items() if type in types})
        for kind, types in (("tasks", ("userTask",)), ("ends", ("endEvent",)), ("timed", TIMED))
    }
    of["timed"] = tuple(dict.fromkeys([*of["tasks"], *of["timed"]]))
    named = _labelled({id: name for id, (_, name) in elements.items() if name})
    return {
        **of, "elements": named, "named": named, "lanes": _same(dict.fromkeys(lanes)), "flows": _labelled(flows),
        "processes": _labelled(processes),
    }  # fmt: skip


def _urgency(package: Package) -> str:
    """The field that is the urgency, as far as the settings can be read."""
    try:
        return str(toml.loads(package.files.get(FILE, b"").decode()).get("urgency", ""))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        return ""


def _drawn(package: Package) -> Mapping[str, bpmn.Diagram]:
    try:
        return bpmn.diagrams(package.under("", ".bpmn"))
    except Refused:
        return {}


def _forms(package: Package) -> dict[str, Form]:
    loaded = {}
    for path, data in package.under("forms/", ".json").items():
        try:
            loaded[path.removeprefix("forms/").removesuffix(".json")] = forms.load(data)
        except DefinitionRefused:
            continue
    return loaded


def _decisions(package: Package) -> tuple[Choice, ...]:
    found: dict[str, None] = {}
    for data in package.under("decisions/", ".dmn").values():
        try:
            found |= dict.fromkeys(dmn.load(data).decisions)
        except Refused:
            continue
    return _same(found)


def _labelled(names: Mapping[str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(id, name or id, id) for id, name in names.items())


def _same(values: Iterable[str]) -> tuple[Choice, ...]:
    return tuple(Choice(value, value, value) for value in values)


def _name(elements: Mapping[str, tuple[str, str]], id: str) -> str:
    return elements.get(id, ("", id))[1] or id


def _named(id: str, tasks: Iterable[Choice]) -> str:
    return next((task.zh for task in tasks if task.value == id), "发起" if id == START else "")
