"""A form-js file -> a tree of Fields and the findings: structure, ids, keys that clash."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.errors import Finding
from engine.forms import limits, safe_json
from engine.forms.components import read_component
from engine.forms.fields import Field


def read(data: bytes) -> tuple[str, tuple[Field, ...], list[Finding]]:
    """Return (form id, fields, findings); never raises for any bytes."""
    raw, finding = safe_json.read(data)
    if raw is None or finding is not None:
        return "", (), [finding] if finding else []
    reading = _Reading()
    reading.head(raw)
    components = raw.get("components")
    if not isinstance(components, list):
        reading.find("form_components", None, "表单没有组件列表。", "The form has no list of components.")
        components = []
    fields = reading.children(components, 1, ())
    reading.clashes(fields, "")
    form_id = raw.get("id")
    return form_id if isinstance(form_id, str) else "", fields, reading.findings


class _Reading:
    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.ids: set[str] = set()
        self.count = 0

    def find(self, code: str, element: str | None, zh: str, en: str) -> None:
        self.findings.append(Finding(code, element, zh, en))

    def head(self, raw: dict[str, Any]) -> None:
        if raw.get("type") != "default":
            self.find("form_type", None, "表单的 type 应为 default。", "The form's type must be default.")
        version = raw.get("schemaVersion", 1)
        if (
            isinstance(version, bool)
            or not isinstance(version, int)
            or not 1 <= version <= limits.SCHEMA_VERSION
        ):
            self.find(
                "form_schema_version",
                None,
                f"表单的 schemaVersion 应为 1 到 {limits.SCHEMA_VERSION} 的整数。",
                f"The form's schemaVersion must be an integer from 1 to {limits.SCHEMA_VERSION}.",
            )

    def children(self, components: list[Any], depth: int, base: tuple[str, ...]) -> tuple[Field, ...]:
        if depth > limits.SCHEMA_DEPTH:
            self.find(
                "form_too_deep", None, "表单组件嵌套过深。", "The form's components are nested too deeply."
            )
            return ()
        fields = []
        for raw in components:
            self.count += 1
            if self.count > limits.COMPONENTS:
                if self.count == limits.COMPONENTS + 1:
                    self.find("form_too_large", None, "表单组件过多。", "The form has too many components.")
                break
            if not isinstance(raw, dict):
                self.find("form_component", None, "组件应为对象。", "A component must be an object.")
                continue
            field = read_component(raw, self.name(raw), self.findings, self.children, depth, base)
            if field is not None:
                fields.append(field)
        return tuple(fields)

    def name(self, raw: dict[str, Any]) -> str:
        """The component's id, or its key or place when it has none."""
        found = next(
            (v for v in (raw.get("id"), raw.get("key"), raw.get("path")) if isinstance(v, str) and v), None
        )
        name = (found or f"component-{self.count}")[: limits.NAME_LENGTH]
        if isinstance(raw.get("id"), str) and name in self.ids:
            self.find(
                "form_id_twice", name, f"组件编号“{name}”重复。", f"Component id “{name}” is used twice."
            )
        self.ids.add(name)
        return name

    def clashes(self, fields: Sequence[Field], place: str) -> None:
        """Two fields may not write the same value, nor one inside the other's."""
        taken: dict[tuple[str, ...], str] = {}
        for path, field in _keyed(fields):
            for other, owner in taken.items():
                shared = min(len(path), len(other))
                if path[:shared] == other[:shared]:
                    name = ".".join(path)
                    self.find(
                        "form_key_twice",
                        field.id,
                        f"键名“{place}{name}”与组件“{owner}”冲突。",
                        f"Key “{place}{name}” clashes with component “{owner}”.",
                    )
                    break
            else:
                taken[path] = field.id
            if field.kind == "dynamiclist":
                self.clashes(field.children, f"{place}{'.'.join(path)}[].")


def _keyed(fields: Sequence[Field]) -> list[tuple[tuple[str, ...], Field]]:
    found: list[tuple[tuple[str, ...], Field]] = []
    for field in fields:
        if field.kind == "group":
            found += _keyed(field.children)
        elif field.path:
            found.append((field.path, field))
    return found
