"""What expressions may ask of the office — terms, dates, people — as functions for `feel.evaluate`.

They answer null for arguments they cannot use. Dates and times may also be ISO texts, as variables store them; a
time without a zone is the office's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from .calendar import ZONE, Calendar, hours_after
from .feel.temporal import DAY, SECOND, Date, DateTime, Time, date_of
from .feel.zones import zone_of
from .organization import Organization
from .terms import Terms, due, term_of

EPOCH = datetime(1970, 1, 1)
Functions = dict[str, Callable[..., Any]]


def functions(calendar: Calendar, organization: Organization, terms: Terms, at: datetime) -> Functions:
    """All of them, as they answer at that moment."""
    on = at.astimezone(ZONE).date()
    return {name: _or_null(made) for name, made in (_dates(calendar, terms) | _people(organization, on)).items()}


def _dates(calendar: Calendar, terms: Terms) -> Functions:
    def term(step: Any, urgency: Any = None) -> Any:
        return term_of(terms, _text(step), urgency if isinstance(urgency, str) else None)

    return {
        "term": term,
        "due": lambda text, start: shown(due(_text(text), moment(start), calendar)),
        "workdays after": lambda start, n: _date(calendar.workday(day(start), _count(n, 0))),
        "workdays before": lambda event, n: _date(calendar.workday(day(event), -_count(n, 1))),
        "calendar days after": lambda start, n: _date(calendar.calendar_day(day(start), _count(n, 0))),
        "working hours after": lambda start, n: shown(calendar.office_hours_after(moment(start), _number(n))),
        "natural hours after": lambda start, n: shown(hours_after(moment(start), _number(n))),
        "workdays left": lambda today, until: Decimal(calendar.workdays_left(day(today), day(until))),
        "office hours between": lambda start, end: _hours(calendar.office_time(moment(start), moment(end))),
    }


def _people(organization: Organization, on: date) -> Functions:
    def kind(unit: Any) -> Any:
        found = organization.unit(_text(unit))
        return found and found["kind"]

    return {
        "leader in charge": lambda of: organization.in_charge(_text(of), on, "district"),
        "deputy in charge": lambda of: organization.in_charge(_text(of), on, "office"),
        "lead of": lambda topic: organization.lead_of(_text(topic), on),
        "holders": lambda group: organization.holders(_text(group), on),
        "unit of": lambda person: organization.unit_of(_text(person), on),
        "unit kind": kind,
    }


def _or_null(function: Callable[..., Any]) -> Callable[..., Any]:
    def answer(*values: Any) -> Any:
        try:
            return function(*values)
        except (ValueError, OverflowError):
            return None

    return answer


# -- arguments and answers


def moment(value: Any) -> datetime:
    """The aware moment of a date, a date and time or an ISO text; a date is its midnight in the office."""
    if isinstance(value, DateTime):
        instant = value.instant
        wall = EPOCH + timedelta(microseconds=(value.local if instant is None else instant) // 1000)
        return wall.replace(tzinfo=ZONE if instant is None else UTC)
    if isinstance(value, Date):
        return datetime(value.year, value.month, value.day, tzinfo=ZONE)
    text, at, name = _text(value).partition("@")
    found = datetime.fromisoformat(text)
    if at:
        zone = zone_of(name)
        if zone is None:
            raise ValueError(name)
        return found.replace(tzinfo=zone)
    return found if found.tzinfo else found.replace(tzinfo=ZONE)


def day(value: Any) -> date:
    """The office's day of the same."""
    if isinstance(value, Date):
        return date(value.year, value.month, value.day)
    if isinstance(value, str) and len(value) == 10:
        return date.fromisoformat(value)
    return moment(value).astimezone(ZONE).date()


def shown(at: datetime) -> DateTime:
    """A moment as the office's clock shows it, with its offset."""
    wall = at.astimezone(ZONE)
    shift = wall.utcoffset() or timedelta()
    days, nanos = divmod((wall.replace(tzinfo=None) - EPOCH) // timedelta(microseconds=1) * 1000, DAY)
    found = date_of(days)
    assert found is not None  # Python's years are fewer than FEEL's
    return DateTime(found, Time(nanos, int(shift.total_seconds())))


def _date(value: date) -> Date:
    return Date(value.year, value.month, value.day)


def _hours(span: timedelta) -> Decimal:
    return Decimal(span // timedelta(microseconds=1)) / (3600 * SECOND // 1000)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("no text")
    return value


def _number(value: Any) -> Decimal:
    if not isinstance(value, Decimal):
        raise ValueError("no number")
    return value


def _count(value: Any, least: int) -> int:
    number = _number(value)
    if number != number.to_integral_value() or number < least:
        raise ValueError("no such count")
    return int(number)
