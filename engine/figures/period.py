"""The period of a report, its cut-off T, and the same period a year before."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from engine.errors import Refused
from engine.feel import Date
from engine.organization.feel_functions import date_of, moment_of
from engine.organization.times import ZONE, local, local_date, utc

LONGEST = 3660  # days
TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class Period:
    """Whole days of the office, both included; nothing after `cutoff` is known (the moment itself still is)."""

    first: date
    last: date
    cutoff: datetime

    def holds(self, value: Any, *, until: bool = False) -> date | None:
        """The day by which something counts here, else None: outside, after T, or no date at all.

        `value` is a FEEL date, date and time, or ISO text; `until` leaves out the lower bound.
        """
        try:
            day = date_of(value)
            plain = isinstance(value, Date) or (isinstance(value, str) and len(value) == 10)
            known = day <= local_date(self.cutoff) if plain else moment_of(value) <= self.cutoff
        except (ValueError, OverflowError):
            return None
        return day if known and day <= self.last and (until or self.first <= day) else None

    @property
    def is_over(self) -> bool:
        """The cut-off is not before the period's end."""
        return self.cutoff >= end_of(self.last)

    @property
    def cutoff_text(self) -> str:
        """T as it is said: 2026-09-30 24:00."""
        wall = local(self.cutoff)
        return f"{wall:%Y-%m-%d} 24:00" if wall.time() == time.max else f"{wall:%Y-%m-%d %H:%M}"

    def a_year_before(self) -> Period:
        """The same period of last year; the end of a month stays the end of that month."""
        wall = local(self.cutoff)
        cutoff = datetime.combine(_year_before(wall.date()), wall.time(), ZONE)
        return Period(_year_before(self.first, start=True), _year_before(self.last), utc(cutoff))


def period(first: date, last: date, now: datetime, cutoff: date | datetime | None = None) -> Period:
    """T is the end of `last` unless given, and never later than now. Raises Refused `bad_period`."""
    if first > last or (last - first).days > LONGEST or first.year < 1950 or last.year > 2999:
        raise Refused("bad_period", "统计期间的起止日期不对。", "The period's dates are not in order or too far apart.")
    end = end_of(last)
    if isinstance(cutoff, datetime):
        end = utc(cutoff if cutoff.tzinfo else cutoff.replace(tzinfo=ZONE))
    elif cutoff is not None:
        end = end_of(cutoff)
    return Period(first, last, min(end, utc(now)))


def end_of(day: date) -> datetime:
    """24:00 of a day: the last moment that is still that day."""
    return utc(datetime.combine(day, time.max, ZONE))


def _year_before(day: date, *, start: bool = False) -> date:
    length = monthrange(day.year - 1, day.month)[1]
    at_end = not start and day.day == monthrange(day.year, day.month)[1]
    return day.replace(year=day.year - 1, day=length if at_end else min(day.day, length))
