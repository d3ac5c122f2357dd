"""The functions a procedure may ask in FEEL: terms and days of the calendar, people of the organization."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import wraps
from typing import Any

from .calendar import Calendar
from .moments import ZONE, local_day, moment_of
from .people import People

Function = Callable[..., Any]
MICROSECOND = timedelta(microseconds=1)


def office_functions(
    calendar: Calendar, people: People, terms: Mapping[str, Mapping[str, str]], on: date, plain: Function, temporal: Function
) -> dict[str, Function]:
    """`plain` makes JSON of a FEEL value, `temporal` a FEEL value of an ISO date or date and time."""

    def text(value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError("not a text")
        return value

    def moment(value: Any) -> datetime:
        return moment_of(value if isinstance(value, str | datetime) else plain(value))

    def day(value: Any) -> date:
        told = value if isinstance(value, str) else plain(value)
        if isinstance(told, str) and len(told) == 10:
            return date.fromisoformat(told)
        return local_day(moment_of(told))

    def number(value: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise ValueError("not a number")
        return Decimal(value)

    def whole(value: Any) -> int:
        if number(value) != int(number(value)):
            raise ValueError("not whole")
        return int(value)

    def at(found: datetime) -> Any:
        return temporal(found.astimezone(ZONE).isoformat())

    def term(step: Any, urgency: Any = None) -> str | None:
        row = terms.get(text(step), {})
        return row.get(urgency if isinstance(urgency, str) else "其他", row.get("其他"))

    def between(start: Any, end: Any) -> Decimal:
        return Decimal(calendar.working_time_between(moment(start), moment(end)) // MICROSECOND) / 3_600_000_000

    found: dict[str, Function] = {
        "due": lambda term, start: at(calendar.due(text(term), moment(start))),
        "term": term,
        "workdays after": lambda start, n: temporal(calendar.workdays_after(day(start), whole(n)).isoformat()),
        "workdays before": lambda start, n: temporal(calendar.workdays_before(day(start), whole(n)).isoformat()),
        "calendar days after": lambda start, n: temporal(calendar.calendar_days_after(day(start), whole(n)).isoformat()),
        "working hours after": lambda start, hours: at(calendar.working_hours_after(moment(start), number(hours))),
        "natural hours after": lambda start, hours: at(calendar.natural_hours_after(moment(start), number(hours))),
        "office hours between": between,
        "workdays left": lambda today, until: Decimal(calendar.workdays_left(day(today), day(until))),
        "leader in charge": lambda of: people.leader_in_charge(text(of), on, "district"),
        "deputy in charge": lambda of: people.leader_in_charge(text(of), on, "office"),
        "lead of": lambda topic: people.lead_of(text(topic), on),
        "holders": lambda group: people.holders(text(group), on),
        "unit of": lambda person: next(iter(people.units_of(text(person), on)), None),
        "unit kind": lambda unit: people.unit_names[text(unit)]["kind"],
    }
    return {name: _or_null(function) for name, function in found.items()}


def _or_null(function: Function) -> Function:
    """An argument a function cannot use gives null, as in FEEL."""

    @wraps(function)
    def answered(*arguments: Any) -> Any:
        try:
            return function(*arguments)
        except (ValueError, KeyError, OverflowError):
            return None

    return answered
