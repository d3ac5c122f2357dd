"""One change of a form file: settings of a component, then one act. Bytes in, bytes out."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from engine.errors import Invalid
from engine.forms.editing.document import Component, Document
from engine.forms.editing.settings import BY_NAME, KINDS, SETTINGS, put
from engine.forms.fields import CHOICES, CONTAINERS, INPUTS

LONGEST = 50_000
LABELS: Mapping[str, str] = {"text": "text", "datetime": "dateLabel"}
SOURCES = ("values", "valuesKey", "valuesExpression")  # where options come from: one of them, never two
ACTS = ("add", "add-inside", "copy", "remove", "up", "down", "into-above", "out", "kind")


@dataclass(frozen=True)
class Change:
    """`place` of the component meant ("" with `add`: at the end). `settings`: name → text, for those of its kind.

    `act`: one of ACTS; `kind` and `label` of what is added, `kind` of what it shall become.
    """

    place: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    act: str = ""
    kind: str = ""
    label: str = ""


def change(data: bytes, wanted: Change) -> tuple[bytes, str]:
    """The changed file, and the place of the component to look at next ("" when it is gone).

    Raises DefinitionRefused for the file, Invalid for a place, a setting or an act.
    """
    document = Document(data)
    shown = wanted.place
    if wanted.settings:
        _set(document.component(wanted.place), wanted.settings)
    if wanted.act == "add" and not wanted.place:
        document.raw["components"].append(_new(document, wanted))
        shown = str(len(document.raw["components"]) - 1)
    elif wanted.act:
        shown = _act(document, wanted)
    return document.bytes(), shown


def _act(document: Document, wanted: Change) -> str:
    within, index = document.find(wanted.place)
    parent, _, _ = wanted.place.rpartition(".")
    match wanted.act:
        case "add":
            within.insert(index + 1, _new(document, wanted))
            return _place(parent, index + 1)
        case "add-inside":
            inner = _inside(within[index])
            inner.append(_new(document, wanted))
            return _place(wanted.place, len(inner) - 1)
        case "copy":
            within.insert(index + 1, _copied(document, within[index]))
            return _place(parent, index + 1)
        case "remove":
            del within[index]
            return _place(parent, min(index, len(within) - 1)) if within else parent
        case "up" | "down":
            other = index + (1 if wanted.act == "down" else -1)
            if not 0 <= other < len(within):
                return wanted.place
            within[index], within[other] = within[other], within[index]
            return _place(parent, other)
        case "into-above":
            if index == 0:
                raise Invalid({"do": "上面没有可放入的分组或列表。"})
            inner = _inside(within[index - 1])
            inner.append(within.pop(index))
            return _place(_place(parent, index - 1), len(inner) - 1)
        case "out":
            if not parent:
                raise Invalid({"do": "已在最外层。"})
            outer, above = document.find(parent)
            outer.insert(above + 1, within.pop(index))
            return _place(parent.rpartition(".")[0], above + 1)
        case "kind":
            _become(within[index], wanted.kind)
            return wanted.place
        case _:
            raise Invalid({"do": "没有这个操作。"})


def _set(component: Component, settings: Mapping[str, str]) -> None:
    for name, text in settings.items():
        setting = BY_NAME.get(name)
        if setting is None or component.get("type") not in setting.kinds:
            raise Invalid({name: "这种字段没有这个设置。"})
        if len(text) > LONGEST:
            raise Invalid({name: f"最多{LONGEST}字。"})
        put(setting, component, text.replace("\r\n", "\n"))
        if name in SOURCES and text.strip():
            for other in SOURCES:
                if other != name and not settings.get(other, "").strip():
                    component.pop(other, None)


def _new(document: Document, wanted: Change) -> Component:
    kind = _known(wanted.kind)
    component: Component = {"type": kind, "id": document.new_id("field")}
    if kind in INPUTS:
        component["key"] = component["id"]
    if kind == "dynamiclist":
        component["path"] = document.new_id("rows")
    if kind in CONTAINERS:
        component["components"] = []
    _complete(component, kind)
    label = " ".join(wanted.label.split())
    if len(label) > 200:
        raise Invalid({"label": "名称最多200字。"})
    if label and kind not in ("separator", "spacer"):
        component[LABELS.get(kind, "label")] = label
    return component


def _become(component: Component, kind: str) -> None:
    """Another kind; settings the new one does not have go."""
    before, kind = str(component.get("type")), _known(kind)
    if (before in CONTAINERS) != (kind in CONTAINERS) or (before in INPUTS) != (kind in INPUTS):
        raise Invalid({"kind": "不能改成这种字段,请新增一个再删除原来的。"})
    label = component.get("label") or component.get("dateLabel") or component.get("timeLabel")
    for setting in SETTINGS:
        if before in setting.kinds and kind not in setting.kinds:
            put(setting, component, "")
    component["type"] = kind
    if label:
        component[LABELS.get(kind, "label")] = label
    _complete(component, kind)


def _complete(component: Component, kind: str) -> None:
    """What a component of this kind cannot be without, where it has none."""
    if kind in CHOICES and not any(component.get(n) for n in SOURCES):
        component["values"] = [{"label": "是", "value": "是"}, {"label": "否", "value": "否"}]
    if kind == "datetime":
        component.setdefault("subtype", "date")
    if kind == "expression":
        component.setdefault("expression", "=null")
        component.setdefault("computeOn", "change")
    if kind in ("table", "documentPreview"):
        component.setdefault("dataSource", "=attachments")
    if kind == "table":
        component.setdefault("columns", [{"key": "name", "label": "名称"}])


def _copied(document: Document, component: Component) -> Component:
    """The same with ids and keys of its own."""
    copy = deepcopy(component)
    taken = document.ids()
    waiting = [copy]
    while waiting:
        each = waiting.pop()
        for name in ("id", "key", "path"):
            if isinstance(each.get(name), str) and each[name]:
                each[name] = _free(each[name], taken)
                taken.add(each[name])
        waiting += [inner for inner in each.get("components", ()) if isinstance(inner, dict)]
    return copy


def _free(name: str, taken: set[str]) -> str:
    number = 2
    while f"{name}_{number}" in taken:
        number += 1
    return f"{name}_{number}"


def _inside(component: Any) -> list[Any]:
    if not isinstance(component, dict) or component.get("type") not in CONTAINERS:
        raise Invalid({"do": "只有分组和列表里可以放字段。"})
    inner = component.setdefault("components", [])
    if not isinstance(inner, list):
        inner = component["components"] = []
    return inner


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise Invalid({"kind": "没有这种字段。"})
    return kind


def _place(above: str, index: int) -> str:
    return f"{above}.{index}" if above else str(index)
