"""A form file as a list of its components, in reading order, with their settings as texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.forms.editing.document import Document
from engine.forms.editing.settings import SETTINGS, Setting, shown
from engine.forms.fields import CONTAINERS, KINDS


@dataclass(frozen=True, slots=True)
class Item:
    """`place` names it in a change; `depth` counts the containers around; `first`, `last` among its neighbours;
    `holds` others; `enters`: the neighbour above is a container it could go into."""

    place: str
    id: str
    kind: str
    name: str
    key: str
    required: bool
    depth: int
    first: bool
    last: bool
    holds: bool
    enters: bool
    settings: tuple[tuple[Setting, str], ...]

    @property
    def known(self) -> bool:
        """Whether this product renders such a component at all."""
        return self.kind in KINDS


@dataclass(frozen=True, slots=True)
class Outline:
    id: str
    items: tuple[Item, ...]

    def item(self, place: str) -> Item | None:
        return next((item for item in self.items if item.place == place), None)


def outline(data: bytes) -> Outline:
    """Raises DefinitionRefused for what is no form file at all."""
    document = Document(data)
    return Outline(str(document.raw.get("id", "")), tuple(_items(document.raw["components"], "", 0)))


def _items(components: list[Any], above: str, depth: int) -> Iterator[Item]:
    for number, each in enumerate(components):
        if not isinstance(each, dict):
            continue
        place, kind = f"{above}.{number}".lstrip("."), str(each.get("type", ""))
        holds = kind in CONTAINERS
        before = components[number - 1] if number else None
        enters = isinstance(before, dict) and str(before.get("type")) in CONTAINERS
        known: Mapping[str, str] = {s.name: shown(s, each) for s in SETTINGS if kind in s.kinds}
        key = known.get("key") or known.get("path") or ""
        moment = known.get("dateLabel") or known.get("timeLabel")
        name = str(each.get("label") or moment or known.get("text", "")[:40] or key or each.get("id") or kind)
        yield Item(
            place, str(each.get("id") or key), kind, name, key, known.get("required") == "true", depth, number == 0,
            number == len(components) - 1, holds, enters,
            tuple((s, known[s.name]) for s in SETTINGS if s.name in known),
        )  # fmt: skip
        inner = each.get("components")
        if holds and isinstance(inner, list) and depth < 15:
            yield from _items(inner, place, depth + 1)
