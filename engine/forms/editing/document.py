"""A form file open for changing: the JSON as it is, and a component by its place."""

from __future__ import annotations

import json
import re
from typing import Any

from engine.errors import DefinitionRefused, Invalid
from engine.forms import safe_json

PLACE = re.compile(r"\d{1,3}(\.\d{1,3}){0,15}")
Component = dict[str, Any]


class Document:
    """Raises DefinitionRefused for what is no JSON object with a list of components."""

    def __init__(self, data: bytes) -> None:
        raw, finding = safe_json.read(data)
        if raw is None or finding is not None:
            raise DefinitionRefused([finding] if finding else [])
        self.raw = raw
        if not isinstance(self.raw.get("components"), list):
            self.raw["components"] = []

    def bytes(self) -> bytes:
        return (json.dumps(self.raw, ensure_ascii=False, indent=2) + "\n").encode()

    def find(self, place: str) -> tuple[list[Any], int]:
        """The list a component stands in, and its index there; `2.0` is the first within the third. Raises Invalid."""
        if not PLACE.fullmatch(place):
            raise no_such()
        within: Any = self.raw["components"]
        steps = [int(step) for step in place.split(".")]
        for step in steps[:-1]:
            holder = within[step] if step < len(within) else None
            if not isinstance(holder, dict) or not isinstance(holder.get("components"), list):
                raise no_such()
            within = holder["components"]
        if steps[-1] >= len(within) or not isinstance(within[steps[-1]], dict):
            raise no_such()
        return within, steps[-1]

    def component(self, place: str) -> Component:
        within, index = self.find(place)
        found: Component = within[index]
        return found

    def ids(self) -> set[str]:
        return {str(each[name]) for each in self.walk() for name in ("id", "key", "path") if each.get(name)}

    def walk(self) -> list[Component]:
        found: list[Component] = []
        waiting = list(self.raw["components"])
        while waiting:
            each = waiting.pop(0)
            if isinstance(each, dict):
                found.append(each)
                inner = each.get("components")
                waiting[:0] = inner if isinstance(inner, list) else []
        return found

    def new_id(self, stem: str) -> str:
        taken, number = self.ids(), 1
        while f"{stem}_{number}" in taken:
            number += 1
        return f"{stem}_{number}"


def no_such() -> Invalid:
    return Invalid({"place": "表单没有这个字段。"})
