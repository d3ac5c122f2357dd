"""A form being filled in: one entry per field and per row of a list, holding what was typed for it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from engine.forms import limits
from engine.forms.fields import CHOICES, Field, Option
from engine.forms.posted import MISSING, find, rows, take
from engine.forms.sentences import Problem, say
from engine.forms.values import Parsed, empty, parse


@dataclass
class Entry:
    """A field with what was typed for it: `name` as posted, `current` the document's value so far."""

    field: Field
    name: str
    raw: Any = MISSING
    current: Any = MISSING
    value: Any = None
    problem: Problem | None = None
    parsed: Parsed | None = None
    hidden: bool = False
    readonly: bool = False
    disabled: bool = False
    offered: tuple[Option, ...] = ()
    children: list[Entry] = dataclasses.field(default_factory=list)
    rows: list[Row] = dataclasses.field(default_factory=list)

    @property
    def locked(self) -> bool:
        return self.readonly or self.disabled

    @property
    def kept(self) -> Any:
        """What a locked field holds: the document's value, else the form's default."""
        if self.current is not MISSING:
            return self.current
        return self.field.default if self.field.default is not None else empty(self.field)


@dataclass
class Row:
    """One row of a dynamic list, with the index it was posted under."""

    index: int
    name: str
    entries: list[Entry]


def build(fields: Sequence[Field], tree: Any, current: Any, base: str = "") -> list[Entry]:
    """Lay the posted tree over the fields; consumes from `tree` what belongs to one."""
    found: list[Entry] = []
    for each in fields:
        name = f"{base}{each.key or each.id}"
        entry = Entry(each, name)
        if each.kind == "group":
            entry.children = build(each.children, tree, current, base)
        elif each.path:
            entry.raw, entry.current = take(tree, each.path), find(current, each.path)
            if each.kind == "dynamiclist":
                _build_rows(entry)
            elif each.kind not in CHOICES and each.kind not in ("filepicker", "expression"):
                entry.parsed = entry.value, entry.problem = parse(each, entry.raw)
        found.append(entry)
    return found


def _build_rows(entry: Entry) -> None:
    each = entry.field
    current = entry.current if isinstance(entry.current, list) else []
    posted = rows(entry.raw)
    if posted is None:
        entry.problem, posted = say("not_rows", each.label), []
    if each.fixed_rows:
        given = dict(posted)
        posted = [(index, given.get(index, {})) for index in range(len(current) or each.default_rows)]
    cap = limits.LIST_ROWS if each.max_items is None else min(each.max_items, limits.LIST_ROWS)
    if len(posted) > cap:
        entry.problem, posted = say("too_many_items", each.label, n=cap), posted[:cap]
    for index, tree in posted:
        name = f"{entry.name}[{index}]"
        now = current[index] if index < len(current) else {}
        entry.rows.append(Row(index, name, build(each.children, tree, now, f"{name}.")))


def walk(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Every entry, containers before what they hold."""
    for entry in entries:
        yield entry
        yield from walk(entry.children)
        for row in entry.rows:
            yield from walk(row.entries)


def collect(
    entries: Sequence[Entry], into: dict[str, Any] | None = None, *, hidden: bool = False
) -> dict[str, Any]:
    """The values as the FEEL conditions see them: hidden fields are null."""
    data: dict[str, Any] = {} if into is None else into
    for entry in entries:
        away = hidden or entry.hidden
        if entry.field.kind == "group":
            collect(entry.children, data, hidden=away)
        elif entry.field.path:
            put(data, entry.field.path, None if away else value_of(entry))
    return data


def value_of(entry: Entry) -> Any:
    if entry.field.kind == "dynamiclist":
        return [collect(row.entries) for row in entry.rows]
    return entry.value


def put(data: dict[str, Any], path: Sequence[str], value: Any) -> None:
    """Set a value below a path, making the objects on the way."""
    for step in path[:-1]:
        below = data.get(step)
        if not isinstance(below, dict):
            below = data[step] = {}
        data = below
    data[path[-1]] = value
