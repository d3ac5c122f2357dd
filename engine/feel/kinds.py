"""The forms a FEEL type can have, and how a type is found by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from engine.feel.functions import Function
from engine.feel.ranges import Range
from engine.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time


@dataclass(frozen=True, slots=True)
class Type:
    """Base of all types; the bare class is never a value."""


@dataclass(frozen=True, slots=True)
class SimpleType(Type):
    name: str


@dataclass(frozen=True, slots=True)
class ListType(Type):
    of: Type


@dataclass(frozen=True, slots=True)
class RangeType(Type):
    of: Type


@dataclass(frozen=True, slots=True)
class ContextType(Type):
    fields: Mapping[str, Type]


@dataclass(frozen=True, slots=True)
class FunctionType(Type):
    parameters: tuple[Type, ...] | None  # None: any parameters
    result: Type


@dataclass(frozen=True, slots=True)
class NamedType(Type):
    """A type defined by the model (`tLoan`); looked up in `Environment.types` when used."""

    name: str


@dataclass(frozen=True, slots=True)
class ConstrainedType(Type):
    """`base` with allowed values: `instance of` looks at the base alone, coercion also asks `allows`."""

    base: Type
    allows: Callable[[Any], bool] = field(compare=False)


ANY = SimpleType("Any")
NULL = SimpleType("Null")
CLASSES: dict[str, type] = {
    "number": Decimal,
    "string": str,
    "boolean": bool,
    "date": Date,
    "time": Time,
    "date and time": DateTime,
    "days and time duration": DaysDuration,
    "years and months duration": MonthsDuration,
    "context": dict,
    "list": list,
    "function": Function,
    "range": Range,
}
_ALIASES = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    "day and time duration": "days and time duration",
    "year and month duration": "years and months duration",
}
Types = Mapping[str, Type]
NO_TYPES: Types = {}


def simple_type(name: str) -> Type:
    """The built-in type of that name, or a NamedType to be found in the model."""
    name = _ALIASES.get(name, name)
    if name in ("Any", "any"):
        return ANY
    if name in ("Null", "null"):
        return NULL
    return SimpleType(name) if name in CLASSES else NamedType(name)


def resolve(kind: Type, types: Types) -> Type | None:
    """Follow a NamedType (bounded, so that a type defined by itself ends); None when it is unknown."""
    for _ in range(32):
        if not isinstance(kind, NamedType):
            return kind
        if kind.name not in types:
            return None
        kind = types[kind.name]
    return None
