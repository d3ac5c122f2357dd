"""`=` of FEEL: true, false, or null when the two values are of different kinds."""

from __future__ import annotations

from typing import Any

from engine.feel.functions import Function
from engine.feel.ranges import Range
from engine.feel.temporal import DateTime, Time

_DEPTH = 64


def equal(a: Any, b: Any, depth: int = 0) -> bool | None:
    """Null equals only null; times compare as instants, and a zoned one never equals a local one."""
    if a is None or b is None:
        return a is b
    kind = type(a)
    if kind is not type(b):
        return _equal_kinds(a, b)
    if kind is list:
        return _equal_lists(a, b, depth)
    if kind is dict:
        return _equal_contexts(a, b, depth)
    if kind is Time or kind is DateTime:
        return bool(a.is_zoned() == b.is_zoned() and a.instant() == b.instant())
    if kind is Range:
        same_ends = (a.start_included, a.end_included) == (b.start_included, b.end_included)
        return _all(same_ends, equal(a.start, b.start, depth + 1), equal(a.end, b.end, depth + 1))
    return bool(a == b)


def _equal_kinds(a: Any, b: Any) -> bool | None:
    if isinstance(a, Function) and isinstance(b, Function):
        return a is b
    if type(a) is list and len(a) == 1 and type(b) is not list:  # "[e] = e for all expressions e"
        return equal(a[0], b, 1)
    if type(b) is list and len(b) == 1 and type(a) is not list:
        return equal(a, b[0], 1)
    return None


def _all(*parts: bool | None) -> bool | None:
    if False in parts:
        return False
    return None if None in parts else True


def _equal_lists(a: list[Any], b: list[Any], depth: int) -> bool:
    if len(a) != len(b) or depth > _DEPTH:
        return False
    return all(equal(x, y, depth + 1) is True for x, y in zip(a, b, strict=True))


def _equal_contexts(a: dict[str, Any], b: dict[str, Any], depth: int) -> bool:
    if a.keys() != b.keys() or depth > _DEPTH:
        return False
    return all(equal(x, b[key], depth + 1) is True for key, x in a.items())


def size(value: Any, most: int = 100_000) -> int:
    """How many values a structure holds, counted up to `most`; shared parts count each time they occur.

    To pay for comparing or copying it before that is done.
    """
    total, pending = 0, [value]
    while pending and total <= most:
        value = pending.pop()
        if type(value) is list:
            total += len(value)
            pending.extend(item for item in value if type(item) in _DEEP)
        elif type(value) is dict:
            total += len(value)
            pending.extend(item for item in value.values() if type(item) in _DEEP)
        elif type(value) is str:
            total += len(value) >> 8
    return total


def is_small(value: Any, most: int, deepest: int) -> bool:
    """Whether a list or context holds at most so many values, nested at most so deep; level by level."""
    level, total, depth = [value], 0, 0
    while level:
        depth += 1
        total += sum(map(len, level))
        if total > most or depth > deepest:
            return False
        level = [
            item
            for outer in level
            for item in (outer.values() if type(outer) is dict else outer)
            if type(item) in _DEEP
        ]
    return True


_DEEP = frozenset({list, dict})
