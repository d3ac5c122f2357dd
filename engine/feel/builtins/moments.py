"""Making dates, times and durations, and asking them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.feel.builtins.registry import builtin
from engine.feel.decimals import DECIMAL128
from engine.feel.environment import Evaluation
from engine.feel.equality import equal
from engine.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time
from engine.feel.temporal.arithmetic import months_between
from engine.feel.temporal.calendar import iso_week, to_days, weekday
from engine.feel.temporal.durations import SECOND
from engine.feel.temporal.reading import read_date, read_date_time, read_duration, read_time

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def _made(e: Evaluation, value: Any) -> Any:
    e.spend(2)
    if value is None:
        e.null("no_such_moment", "不是有效的日期、时间或时长。", "Not a valid date, time or duration.")
    return value


def _whole(value: Decimal) -> int | None:
    return int(value) if value.adjusted() < 12 and value == value.to_integral_value() else None


@builtin("date", "from: string | date")
def date_from(e: Evaluation, value: str | Date | DateTime) -> Date | None:
    if isinstance(value, str):
        return _made(e, read_date(value))  # type: ignore[no-any-return]
    return value.date if isinstance(value, DateTime) else value


@builtin("date", "year: number, month: number, day: number")
def date_of(e: Evaluation, year: Decimal, month: Decimal, day: Decimal) -> Date | None:
    parts = _whole(year), _whole(month), _whole(day)
    return _made(e, None if None in parts else Date.make(*parts))  # type: ignore[no-any-return, arg-type]


@builtin("time", "from: string | time | date")
def time_from(e: Evaluation, value: str | Time | Date | DateTime) -> Time | None:
    if isinstance(value, str):
        _pay_zone(e, value)
        return _made(e, read_time(value))  # type: ignore[no-any-return]
    if isinstance(value, Date):
        return value.at_midnight().time
    return value.time if isinstance(value, DateTime) else value


@builtin("time", "hour: number, minute: number, second: number, offset?: days and time duration | null")
def time_of(
    e: Evaluation, hour: Decimal, minute: Decimal, second: Decimal, offset: DaysDuration | None = None
) -> Time | None:
    return _made(e, _time(hour, minute, second, offset))  # type: ignore[no-any-return]


def _time(hour: Decimal, minute: Decimal, second: Decimal, offset: DaysDuration | str | None) -> Time | None:
    hours, minutes = _whole(hour), _whole(minute)
    if hours is None or minutes is None or not 0 <= second < 60:
        return None
    seconds, nanos = divmod(int(DECIMAL128.multiply(second, Decimal(SECOND))), SECOND)
    if isinstance(offset, DaysDuration):
        return Time.make(hours, minutes, seconds, nanos, int(offset.nanos / SECOND))
    return Time.make(hours, minutes, seconds, nanos, None, offset)


@builtin("date and time", "from: string | date")
def date_time_from(e: Evaluation, value: str | Date | DateTime) -> DateTime | None:
    if isinstance(value, str):
        _pay_zone(e, value)
        return _made(e, read_date_time(value))  # type: ignore[no-any-return]
    return value.at_midnight() if isinstance(value, Date) else value


@builtin("date and time", "date: date, time: time")
def date_time_of(e: Evaluation, date: Date | DateTime, time: Time) -> DateTime:
    return DateTime(date.date if isinstance(date, DateTime) else date, time)


_SIX = "year: number, month: number, day: number, hour: number, minute: number, second: number"


@builtin("date and time", f"{_SIX}, offset?: days and time duration | null")
@builtin("date and time", f"{_SIX}, timezone: string")
def date_time_parts(
    e: Evaluation,
    year: Decimal,
    month: Decimal,
    day: Decimal,
    hour: Decimal,
    minute: Decimal,
    second: Decimal,
    offset: DaysDuration | str | None = None,
) -> DateTime | None:
    date, time = date_of(e, year, month, day), _time(hour, minute, second, offset)
    return _made(e, None if date is None or time is None else DateTime(date, time))  # type: ignore[no-any-return]


def _pay_zone(e: Evaluation, text: str) -> None:
    """An unknown zone is looked for on the disk: dear, so that a loop cannot do it for free."""
    if "@" in text:
        e.spend(100)


@builtin("duration", "from: string | days and time duration | years and months duration")
def duration(e: Evaluation, value: Any) -> DaysDuration | MonthsDuration | None:
    return _made(e, read_duration(value)) if isinstance(value, str) else value  # type: ignore[no-any-return]


@builtin("years and months duration", "from: date, to: date")
def years_and_months(e: Evaluation, start: Date | DateTime, end: Date | DateTime) -> MonthsDuration:
    return months_between(start, end)


def _date(value: Date | DateTime) -> Date:
    return value.date if isinstance(value, DateTime) else value


@builtin("day of year", "date: date")
def day_of_year(e: Evaluation, value: Date | DateTime) -> Decimal:
    date = _date(value)
    return Decimal(date.days() - to_days(date.year, 1, 1) + 1)


@builtin("day of week", "date: date")
def day_of_week(e: Evaluation, value: Date | DateTime) -> str:
    return _DAYS[weekday(_date(value).days()) - 1]


@builtin("month of year", "date: date")
def month_of_year(e: Evaluation, value: Date | DateTime) -> str:
    return _MONTHS[_date(value).month - 1]


@builtin("week of year", "date: date")
def week_of_year(e: Evaluation, value: Date | DateTime) -> Decimal:
    return Decimal(iso_week(_date(value).days()))


@builtin("now")
def now(e: Evaluation) -> DateTime:
    moment = e.now()
    time = Time(moment.hour, moment.minute, moment.second, moment.microsecond * 1000, None, e.environment.zone)
    return DateTime(Date(moment.year, moment.month, moment.day), time)


@builtin("today")
def today(e: Evaluation) -> Date:
    moment = e.now()
    return Date(moment.year, moment.month, moment.day)


@builtin("is", "value1: any, value2: any")
def is_same(e: Evaluation, a: Any, b: Any) -> bool:
    """The same value of the same kind: times must also have the same offset or zone."""
    if type(a) is not type(b):
        return False
    if isinstance(a, (Time, DateTime)):
        return bool(a == b)
    return equal(a, b) is True
