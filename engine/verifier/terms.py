"""Terms as procedure.toml writes them, and when one that begins now ends."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from .calendar import ZONE, Calendar, OutOfRange, hours_after
from .not_verified import NotVerified

Terms = Mapping[str, Mapping[str, str]]
AMOUNT = re.compile(r"\s*([0-9]{1,6}(?:\.[0-9]{1,4})?)\s*(WD|WH|NH|CD|min)\s*")
YEARLY = re.compile(r"\s*next year\s+([0-9]{2})-([0-9]{2})\s*")
OTHERWISE = "其他"


def read_terms(procedure: str) -> Terms:
    """The `[terms.<step>]` tables of a procedure.toml."""
    try:
        tables = tomllib.loads(procedure).get("terms", {})
    except tomllib.TOMLDecodeError as problem:
        raise NotVerified("procedure.toml 不是合格的 TOML。") from problem
    return {step: dict(row) for step, row in tables.items() if isinstance(row, dict)}


def term_of(terms: Terms, step: str, urgency: str | None) -> str | None:
    """The term of a step: by urgency, else 其他."""
    row = terms.get(step, {})
    return row.get(urgency or OTHERWISE, row.get(OTHERWISE))


def due(term: str, start: datetime, calendar: Calendar) -> datetime:
    """The moment (UTC) a term ends; ValueError for what is none."""
    day = start.astimezone(ZONE).date()
    if found := AMOUNT.fullmatch(term):
        return _counted(Decimal(found[1]), found[2], start, day, calendar)
    if term.strip() == "month end":
        return calendar.at(_month_end(day, calendar), calendar.due)
    if found := YEARLY.fullmatch(term):
        date(2001, int(found[1]), int(found[2]))  # a day that every year has
        return calendar.at(calendar.workday(date(day.year + 1, int(found[1]), int(found[2])), 0), calendar.due)
    raise ValueError(f"no term: {term}")


def _counted(amount: Decimal, unit: str, start: datetime, day: date, calendar: Calendar) -> datetime:
    if unit == "WH":
        return calendar.office_hours_after(start, amount).astimezone(UTC)
    if unit in ("NH", "min"):
        return hours_after(start, amount if unit == "NH" else amount / 60)
    if amount != int(amount):
        raise ValueError("a fraction of a day")
    if unit == "WD":
        return calendar.at(calendar.workday(day, int(amount)), calendar.due)
    return calendar.at(calendar.calendar_day(day, int(amount)), calendar.day_ends)


def _month_end(day: date, calendar: Calendar) -> date:
    """The last working day of the month; of the next where that has passed."""
    first = day.replace(day=1)
    for _ in range(100):  # a month without any later working day leads to the next one
        first = (first + timedelta(days=31)).replace(day=1)
        last = calendar.workday(first, -1)
        if last >= day:
            return last
    raise OutOfRange
