"""Every FEEL text of a file with the names visible there and the place to name in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.dmn import boxed

Names = frozenset[str]


@dataclass(frozen=True, slots=True)
class Place:
    """A text: `unary` for a cell, `zh`/`en` say where it stands, such as 规则 3 输入 1 / rule 3, input 1.

    In a filter (`guarded`) the entries of the list's items are names too, whatever they are.
    """

    text: str
    names: Names
    element: str
    unary: bool
    zh: str
    en: str
    guarded: bool = False


def places(part: boxed.Boxed, names: Names, owner: str, zh: str = "", en: str = "") -> Iterator[Place]:
    """The texts of a boxed expression; `owner` is the id to use where the part has none."""
    owner = part.id or owner
    if isinstance(part, boxed.Literal):
        yield Place(part.text, names, owner, False, zh, en)
    elif isinstance(part, boxed.Table):
        yield from _table(part, names, owner, zh, en)
    elif isinstance(part, boxed.Context):
        for entry in part.entries:
            label = entry.name or ""
            yield from places(entry.value, names | {label}, owner, f"{zh}条目“{label}”", f"{en}entry {label} ")
            names |= {label}
    elif isinstance(part, boxed.Function):
        if part.body is not None and part.kind == "FEEL":
            yield from places(part.body, names | {p.name for p in part.parameters}, owner, zh, en)
    elif isinstance(part, boxed.Filter):
        yield from places(part.source, names, owner, zh, en)
        for place in places(part.match, names | {"item"}, owner, zh, en):
            yield replace(place, guarded=True)
    elif isinstance(part, boxed.Iteration):
        yield from places(part.source, names, owner, zh, en)
        yield from places(part.body, names | {part.variable, "partial"}, owner, zh, en)
    else:
        for inner in _parts(part):
            yield from places(inner, names, owner, zh, en)


def _parts(part: boxed.Boxed) -> Iterator[boxed.Boxed]:
    if isinstance(part, boxed.Items):
        yield from part.items
    elif isinstance(part, boxed.Relation):
        for row in part.rows:
            yield from row
    elif isinstance(part, boxed.Invocation):
        yield part.called
        for _, value in part.bindings:
            yield value
    elif isinstance(part, boxed.Conditional):
        yield from (part.condition, part.then, part.otherwise)


def _table(table: boxed.Table, names: Names, owner: str, zh: str, en: str) -> Iterator[Place]:
    for number, column in enumerate(table.inputs, 1):
        where = (f"{zh}输入列 {number}", f"{en}input column {number} ")
        yield Place(column.expression, names, column.id or owner, False, *where)
        if column.allowed:
            yield Place(column.allowed, names, column.id or owner, True, *where)
    for number, output in enumerate(table.outputs, 1):
        where = (f"{zh}输出列 {number}", f"{en}output column {number} ")
        if output.allowed:
            yield Place(output.allowed, names, output.id or owner, True, *where)
        if output.default is not None:
            yield Place(output.default.text, names, output.id or owner, False, *where)
    for number, rule in enumerate(table.rules, 1):
        for i, cell in enumerate(rule.tests, 1):
            where = (f"{zh}规则 {number} 输入 {i}", f"{en}rule {number}, input {i} ")
            yield Place(cell.text, names, cell.id or rule.id or owner, True, *where)
        for i, cell in enumerate(rule.outputs, 1):
            where = (f"{zh}规则 {number} 输出 {i}", f"{en}rule {number}, output {i} ")
            yield Place(cell.text, names, cell.id or rule.id or owner, False, *where)


def boxes(part: boxed.Boxed | None) -> Iterator[boxed.Boxed]:
    """A boxed expression and everything boxed inside it, except cells of tables."""
    if part is None:
        return
    yield part
    if isinstance(part, boxed.Context):
        inner = [entry.value for entry in part.entries]
    elif isinstance(part, boxed.Function):
        inner = [part.body] if part.body is not None else []
    elif isinstance(part, boxed.Filter):
        inner = [part.source, part.match]
    elif isinstance(part, boxed.Iteration):
        inner = [part.source, part.body]
    else:
        inner = list(_parts(part))
    for item in inner:
        yield from boxes(item)
