"""A converted diagram as a whole procedure: its forms, its settings, and the list of what became of everything.

What the file does not say gets the plainest answer that passes the check; the notes name what a person must look at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from engine.bpmn.dialects import Converted, FormField, Note, convert
from engine.definition.package import Package
from engine.definition.skeleton import CHOICES, free_code
from engine.toml import dumps

STARTERS = ("drafter", "liaison", "clerk")
_COMPONENTS = {
    "textfield": "textfield", "textarea": "textarea", "number": "number", "date": "datetime", "datetime": "datetime",
    "choice": "radio", "person": "select", "people": "taglist", "unit": "select", "files": "filepicker",
}  # fmt: skip
WHOLE = r"-?[0-9]{1,15}"  # what a form can hold as a number
_OFFICE = {"person": "people", "people": "people", "unit": "units"}
_KINDS = {"decide": "需要决定", "converted": "已转换", "kept": "保留", "dropped": "已去掉"}


@dataclass(frozen=True)
class Imported:
    """`notes`: those to decide first."""

    package: Package
    key: str
    name: str
    dialect: str
    notes: tuple[Note, ...]


def import_diagram(
    data: bytes, *, source: str = "process.bpmn", key: str = "", name: str = "",
    groups: Mapping[str, str] | None = None, decisions: Mapping[str, bytes] | None = None, taken: Collection[str] = (),
) -> Imported:  # fmt: skip
    """A package out of one foreign BPMN file and the decision tables (path below decisions/ -> bytes) it calls.

    `taken`: codes of the office's other procedures.

    Raises XmlRefused or DefinitionRefused for what cannot be read; what can be, becomes a package with notes.
    """
    from engine import dmn  # only here: a diagram alone needs none

    tables = dict(decisions or {})
    known = {decision for table in tables.values() for decision in dmn.load(table).decisions}
    found = convert(data, source=source, groups=groups, decisions=known)
    key = key or _key(found.process)
    name = name or found.name
    notes = tuple(sorted(found.notes, key=lambda note: list(_KINDS).index(note.kind)))
    files = {
        "process.bpmn": found.source,
        "procedure.toml": _settings(found, key, name, free_code(key, taken)),
        "forms/start.json": _form("start", _start_fields(found.forms.get("start", ()))),
        "README.md": _report(name, found.dialect, notes).encode(),
    }
    for task in found.tasks:
        files[f"forms/{task}.json"] = _form(task, [_component(one) for one in found.forms.get(task, ())])
    files |= {f"decisions/{path}": table for path, table in tables.items()}
    return Imported(Package(files), key, name, found.dialect, notes)


def _key(process: str) -> str:
    """`leaveProcess_v2` -> `leave-process-v2`; what has no Latin letters becomes `imported`."""
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|\d+", process)
    key = re.sub(r"^[0-9-]+", "", "-".join(words).lower())[:60].strip("-")
    return key or "imported"


def _settings(found: Converted, key: str, name: str, code: str) -> bytes:
    settings: dict[str, object] = {
        "key": key, "name": name, "code": code, "process": found.process, "title": "title", "urgency": "urgency",
        "starters": list(found.starters or STARTERS), "owner": ["director"],
        "terms": {step: {"其他": term} for step, term in found.terms.items()},
        "tasks": {step: {"result": field} for step, field in found.results.items()},
        "defaults": dict(found.defaults),
    }  # fmt: skip
    origin = f"# Imported from a file of {found.dialect}; README.md lists what is left to decide.\n"
    return (origin + dumps({setting: value for setting, value in settings.items() if value != {}})).encode()


def _start_fields(declared: tuple[FormField, ...]) -> list[dict[str, object]]:
    """Every matter has a title and an urgency; the file's own fields follow."""
    keys = {one.key for one in declared}
    first: list[dict[str, object]] = []
    if "title" not in keys:
        first.append(_component(FormField("title", "标题", "textfield", True, longest="200")))
    if "urgency" not in keys:
        options = [(choice, choice) for choice in CHOICES]
        first.append(_component(FormField("urgency", "紧急程度", "choice", True, options=options, default=CHOICES[0])))
    return first + [_component(_writable(one)) for one in declared]


def _writable(one: FormField) -> FormField:
    return FormField(**{**one.__dict__, "readonly": False})


def _component(one: FormField) -> dict[str, object]:
    component: dict[str, object] = {"id": one.key, "key": one.key, "label": one.label, "type": _COMPONENTS[one.kind]}
    checks: dict[str, object] = {"required": True} if one.required and not one.readonly else {}
    for name, text in (("min", one.least), ("max", one.most), ("maxLength", one.longest)):
        if re.fullmatch(WHOLE, text or "") and (name == "maxLength") == (one.kind in ("textfield", "textarea")):
            checks[name] = int(text)
    if checks:
        component["validate"] = checks
    if one.kind in ("date", "datetime"):
        component |= {"subtype": one.kind, "dateLabel": one.label}
        if one.kind == "datetime":
            component |= {"timeLabel": "时间", "timeSerializingFormat": "utc_offset"}
    if one.kind == "choice":
        options = one.options or [("是", "是"), ("否", "否")]
        component["values"] = [{"value": value, "label": label} for value, label in dict(options).items()]
    if one.kind in _OFFICE:
        component["valuesKey"] = _OFFICE[one.kind]
    if one.readonly:
        component["readonly"] = True
    if one.default and one.kind in ("textfield", "textarea", "choice"):
        component["defaultValue"] = one.default
    elif one.kind == "number" and re.fullmatch(WHOLE, one.default):
        component["defaultValue"] = int(one.default)
    return component


def _form(id_: str, components: list[dict[str, object]]) -> bytes:
    schema = {"id": id_, "type": "default", "schemaVersion": 18, "components": components}
    return (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode()


def _report(name: str, dialect: str, notes: tuple[Note, ...]) -> str:
    lines = [f"# {_cell(name)}", "", f"由 {dialect} 文件导入。", ""]
    for kind, title in _KINDS.items():
        mine = [note for note in notes if note.kind == kind]
        if mine:
            lines += [f"## {title} ({len(mine)})", "", "| 元素 | 原文 | 说明 |", "|---|---|---|"]
            lines += [f"| {_cell(note.element)} | {_cell(note.what)} | {_cell(note.zh)} |" for note in mine]
            lines.append("")
    return "\n".join(lines)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").replace("<", "&lt;").split())


def read_report(readme: bytes) -> tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]:
    """What `README.md` of an imported procedure lists: kind -> (element, what, sentence); empty for any other."""
    titles = {title: kind for kind, title in _KINDS.items()}
    found: dict[str, list[tuple[str, str, str]]] = {}
    kind = ""
    for line in readme.decode("utf-8", "replace").splitlines():
        if line.startswith("## "):
            kind = titles.get(line[3:].split(" (")[0], "")
        elif kind and line.startswith("| ") and line.endswith(" |"):
            cells = [_uncell(cell) for cell in re.split(r"(?<!\\) \| ", line[2:-2])]
            if len(cells) == 3 and cells[0] != "元素":
                found.setdefault(kind, []).append((cells[0], cells[1], cells[2]))
    return tuple((kind, tuple(rows)) for kind, rows in found.items())


def _uncell(text: str) -> str:
    return text.replace("\\|", "|").replace("&lt;", "<").strip()
