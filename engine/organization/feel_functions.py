"""What procedures may ask in FEEL: terms and dates of the calendar, people of the organization.

Every function answers null for an argument it cannot use, as FEEL does. Dates and times may also be the ISO
texts that variables are stored as; a time without zone is the office's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from engine.errors import Refused
from engine.feel.temporal import Date, DateTime
from engine.organization import terms as office_terms
from engine.organization.calendar import Calendar
from engine.organization.organization import Organization
from engine.organization.times import ZONE, local, local_date

Functions = dict[str, Callable[..., Any]]
OTHERWISE = "其他"
EPOCH = datetime(1970, 1, 1)
MICROSECOND = timedelta(microseconds=1)


def calendar_functions(calendar: Calendar, terms: Mapping[str, Mapping[str, str]] | None = None) -> Functions:
    """The calendar's functions; `terms` are a procedure's `[terms.<step>]` tables, by urgency or 其他."""
    table = terms or {}

    def term(step: Any, urgency: Any = None) -> str | None:
        row = table.get(_text(step), {})
        return row.get(urgency if isinstance(urgency, str) else OTHERWISE, row.get(OTHERWISE))

    def due(text: Any, start: Any) -> DateTime | None:
        return feel_moment(office_terms.due(_text(text), moment_of(start), calendar))

    def workdays_after(day: Any, n: Any) -> Date | None:
        return feel_date(calendar.workdays_after(date_of(day), _whole(n)))

    def workdays_before(day: Any, n: Any) -> Date | None:
        return feel_date(calendar.workdays_before(date_of(day), _whole(n)))

    def calendar_days_after(day: Any, n: Any) -> Date | None:
        return feel_date(calendar.calendar_days_after(date_of(day), _whole(n)))

    def working_hours_after(start: Any, hours: Any) -> DateTime | None:
        return feel_moment(calendar.working_hours_after(moment_of(start), _number(hours)))

    def natural_hours_after(start: Any, hours: Any) -> DateTime | None:
        return feel_moment(calendar.natural_hours_after(moment_of(start), _number(hours)))

    def office_hours_between(start: Any, end: Any) -> Decimal:
        return Decimal(calendar.working_time_between(moment_of(start), moment_of(end)) // MICROSECOND) / 3_600_000_000

    def workdays_left(today: Any, until: Any) -> Decimal:
        return Decimal(calendar.workdays_left(date_of(today), date_of(until)))

    return {
        "due": _or_null(due),
        "term": _or_null(term),
        "workdays after": _or_null(workdays_after),
        "workdays before": _or_null(workdays_before),
        "working hours after": _or_null(working_hours_after),
        "natural hours after": _or_null(natural_hours_after),
        "calendar days after": _or_null(calendar_days_after),
        "workdays left": _or_null(workdays_left),
        "office hours between": _or_null(office_hours_between),
    }


def organization_functions(org: Organization, at: date | datetime) -> Functions:
    """The organization's functions, all answered for the day of `at`."""
    on = local_date(at)

    def leader_in_charge(of: Any) -> str | None:
        return org.leader_in_charge(_text(of), on)

    def deputy_in_charge(of: Any) -> str | None:
        return org.leader_in_charge(_text(of), on, tier="office")

    def lead_of(topic: Any) -> str | None:
        return org.lead_of(_text(topic), on)

    def holders(group: Any) -> list[str]:
        return org.holders(_text(group), on)

    def unit_of(person: Any) -> str | None:
        return next(iter(org.units_of(_text(person), on)), None)

    def unit_kind(unit: Any) -> str | None:
        return org.unit(_text(unit)).kind

    return {
        "leader in charge": _or_null(leader_in_charge),  # 分管区领导 of a unit or topic
        "deputy in charge": _or_null(deputy_in_charge),  # 分管副主任
        "lead of": _or_null(lead_of),
        "holders": _or_null(holders),
        "unit of": _or_null(unit_of),
        "unit kind": _or_null(unit_kind),  # leaders, office, section, township, department, other
    }


def feel_date(day: date) -> Date:
    return Date(day.year, day.month, day.day)


def feel_moment(moment: datetime) -> DateTime | None:
    """An aware moment as FEEL date and time with the office's offset."""
    wall = local(moment)
    shift = wall.utcoffset() or timedelta(0)
    nanos = (wall.replace(tzinfo=None) - EPOCH) // timedelta(microseconds=1) * 1000
    return DateTime.of_nanos(nanos, int(shift.total_seconds()))


def date_of(value: Any) -> date:
    """The office's date of a FEEL or Python date, date and time, or ISO text; else ValueError."""
    if isinstance(value, Date):
        return date(value.year, value.month, value.day)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and len(value) == 10:
        return date.fromisoformat(value)
    return local_date(moment_of(value))


def moment_of(value: Any) -> datetime:
    """The aware moment of the same; a date alone is its midnight."""
    if isinstance(value, DateTime):
        nanos = value.instant() if value.is_zoned() else value.local_nanos()
        moment = EPOCH + timedelta(microseconds=nanos // 1000)
        return moment.replace(tzinfo=UTC if value.is_zoned() else ZONE)
    if isinstance(value, Date):
        return datetime(value.year, value.month, value.day, tzinfo=ZONE)
    if isinstance(value, str):
        wall, at, zone = value.partition("@")  # FEEL writes a named zone so: 2026-06-18T16:50:00@Asia/Shanghai
        value = datetime.fromisoformat(wall)
        if at:
            value = value.replace(tzinfo=_zone(zone))
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=ZONE)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=ZONE)
    raise ValueError("not a date and time")


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError) as problem:  # unknown, or no name of a zone at all
        raise ValueError(f"no such zone: {name!r}") from problem


def _or_null(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def answered(*arguments: Any) -> Any:
        try:
            return function(*arguments)
        except (Refused, ValueError, OverflowError):
            return None

    return answered


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("not a text")
    return value


def _number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError("not a number")
    return Decimal(value)


def _whole(value: Any) -> int:
    number = _number(value)
    if number != number.to_integral_value():
        raise ValueError("not a whole number")
    return int(number)
