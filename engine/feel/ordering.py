"""`<` of FEEL and what follows from it; null where two values have no order."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.feel.ranges import Range
from engine.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time


def compare(a: Any, b: Any) -> int | None:
    """-1, 0 or 1; None when the kinds differ, have no order, or only one of two times has a zone."""
    kind = type(a)
    if kind is not type(b):
        return None
    if kind is Decimal or kind is str:
        x, y = a, b
    elif kind is Date:
        x, y = (a.year, a.month, a.day), (b.year, b.month, b.day)
    elif kind is DaysDuration:
        x, y = a.nanos, b.nanos
    elif kind is MonthsDuration:
        x, y = a.months, b.months
    elif kind is DateTime or kind is Time:
        if a.is_zoned() != b.is_zoned():
            return None
        x, y = a.instant(), b.instant()
    else:
        return None
    return -1 if x < y else 1 if x > y else 0


def contains(interval: Range, value: Any) -> bool | None:
    """Whether the value lies in the range; null when it cannot be compared with its ends."""
    if value is None:
        return None
    above = below = True
    if interval.start is not None:
        order = compare(value, interval.start)
        if order is None:
            return None
        above = order > 0 or (order == 0 and interval.start_included)
    if interval.end is not None:
        order = compare(value, interval.end)
        if order is None:
            return None
        below = order < 0 or (order == 0 and interval.end_included)
    return above and below


def is_ordered(value: Any) -> bool:
    """Whether the value may be an end of a range."""
    return type(value) in _ORDERED


_ORDERED = frozenset({Decimal, str, Date, Time, DateTime, DaysDuration, MonthsDuration})
