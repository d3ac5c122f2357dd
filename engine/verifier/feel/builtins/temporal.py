"""Functions that make and ask dates, times and durations."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ...not_verified import NotVerified
from ..arithmetic import midnight
from ..numbers import whole
from ..reading import OFFSET, read_date, read_date_time, read_duration, read_time
from ..temporal import SECOND, Date, DateTime, Days, Months, Time, checked
from ..values import taken
from ..zones import office_zone, zone_of
from .signatures import Signatures

FUNCTIONS = Signatures()
add = FUNCTIONS.add
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@add("date(from: string|date|date and time)")
def date(run: Any, value: Any) -> Any:
    if isinstance(value, str):
        return read_date(value)
    return value.date if isinstance(value, DateTime) else value


@add("date(year: number, month: number, day: number)")
def date_of_parts(run: Any, year: Decimal, month: Decimal, day: Decimal) -> Any:
    parts = [whole(part) for part in (year, month, day)]
    return None if None in parts else checked(*parts)  # type: ignore[arg-type]


@add("time(from: string|time|date and time|date)")
def time(run: Any, value: Any) -> Any:
    if isinstance(value, str):
        return read_time(value)
    if isinstance(value, Date):
        return Time(0, 0)
    return value.time if isinstance(value, DateTime) else value


@add("time(hour: number, minute: number, second: number, offset: days and time duration|null?)")
def time_of_parts(run: Any, hour: Decimal, minute: Decimal, second: Decimal, offset: Days | None = None) -> Any:
    h, m = whole(hour), whole(minute)
    if h is None or m is None or not (0 <= h <= 23 and 0 <= m <= 59 and 0 <= second < 60):
        return None
    nanos = (h * 3600 + m * 60) * SECOND + int(second * SECOND)
    if offset is None:
        return Time(nanos)
    seconds = int(offset.nanos / SECOND)
    return Time(nanos, seconds) if abs(seconds) <= OFFSET else None


@add("date and time(from: string|date and time|date)")
def date_and_time(run: Any, value: Any) -> Any:
    return read_date_time(value) if isinstance(value, str) else midnight(value)


@add("date and time(date: date|date and time, time: time)")
def joined(run: Any, day: Any, clock: Time) -> Any:
    return DateTime(day.date if isinstance(day, DateTime) else day, clock)


@add(
    "date and time(year: number, month: number, day: number, hour: number, minute: number, second: number,"
    " offset: days and time duration|null?)"
)
def moment_of_parts(
    run: Any, y: Decimal, mo: Decimal, d: Decimal, h: Decimal, mi: Decimal, s: Decimal, o: Any = None
) -> Any:
    day, clock = date_of_parts(run, y, mo, d), time_of_parts(run, h, mi, s, o)
    return None if day is None or clock is None else DateTime(day, clock)


@add(
    "date and time(year: number, month: number, day: number, hour: number, minute: number, second: number,"
    " timezone: string)"
)
def moment_in_zone(
    run: Any, y: Decimal, mo: Decimal, d: Decimal, h: Decimal, mi: Decimal, s: Decimal, zone: str
) -> Any:
    made = moment_of_parts(run, y, mo, d, h, mi, s)
    return DateTime(made.date, Time(made.time.nanos, None, zone)) if made and zone_of(zone) else None


@add("duration(from: string|days and time duration|years and months duration)")
def duration(run: Any, value: Any) -> Any:
    return read_duration(value) if isinstance(value, str) else value


@add("years and months duration(from: date|date and time, to: date|date and time)")
def years_and_months(run: Any, start: Any, end: Any) -> Any:
    """Whole months from start to end, towards zero."""
    a = start.date if isinstance(start, DateTime) else start
    b = end.date if isinstance(end, DateTime) else end
    months = (b.year - a.year) * 12 + b.month - a.month
    if months > 0 and b.day < a.day:
        months -= 1
    elif months < 0 and b.day > a.day:
        months += 1
    return Months(months)


@add("now()")
def now(run: Any) -> Any:
    if run.now is None:
        raise NotVerified("没有给出时刻,now() 未予核验。")
    made = taken(run.now.astimezone(office_zone()))
    return DateTime(made.date, Time(made.time.nanos, None, "Asia/Shanghai"))


@add("today()")
def today(run: Any) -> Any:
    return now(run).date


@add("day of year(date: date|date and time)")
def day_of_year(run: Any, value: Any) -> Any:
    day = date(run, value)
    return Decimal(day.number - Date(day.year, 1, 1).number + 1)


@add("day of week(date: date|date and time)")
def day_of_week(run: Any, value: Any) -> Any:
    return WEEKDAYS[date(run, value).weekday - 1]


@add("month of year(date: date|date and time)")
def month_of_year(run: Any, value: Any) -> Any:
    return MONTHS[date(run, value).month - 1]


@add("week of year(date: date|date and time)")
def week_of_year(run: Any, value: Any) -> Any:
    """ISO 8601: the week that holds the year's first Thursday is its first."""
    day = date(run, value)
    thursday = day.number - day.weekday + 4
    year = day.year
    if thursday < Date(year, 1, 1).number:
        year -= 1
    elif thursday >= Date(year + 1, 1, 1).number:
        year += 1
    return Decimal((thursday - Date(year, 1, 1).number) // 7 + 1)
