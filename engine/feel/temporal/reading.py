"""Text to temporal values, in the lexical forms of XML Schema that DMN allows."""

from __future__ import annotations

import re

from engine.feel.temporal.date import Date
from engine.feel.temporal.durations import DAY, SECOND, DaysDuration, MonthsDuration
from engine.feel.temporal.moment import DateTime
from engine.feel.temporal.time import Time

Temporal = Date | Time | DateTime | DaysDuration | MonthsDuration

_DATE = r"(-?(?:[1-9][0-9]{4,8}|[0-9]{4}))-([0-9]{2})-([0-9]{2})"
_TIME = (
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,30}))?"
    r"(?:(Z|z)|([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?|@([A-Za-z0-9_+/-]+))?"
)
_READ_DATE = re.compile(_DATE)
_READ_TIME = re.compile(_TIME)
_READ_DATE_TIME = re.compile(f"{_DATE}T{_TIME}")
_N = "[0-9]{1,18}"
_MONTHS = re.compile(f"(-?)P(?=[0-9])(?:({_N})Y)?(?:({_N})M)?")
_DAYS = re.compile(
    f"(-?)P(?=[0-9T])(?:({_N})D)?(?:T(?=[0-9])(?:({_N})H)?(?:({_N})M)?(?:({_N})(?:\\.([0-9]{{0,30}}))?S)?)?"
)


def read_date(text: str) -> Date | None:
    match = _READ_DATE.fullmatch(text)
    return Date.make(*(int(part) for part in match.groups())) if match else None


def read_time(text: str) -> Time | None:
    match = _READ_TIME.fullmatch(text)
    return _make_time(match.groups()) if match else None


def read_date_time(text: str) -> DateTime | None:
    """A date and time; a date alone is its midnight, without a zone."""
    match = _READ_DATE_TIME.fullmatch(text)
    if match is None:
        date = read_date(text)
        return None if date is None else DateTime(date, Time(0, 0, 0))
    groups = match.groups()
    date = Date.make(int(groups[0]), int(groups[1]), int(groups[2]))
    time = _make_time(groups[3:])
    return None if date is None or time is None else DateTime(date, time)


def _make_time(groups: tuple[str | None, ...]) -> Time | None:
    hour, minute, second, fraction, utc, sign, off_hour, off_minute, off_second, zone = groups
    offset: int | None = None
    if utc:
        offset = 0
    elif sign:
        if int(off_minute or 0) > 59 or int(off_second or 0) > 59:
            return None
        offset = int(off_hour or 0) * 3600 + int(off_minute or 0) * 60 + int(off_second or 0)
        offset = -offset if sign == "-" else offset
    return Time.make(int(hour or 0), int(minute or 0), int(second or 0), _nanos(fraction), offset, zone)


def _nanos(fraction: str | None) -> int:
    return int(((fraction or "") + "000000000")[:9])


def read_duration(text: str) -> DaysDuration | MonthsDuration | None:
    match = _MONTHS.fullmatch(text)
    if match is not None:
        sign, years, months = match.groups()
        total = int(years or 0) * 12 + int(months or 0)
        return MonthsDuration(-total if sign else total)
    match = _DAYS.fullmatch(text)
    if match is None:
        return None
    sign, days, hours, minutes, seconds, fraction = match.groups()
    nanos = int(days or 0) * DAY + (int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)) * SECOND
    nanos += _nanos(fraction)
    return DaysDuration(-nanos if sign else nanos)


def read_temporal(text: str) -> Temporal | None:
    """What an at-literal holds: whichever kind the text is."""
    if "P" in text[:2]:
        return read_duration(text)
    if "T" in text.split("@")[0]:
        return read_date_time(text)
    return read_date(text) or read_time(text)
