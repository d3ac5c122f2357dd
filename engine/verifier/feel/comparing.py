"""Equal, before, and within: true, false, or null where the standard gives no answer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ..not_verified import NotVerified
from .bounds import Meter
from .temporal import SECOND, Date, DateTime, Days, Months, Time
from .values import Function, Range, kind_of

Truth = bool | None


def equal(a: Any, b: Any, meter: Meter) -> Truth:
    """Null equals null alone; values of different kinds give null."""
    meter.spend(1 + len(a) // 1024 if isinstance(a, str) else 1)
    if a is None or b is None:
        if [None] in (a, b):
            raise NotVerified("只含空值的列表与空值相比,未予核验。")
        return a is b
    kind = kind_of(a)
    if kind != kind_of(b):
        return _of_two_kinds(a, b, meter)
    if isinstance(a, list):
        return len(a) == len(b) and all(equal(x, y, meter) is True for x, y in zip(a, b, strict=True))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(equal(a[key], b[key], meter) is True for key in a)
    if isinstance(a, (Time, DateTime)):
        x, y = _line(a), _line(b)
        return x == y
    if isinstance(a, Range):
        if (a.start_included, a.end_included) != (b.start_included, b.end_included):
            return False
        return both(equal(a.start, b.start, meter), equal(a.end, b.end, meter))
    return a is b if isinstance(a, Function) else bool(a == b)


def _of_two_kinds(a: Any, b: Any, meter: Meter) -> Truth:
    """A list of one is equal to its item, by the standard; else null."""
    if isinstance(a, list) and len(a) == 1:
        return equal(a[0], b, meter)
    return equal(a, b[0], meter) if isinstance(b, list) and len(b) == 1 else None


def less(a: Any, b: Any, meter: Meter, or_equal: bool = False) -> Truth:
    """Whether `a` comes before `b` (or is equal); null for what has no order between them."""
    meter.spend(1 + len(a) // 1024 if isinstance(a, str) else 1)
    x, y = order_of(a), order_of(b)
    if x is None or y is None or x[0] != y[0]:
        return None
    return bool(x[1] <= y[1] if or_equal else x[1] < y[1])


def order_of(value: Any) -> tuple[Any, Any] | None:
    """What values are comparable with, and their place among those."""
    if isinstance(value, (Decimal, str)) and not isinstance(value, bool):
        return kind_of(value), value
    if isinstance(value, Date):
        return "date", value.number
    if isinstance(value, (Time, DateTime)):
        zoned, place = _line(value)
        return (kind_of(value), zoned), place
    if isinstance(value, Days):
        return "days", value.nanos
    return ("months", value.months) if isinstance(value, Months) else None


def _line(value: Time | DateTime) -> tuple[bool, int]:
    """Whether it stands on the line of moments or on a local one, and where."""
    local = value.nanos if isinstance(value, Time) else value.local
    shift = value.shift
    return (False, local) if shift is None else (True, local - shift * SECOND)


def within(value: Any, interval: Range, meter: Meter) -> Truth:
    low: Truth = True
    if interval.start is not None:
        low = less(interval.start, value, meter, interval.start_included)
    high: Truth = True
    if interval.end is not None:
        high = less(value, interval.end, meter, interval.end_included)
    return both(low, high)


def member(value: Any, of: Any, meter: Meter) -> Truth:
    """`value in of`: within a range, among a list or its ranges, or equal."""
    if isinstance(of, Range) and not isinstance(value, Range):
        return within(value, of, meter)
    if not isinstance(of, list):
        return equal(value, of, meter)
    meter.spend(len(of))
    found = any(_meets(value, one, meter) is True for one in of)
    return found or (isinstance(value, list) and equal(value, of, meter) is True)


def _meets(value: Any, one: Any, meter: Meter) -> Truth:
    if isinstance(one, Range) and not isinstance(value, Range):
        return within(value, one, meter)
    nested = one if isinstance(one, list) and len(one) > 1 and not isinstance(value, list) else []
    if any(equal(value, inner, meter) is True for inner in nested):
        raise NotVerified("“in”右边的列表里还有列表,标准没有规定结果,未予核验。")
    return equal(value, one, meter)


def both(a: Any, b: Any) -> Truth:
    if a is False or b is False:
        return False
    return True if a is True and b is True else None


def either(a: Any, b: Any) -> Truth:
    if a is True or b is True:
        return True
    return False if a is False and b is False else None
