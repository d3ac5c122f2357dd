"""`.year`, `.hour`, `.time offset` and the other properties of temporal values, as DMN 1.5 lists them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel.temporal.calendar import weekday
from engine.feel.temporal.date import Date
from engine.feel.temporal.durations import SECOND, DaysDuration, MonthsDuration
from engine.feel.temporal.moment import DateTime
from engine.feel.temporal.time import Time


def _offset(value: Time | DateTime) -> DaysDuration | None:
    seconds = value.offset() if isinstance(value, DateTime) else value.offset_on()
    return None if seconds is None else DaysDuration(seconds * SECOND)


_DATE: dict[str, Callable[[Date], Any]] = {
    "year": lambda d: Decimal(d.year),
    "month": lambda d: Decimal(d.month),
    "day": lambda d: Decimal(d.day),
    "weekday": lambda d: Decimal(weekday(d.days())),
}
_TIME: dict[str, Callable[[Time], Any]] = {
    "hour": lambda t: Decimal(t.hour),
    "minute": lambda t: Decimal(t.minute),
    "second": lambda t: Decimal(t.second),
    "time offset": _offset,
    "timezone": lambda t: t.zone,
}
_DAYS = {"days": 0, "hours": 1, "minutes": 2, "seconds": 3}
_MONTHS = {"years": 0, "months": 1}


def read_property(value: Any, name: str) -> tuple[bool, Any]:
    """(whether the value has that property, its value)."""
    if isinstance(value, DateTime):
        if name in _DATE:
            return True, _DATE[name](value.date)
        if name == "time offset":
            return True, _offset(value)
        return read_property(value.time, name)
    if isinstance(value, Date):
        return (True, _DATE[name](value)) if name in _DATE else (False, None)
    if isinstance(value, Time):
        return (True, _TIME[name](value)) if name in _TIME else (False, None)
    if isinstance(value, DaysDuration) and name in _DAYS:
        return True, Decimal(value.parts()[_DAYS[name]])
    if isinstance(value, MonthsDuration) and name in _MONTHS:
        return True, Decimal(value.parts()[_MONTHS[name]])
    return False, None
