"""ISO texts of dates, times and durations; what is not one is null."""

from __future__ import annotations

import re

from .temporal import DAY, MOST_DURATION, SECOND, Date, DateTime, Days, Months, Time, checked
from .zones import zone_of

DATE = re.compile(r"(-?(?:\d{4}|[1-9]\d{4,8}))-(\d\d)-(\d\d)", re.ASCII)
TIME = re.compile(r"(\d\d):(\d\d):(\d\d)(?:\.(\d{1,50}))?(Z|[+-]\d\d:\d\d(?::\d\d)?|@.+)?", re.ASCII)
MONTHS = re.compile(r"(-)?P(?=\d)(?:(\d{1,15})Y)?(?:(\d{1,15})M)?", re.ASCII)
DAYS = re.compile(
    r"(-)?P(?=[\dT])(?:(\d{1,20})D)?(?:T(?=\d)(?:(\d{1,20})H)?(?:(\d{1,20})M)?(?:(\d{1,20})(?:\.(\d{0,50}))?S)?)?",
    re.ASCII,
)
OFFSET = 14 * 3600


def read_date(text: str) -> Date | None:
    found = DATE.fullmatch(text)
    return checked(int(found[1]), int(found[2]), int(found[3])) if found else None


def read_time(text: str) -> Time | None:
    found = TIME.fullmatch(text)
    if not found:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3])
    if hour > 23 or minute > 59 or second > 59:
        return None
    nanos = (hour * 3600 + minute * 60 + second) * SECOND + _fraction(found[4])
    where = found[5]
    if where is None:
        return Time(nanos)
    if where.startswith("@"):
        return Time(nanos, None, where[1:]) if zone_of(where[1:]) else None
    offset = _offset(where)
    return None if offset is None else Time(nanos, offset)


def read_date_time(text: str) -> DateTime | None:
    """With a time after `T`, or a date alone, which is its midnight."""
    day, separator, clock = text.partition("T")
    date = read_date(day)
    time = read_time(clock) if separator else Time(0)
    return None if date is None or time is None else DateTime(date, time)


def read_duration(text: str) -> Days | Months | None:
    if found := MONTHS.fullmatch(text):
        months = int(found[2] or 0) * 12 + int(found[3] or 0)
        return Months(-months if found[1] else months)
    if found := DAYS.fullmatch(text):
        seconds = int(found[3] or 0) * 3600 + int(found[4] or 0) * 60 + int(found[5] or 0)
        nanos = int(found[2] or 0) * DAY + seconds * SECOND + _fraction(found[6])
        return Days(-nanos if found[1] else nanos) if nanos <= MOST_DURATION else None
    return None


def read_any(text: str) -> Date | Time | DateTime | Days | Months | None:
    """What an `@"…"` literal means."""
    if text.lstrip("-").startswith("P"):
        return read_duration(text)
    if "T" in text.partition("@")[0]:
        return read_date_time(text)
    return read_date(text) or read_time(text)


def _fraction(digits: str | None) -> int:
    return int((digits or "0").ljust(9, "0")[:9])


def _offset(text: str) -> int | None:
    if text == "Z":
        return 0
    parts = [int(part) for part in text[1:].split(":")]
    if any(part > 59 for part in parts[1:]):
        return None
    seconds = parts[0] * 3600 + parts[1] * 60 + (parts[2] if len(parts) > 2 else 0)
    return None if seconds > OFFSET else -seconds if text[0] == "-" else seconds
