"""Fields of a form that a foreign file declares (formData, formProperty), or that its conditions ask for."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from engine.bpmn.dialects.translation import NO, YES
from engine.bpmn.names import BPMN, local, space

_KINDS = {
    "string": "textfield", "text": "textarea", "long": "number", "integer": "number", "int": "number",
    "double": "number", "float": "number", "bigdecimal": "number", "date": "date", "datetime": "datetime",
    "boolean": "truth", "enum": "choice", "user": "person", "people": "person", "users": "people", "member": "person",
    "department": "unit", "multi-line-text": "textarea", "decimal": "number", "radio-buttons": "choice",
    "dropdown": "choice", "upload": "files", "file": "files",
}  # fmt: skip

TRUTH = [(YES, YES), (NO, NO)]


@dataclass
class FormField:
    """`kind`: textfield, textarea, number, date, datetime, choice, person, people, unit, files. `options`: value and
    label."""

    key: str
    label: str
    kind: str = "textfield"
    required: bool = False
    readonly: bool = False
    options: list[tuple[str, str]] = field(default_factory=list)
    least: str = ""
    most: str = ""
    longest: str = ""
    default: str = ""


def declared_fields(element: etree._Element) -> tuple[list[FormField], list[str]]:
    """The fields an element declares, and the types among them that are no type of ours (they become text)."""
    found: list[FormField] = []
    strange: list[str] = []
    for one in _declarations(element):
        name = one.get("type") or "string"
        kind = _KINDS.get(name.lower())
        if kind is None:
            strange.append(name)
        made = FormField(
            one.get("variable") or one.get("id") or "", one.get("label") or one.get("name") or one.get("id") or "",
            kind or "textfield", one.get("required") == "true", one.get("writable") == "false",
            default=one.get("defaultValue") or one.get("default") or one.get("expression") or "",
        )  # fmt: skip
        for inside in one.iter():
            _particular(made, inside)
        if made.kind == "truth":
            made.kind, made.options = "choice", list(TRUTH)
            made.default = {"true": YES, "false": NO}.get(made.default, "")
        if made.default.startswith(("${", "#{")):
            made.default = ""
        if made.key and one.get("readable") != "false":
            found.append(made)
    return found, strange


def _declarations(element: etree._Element) -> list[etree._Element]:
    extensions = element.find(f"{BPMN}extensionElements")
    if extensions is None:
        return []
    return [one for one in extensions.iter() if local(one.tag) in ("formProperty", "formField") and space(one.tag)]


def _particular(made: FormField, inside: etree._Element) -> None:
    name = local(inside.tag)
    if name == "value" and inside.get("id"):
        made.options.append((inside.get("id") or "", inside.get("name") or inside.get("id") or ""))
    elif name == "constraint":
        what, config = inside.get("name"), inside.get("config") or ""
        if what == "required":
            made.required = config != "false"
        elif what == "readonly":
            made.readonly = config != "false"
        elif what in ("min", "max", "maxlength") and config.isdigit():
            setattr(made, {"min": "least", "max": "most", "maxlength": "longest"}[what], config)
