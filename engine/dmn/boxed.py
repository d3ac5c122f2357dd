"""Boxed expressions and decision tables as a DMN file states them: plain frozen data.

Type references are already in one spelling: `number`, `tPerson` or `import.tPerson`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Literal as OneOf


@dataclass(frozen=True, slots=True)
class Boxed:
    """Any boxed expression; `type` is its declared type reference, or None."""

    id: str
    type: str | None


@dataclass(frozen=True, slots=True)
class Literal(Boxed):
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a boxed context; the row without a name is its result."""

    name: str | None
    type: str | None
    value: Boxed


@dataclass(frozen=True, slots=True)
class Context(Boxed):
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Items(Boxed):
    """A boxed list."""

    items: tuple[Boxed, ...]


@dataclass(frozen=True, slots=True)
class Relation(Boxed):
    columns: tuple[tuple[str, str | None], ...]
    rows: tuple[tuple[Boxed, ...], ...]


@dataclass(frozen=True, slots=True)
class Invocation(Boxed):
    called: Boxed
    bindings: tuple[tuple[str, Boxed], ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    type: str | None


@dataclass(frozen=True, slots=True)
class Function(Boxed):
    """A function definition; a `kind` other than FEEL (Java, PMML) is never run and gives null."""

    kind: str
    parameters: tuple[Parameter, ...]
    body: Boxed | None


@dataclass(frozen=True, slots=True)
class Conditional(Boxed):
    condition: Boxed
    then: Boxed
    otherwise: Boxed


@dataclass(frozen=True, slots=True)
class Filter(Boxed):
    source: Boxed
    match: Boxed


@dataclass(frozen=True, slots=True)
class Iteration(Boxed):
    kind: OneOf["for", "every", "some"]
    variable: str
    source: Boxed
    body: Boxed


@dataclass(frozen=True, slots=True)
class Input:
    """An input column; `allowed` are unary tests its value must meet."""

    id: str
    label: str
    expression: str
    type: str | None
    allowed: str | None


@dataclass(frozen=True, slots=True)
class Output:
    """An output column; `allowed` are its values, the most important first."""

    id: str
    name: str
    type: str | None
    allowed: str | None
    default: Literal | None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    tests: tuple[Literal, ...]
    outputs: tuple[Literal, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table(Boxed):
    """A decision table; `hit_policy` is U A P F R O C C+ C< C> or C#."""

    hit_policy: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]


def texts_of(part: object) -> Iterator[str]:
    """Every FEEL text in a boxed expression."""
    if isinstance(part, Literal):
        yield part.text
    elif isinstance(part, Input):
        yield part.expression
    elif isinstance(part, tuple):
        for item in part:
            yield from texts_of(item)
    elif isinstance(part, (Boxed, Entry, Output, Rule)):
        for item in fields(part):
            yield from texts_of(getattr(part, item.name))
