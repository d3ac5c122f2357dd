"""Terms as an office writes them ("1 WD", "30 CD") and the moment they end.

Grammar: `<number> <unit>` with unit WD working days, WH office hours, NH natural hours, CD calendar days of
a law, min natural minutes (WD and CD whole numbers, the others may have decimals); or `month end` (last
working day of the month); or `next year MM-DD` (that day, moved to a working day). Case matters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from engine.errors import Refused
from engine.organization.calendar import Calendar
from engine.organization.times import local_date

COUNTED = re.compile(r"\s*(\d{1,6}(?:\.\d{1,4})?)\s*(WD|WH|NH|CD|min)\s*", re.ASCII)
NEXT_YEAR = re.compile(r"\s*next year\s+(\d{2})-(\d{2})\s*", re.ASCII)


@dataclass(frozen=True)
class Term:
    """A term taken apart: `unit` is WD WH NH CD min, "month end" or "next year" (then `day` is set)."""

    unit: str
    amount: Decimal = Decimal(0)
    day: tuple[int, int] | None = None

    @property
    def workdays(self) -> int:
        """Length as the lights count it: whole working (or calendar) days; shorter terms count as 1."""
        return int(self.amount) if self.unit in ("WD", "CD") else 1

    def __str__(self) -> str:
        if self.day:
            return "next year {:02d}-{:02d}".format(*self.day)
        return self.unit if self.unit == "month end" else f"{self.amount.normalize():f} {self.unit}"


def parse_term(text: str) -> Term:
    """Read a term; raises Refused `term.syntax` for anything outside the grammar."""
    if counted := COUNTED.fullmatch(text):
        amount, unit = Decimal(counted[1]), counted[2]
        if unit in ("WD", "CD") and amount != amount.to_integral_value():
            raise _bad_term(text)
        return Term(unit, amount)
    if text.strip() == "month end":
        return Term("month end")
    if named := NEXT_YEAR.fullmatch(text):
        month, day = int(named[1]), int(named[2])
        try:
            date(2001, month, day)  # a plain year: 29 February is no yearly date
        except ValueError as problem:
            raise _bad_term(text) from problem
        return Term("next year", day=(month, day))
    raise _bad_term(text)


def due(term: str | Term, start: datetime, calendar: Calendar) -> datetime:
    """When a term begun at `start` (aware) ends, in UTC; Refused `term.syntax` or `term.out_of_range`."""
    if isinstance(term, str):
        term = parse_term(term)
    day = local_date(start)
    match term.unit:
        case "WD":
            return calendar.closing(calendar.workdays_after(day, int(term.amount)))
        case "WH":
            return calendar.working_hours_after(start, term.amount)
        case "NH":
            return calendar.natural_hours_after(start, term.amount)
        case "min":
            return calendar.natural_hours_after(start, term.amount / 60)
        case "CD":
            return calendar.end_of_day(calendar.calendar_days_after(day, int(term.amount)))
        case "month end":
            return calendar.closing(_month_end(day, calendar))
        case _:
            month, dom = term.day or (12, 31)
            return calendar.closing(calendar.workdays_after(date(day.year + 1, month, dom), 0))


def _month_end(day: date, calendar: Calendar) -> date:
    """Last working day of the month of `day`, or of the next month when that one has already passed."""
    first = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    last = calendar.workdays_before(first, 1)
    return last if last >= day else _month_end(first, calendar)


def _bad_term(text: str) -> Refused:
    return Refused(
        "term.syntax",
        f"看不懂时限“{text}”,应写成“1 WD”“4 WH”“2 NH”“30 CD”“30 min”“month end”或“next year 06-30”。",
        f"Not a term: {text!r}; write 1 WD, 4 WH, 2 NH, 30 CD, 30 min, month end or next year 06-30.",
    )
