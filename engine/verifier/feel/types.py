"""Whether a value is of a type, and the conversions a parameter of a function allows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..not_verified import NotVerified
from .nodes import Type
from .temporal import Date, DateTime, Time
from .values import KINDS, Function, Range, kind_of

Known = Mapping[str, Callable[[Any], bool]]  # types of item definitions
PLAIN = frozenset(KINDS.values()) | {"function", "range"}
OTHER_NAMES = {
    "day and time duration": "days and time duration",
    "dayTimeDuration": "days and time duration",
    "year and month duration": "years and months duration",
    "yearMonthDuration": "years and months duration",
    "dateTime": "date and time",
}


def is_of(value: Any, type: Type, known: Known) -> bool:
    """`value instance of type`; null is of no type but Null."""
    name = OTHER_NAMES.get(type.name, type.name)
    if name in known:
        return known[name](value)
    if name == "Any":
        return value is not None
    if name in ("Null", "null"):
        return value is None
    if name not in PLAIN:
        raise NotVerified(f"不认识的类型“{name}”,未予核验。")
    if value is None or kind_of(value) != name:
        return False
    if isinstance(value, list) and type.parts:
        return all(fits(item, type.parts[0], known) for item in value)
    if isinstance(value, dict) and type.keys:
        return all(k in value and fits(value[k], part, known) for k, part in zip(type.keys, type.parts, strict=True))
    if isinstance(value, Range) and type.parts:
        ends = [end for end in (value.start, value.end) if end is not None]
        return all(fits(end, type.parts[0], known) for end in ends)
    if isinstance(value, Function) and type.parts:
        raise NotVerified("函数类型的比较未予核验。")
    return True


def fits(value: Any, type: Type, known: Known) -> bool:
    return value is None or is_of(value, type, known)


def converted(value: Any, type: Type | None, known: Known) -> tuple[Any, bool]:
    """The value as a parameter of this type takes it, and whether it does."""
    if type is None or type.name == "function" or fits(value, type, known):
        return value, True
    if isinstance(value, list) and len(value) == 1 and type.name != "list" and fits(value[0], type, known):
        return value[0], True
    if type.name == "list" and not isinstance(value, list) and fits([value], type, known):
        return [value], True
    if isinstance(value, Date) and OTHER_NAMES.get(type.name, type.name) == "date and time":
        return DateTime(value, Time(0, 0)), True
    return None, False
