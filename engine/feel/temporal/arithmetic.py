"""Moving dates and times by durations, and the time between two of them."""

from __future__ import annotations

from typing import Any

from engine.feel.temporal.calendar import MAX_YEAR, from_days
from engine.feel.temporal.calendar import add_months as shift_months
from engine.feel.temporal.date import Date
from engine.feel.temporal.durations import DAY, DaysDuration, MonthsDuration
from engine.feel.temporal.moment import DateTime
from engine.feel.temporal.time import Time

Moment = Date | DateTime | Time


def add_days(moment: Moment, nanos: int) -> Moment | None:
    """A date moves by whole days from its midnight (one hour less is the day before); a time wraps around."""
    if isinstance(moment, DateTime):
        return moment.plus(nanos)
    if isinstance(moment, Date):
        year, month, day = from_days((moment.days() * DAY + nanos) // DAY)
        return Date.make(year, month, day)
    return Time.of_nanos((moment.nanos() + nanos) % DAY, moment.offset, moment.zone)


def add_months(moment: Moment, months: int) -> Moment | None:
    if isinstance(moment, Time):
        return None
    date = moment.date if isinstance(moment, DateTime) else moment
    year, month, day = shift_months(date.year, date.month, date.day, months)
    if abs(year) > MAX_YEAR:
        return None
    moved = Date(year, month, day)
    return DateTime(moved, moment.time) if isinstance(moment, DateTime) else moved


def subtract_moments(a: Moment, b: Any) -> DaysDuration | None:
    """A date counts as its midnight UTC; null when only one of the two has a zone."""
    if isinstance(a, Time):
        if not isinstance(b, Time) or a.is_zoned() != b.is_zoned():
            return None
        return DaysDuration(a.instant() - b.instant())
    if not isinstance(b, (Date, DateTime)):
        return None
    x = a.at_midnight() if isinstance(a, Date) else a
    y = b.at_midnight() if isinstance(b, Date) else b
    if x.is_zoned() != y.is_zoned():
        return None
    return DaysDuration(x.instant() - y.instant())


def months_between(start: Date | DateTime, end: Date | DateTime) -> MonthsDuration:
    """Whole months from start to end by their calendar dates alone; times of day and zones do not count."""
    a = start.date if isinstance(start, DateTime) else start
    b = end.date if isinstance(end, DateTime) else end
    return MonthsDuration(-_months(b, a) if b.days() < a.days() else _months(a, b))


def _months(a: Date, b: Date) -> int:
    return (b.year - a.year) * 12 + b.month - a.month - (b.day < a.day)
