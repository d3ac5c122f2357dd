"""What a person is asked who tries a decision out: inputs with types and choices, and his answers as values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine import feel
from engine.dmn.boxed import Input, Table
from engine.dmn.definitions import allowed_values
from engine.dmn.graph import Node, Unit
from engine.dmn.names import TYPE_ALIASES
from engine.dmn.watching import tables_in
from engine.errors import Invalid
from engine.feel import FeelError, syntax

# How an answer of a kind is written in FEEL, and what people call the kind.
MOMENTS = {"date": feel.Date, "time": feel.Time, "date and time": feel.DateTime}
KINDS = {
    "string": "文字", "number": "数字", "boolean": "是或否", "date": "日期", "time": "时间",
    "date and time": "日期时间",
}  # fmt: skip
YES = {"true": True, "false": False}
MAX_CHOICES = 200


@dataclass(frozen=True, slots=True)
class Question:
    """One input. `kind` is one of KINDS, or "" for any FEEL value.

    `choices` are the allowed values where they are declared, `hints` else values that rules mention; both as one would
    type them.
    """

    name: str
    label: str
    kind: str
    choices: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()


def questions(unit: Unit, node: Node, names: Iterable[str]) -> tuple[Question, ...]:
    """One question per input in `names`, those the decision needs; of imported files no more than the name is known."""
    inputs = {each.element.name: each.element for each in unit.nodes.values() if each.element.kind == "input"}
    allowed = allowed_values(unit.definitions.types)
    columns: dict[str, list[tuple[Input, list[str]]]] = {}
    for table in _tables(node):
        for n, column in enumerate(table.inputs):
            cells = [rule.tests[n].text for rule in table.rules if n < len(rule.tests)]
            columns.setdefault(column.expression.strip(), []).append((column, cells))
    found = []
    for name in sorted(names):
        element, using = inputs.get(name), columns.get(name, [])
        declared = element.type if element else None
        kind = next((k for k in (declared, *(column.type for column, _ in using)) if k), "")
        tests = next((text for text in (allowed.get(kind), *(column.allowed for column, _ in using)) if text), "")
        base = _kind(kind, allowed.get(kind, ""))
        label = next((column.label for column, _ in using if column.label != name), name)
        choices = _written([tests], base)
        hints = _written((cell for _, cells in using for cell in cells), base) if not choices else ()
        found.append(Question(name, label, base, choices, hints))
    return tuple(found)


def read_answers(asked: Sequence[Question], texts: Mapping[str, str]) -> dict[str, Any]:
    """Texts as FEEL values; an empty one is null. Raises Invalid with a sentence by name."""
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for question in asked:
        text = texts.get(question.name, "").strip()
        try:
            values[question.name] = _value(question.kind, text) if text else None
        except (FeelError, ValueError):
            wrong[question.name] = f"“{text[:50]}”不是{KINDS.get(question.kind, '合法的 FEEL 值')}。"
    if wrong:
        raise Invalid(wrong)
    return values


def _value(kind: str, text: str) -> Any:
    if kind == "string":
        return text
    if kind == "boolean":
        if text not in YES:
            raise ValueError(text)
        return YES[text]
    value = feel.evaluate(f'@"{text}"' if kind in MOMENTS and '"' not in text else text, {})
    wanted = MOMENTS.get(kind, Decimal if kind == "number" else object)
    if not isinstance(value, wanted):
        raise ValueError(text)
    return value


def _kind(kind: str, allowed: str) -> str:
    """The built-in type, or the one behind a declared type as far as its allowed values tell."""
    kind = TYPE_ALIASES.get(kind, kind)
    if kind in KINDS:
        return kind
    constants = list(_constants(allowed))
    if constants and all(isinstance(value, str) for value in constants):
        return "string"
    return "number" if constants and all(isinstance(value, Decimal) for value in constants) else ""


def _tables(node: Node) -> Iterator[Table]:
    """The tables of a decision and of everything it asks."""
    seen: set[int] = set()
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if id(current) not in seen:
            seen.add(id(current))
            yield from tables_in(current.element.logic)
            waiting += [need.node for need in current.needs]


def _written(tests: Iterable[str], kind: str) -> tuple[str, ...]:
    """The constants of some unary tests, as a person would type them for this kind."""
    found: dict[str, None] = {}
    for text in tests:
        for value in _constants(text):
            if isinstance(value, str):
                found.setdefault(value if kind == "string" else f'"{value}"')
            elif value is not None and kind != "string":
                found.setdefault(feel.write(value))
    return tuple(found)[:MAX_CHOICES]


def _constants(text: str) -> Iterator[Any]:
    try:
        parsed = feel.compile(text.strip() or "-", unary=True).syntax
    except FeelError:
        return
    for test in parsed.tests if isinstance(parsed, syntax.Tests) else (parsed,):
        inner = test.operand if isinstance(test, syntax.UnaryCompare) else test
        if isinstance(inner, syntax.Literal):
            yield inner.value
