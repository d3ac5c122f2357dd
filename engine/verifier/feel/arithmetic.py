"""Plus, minus, times, divided and power of numbers, texts, dates, times and durations; else null."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from .bounds import Meter
from .numbers import DIGITS, finite
from .temporal import (
    DAY,
    MOST_DURATION,
    SECOND,
    Date,
    DateTime,
    Days,
    Months,
    Time,
    checked,
    date_of,
    days_in,
    moment_of,
)

NUMBERS = {
    "+": DIGITS.add,
    "-": DIGITS.subtract,
    "*": DIGITS.multiply,
    "/": DIGITS.divide,
    "**": DIGITS.power,
}


def compute(operator: str, a: Any, b: Any, meter: Meter) -> Any:
    """`a operator b`."""
    meter.spend()
    if isinstance(a, Decimal) and isinstance(b, Decimal):
        if operator == "**":
            meter.spend(50)
            if b.is_zero():
                return Decimal(1)
        return finite(NUMBERS[operator](a, b))
    if isinstance(a, str) and isinstance(b, str) and operator == "+":
        meter.text_of(len(a) + len(b))
        return a + b
    if operator == "+":
        return plus(b, a) if isinstance(a, (Days, Months)) and not isinstance(b, (Days, Months)) else plus(a, b)
    if operator == "-":
        negated = negative(b) if isinstance(b, (Days, Months)) else None
        return plus(a, negated) if negated is not None else between(a, b)
    if operator == "*":
        return scaled(b, a) if isinstance(a, Decimal) else scaled(a, b)
    return divided(a, b) if operator == "/" else None


def negative(value: Any) -> Any:
    if isinstance(value, Decimal):
        return finite(DIGITS.minus(value))
    if isinstance(value, Days):
        return Days(-value.nanos)
    return Months(-value.months) if isinstance(value, Months) else None


def plus(a: Any, duration: Any) -> Any:
    """A point in time, or a duration, with a duration added."""
    if isinstance(duration, Months):
        if isinstance(a, Months):
            return Months(a.months + duration.months)
        if isinstance(a, DateTime):
            date = months_after(a.date, duration.months)
            return None if date is None else DateTime(date, a.time)
        return months_after(a, duration.months) if isinstance(a, Date) else None
    if not isinstance(duration, Days):
        return None
    if isinstance(a, Days):
        return bounded(a.nanos + duration.nanos)
    if isinstance(a, Date):  # by whole days, from its midnight
        return date_of((a.number * DAY + duration.nanos) // DAY)
    if isinstance(a, Time):
        return Time((a.nanos + duration.nanos) % DAY, a.offset, a.zone)
    if isinstance(a, DateTime):
        instant = a.instant
        return moment_of((a.local if instant is None else instant) + duration.nanos, a.time)
    return None


def months_after(date: Date, months: int) -> Date | None:
    """The same day of another month, or that month's last day."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    return checked(year, month + 1, min(date.day, days_in(year, month + 1)))


def between(a: Any, b: Any) -> Any:
    """`a - b` of two points in time; a date meets a date and time as its midnight in UTC."""
    if isinstance(a, Date) and isinstance(b, Date):
        return bounded((a.number - b.number) * DAY)
    if isinstance(a, Time) and isinstance(b, Time):
        x, y = a.shift, b.shift
        if (x is None) != (y is None):
            return None
        return Days(a.nanos - (x or 0) * SECOND - b.nanos + (y or 0) * SECOND)
    if isinstance(a, (Date, DateTime)) and isinstance(b, (Date, DateTime)):
        left, right = midnight(a), midnight(b)
        p, q = left.instant, right.instant
        if (p is None) != (q is None):
            return None
        return bounded(left.local - right.local if p is None or q is None else p - q)
    return None


def midnight(value: Date | DateTime) -> DateTime:
    return DateTime(value, Time(0, 0)) if isinstance(value, Date) else value


def scaled(duration: Any, by: Any) -> Any:
    if isinstance(by, Decimal) and isinstance(duration, (Days, Months)):
        whole = duration.nanos if isinstance(duration, Days) else duration.months
        return _made(duration, DIGITS.multiply(Decimal(whole), by))
    return None


def divided(a: Any, b: Any) -> Any:
    if isinstance(a, (Days, Months)) and isinstance(b, Decimal) and b != 0:
        whole = a.nanos if isinstance(a, Days) else a.months
        return _made(a, DIGITS.divide(Decimal(whole), b))
    if isinstance(a, Days) and isinstance(b, Days):
        return finite(DIGITS.divide(Decimal(a.nanos), Decimal(b.nanos)))
    if isinstance(a, Months) and isinstance(b, Months):
        return finite(DIGITS.divide(Decimal(a.months), Decimal(b.months)))
    return None


def _made(like: Days | Months, number: Decimal) -> Any:
    """A duration again, of the whole part."""
    if not number.is_finite() or number.adjusted() > 40:
        return None
    return bounded(int(number)) if isinstance(like, Days) else Months(int(number))


def bounded(nanos: int) -> Days | None:
    return Days(nanos) if abs(nanos) <= MOST_DURATION else None
