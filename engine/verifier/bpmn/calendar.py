"""The office's working calendar from its fingerprinted JSON, and the terms counted by it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from .moments import ZONE, local_day

DAY = timedelta(days=1)
MOST = 36_600
TERM = re.compile(r"\s*(\d{1,6}(?:\.\d{1,4})?)\s*(WD|WH|NH|CD|min)\s*", re.ASCII)
YEARLY = re.compile(r"\s*next year\s+(\d{2})-(\d{2})\s*", re.ASCII)


class NoTerm(ValueError):
    """A term outside the grammar, or out of range."""


class Calendar:
    """Weekdays, less the days off of a year's table, plus the weekends worked."""

    def __init__(self, data: dict[str, Any]) -> None:
        hours = data.get("hours", {})
        self.off = {date.fromisoformat(day) for year in data.get("years", ()) for day in year["off"]}
        self.work = {date.fromisoformat(day) for year in data.get("years", ()) for day in year["work"]}
        self.spans = [(time.fromisoformat(a), time.fromisoformat(b)) for a, b in hours["spans"]]
        self.due_time, self.day_ends = time.fromisoformat(hours["due"]), time.fromisoformat(hours["day_ends"])

    def is_workday(self, day: date) -> bool:
        return day not in self.off and (day in self.work or day.weekday() < 5)

    def workdays_after(self, start: date, n: int) -> date:
        """The n-th working day after a day; 0 is the day itself or the next working day."""
        return self._nth(start - DAY, 1, 1) if n == 0 else self._nth(start, n, 1)

    def workdays_before(self, day: date, n: int) -> date:
        if n < 1:
            raise NoTerm(str(n))
        return self._nth(day, n, -1)

    def calendar_days_after(self, start: date, n: int) -> date:
        if not 0 <= n <= MOST:
            raise NoTerm(str(n))
        return self.workdays_after(start + DAY * n, 0)

    def workdays_left(self, today: date, due: date) -> int:
        """0 on the day itself, negative once it has passed."""
        first, last = sorted((today, due))
        if (last - first).days > MOST:
            raise NoTerm("too far")
        count = sum(self.is_workday(first + DAY * i) for i in range(1, (last - first).days + 1))
        return count if today <= due else -max(count, 1)

    def closing(self, day: date) -> datetime:
        return datetime.combine(day, self.due_time, ZONE).astimezone(UTC)

    def working_hours_after(self, start: datetime, hours: Decimal) -> datetime:
        if not 0 <= hours <= MOST:
            raise NoTerm(str(hours))
        left, moment = span_of(hours), start.astimezone(ZONE)
        for opens, closes in self._open_spans(moment.date()):
            if closes < moment or (closes == moment and left):
                continue
            begin = max(opens, moment)
            if left <= closes - begin:
                return (begin + left).astimezone(UTC)
            left -= closes - begin
        raise NoTerm("no office hours")

    def natural_hours_after(self, start: datetime, hours: Decimal) -> datetime:
        if not 0 <= hours <= MOST * 24:
            raise NoTerm(str(hours))
        return start.astimezone(UTC) + span_of(hours)

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        begin, finish, total = start.astimezone(ZONE), end.astimezone(ZONE), timedelta(0)
        if (finish - begin).days > MOST:
            raise NoTerm("too far")
        for opens, closes in self._open_spans(begin.date()):
            if opens >= finish:
                break
            total += max(min(closes, finish) - max(opens, begin), timedelta(0))
        return total

    def due(self, term: str, start: datetime) -> datetime:
        """When a term begun at a moment ends; raises NoTerm for anything outside the grammar."""
        day = local_day(start)
        if counted := TERM.fullmatch(term):
            amount, unit = Decimal(counted[1]), counted[2]
            if unit in ("WD", "CD") and amount != int(amount):
                raise NoTerm(term)
            if unit == "WD":
                return self.closing(self.workdays_after(day, int(amount)))
            if unit == "CD":
                end = self.calendar_days_after(day, int(amount))
                return datetime.combine(end, self.day_ends, ZONE).astimezone(UTC)
            if unit == "WH":
                return self.working_hours_after(start, amount)
            return self.natural_hours_after(start, amount if unit == "NH" else amount / 60)
        if term.strip() == "month end":
            return self.closing(self._month_end(day))
        if named := YEARLY.fullmatch(term):
            try:
                return self.closing(self.workdays_after(date(day.year + 1, int(named[1]), int(named[2])), 0))
            except ValueError as error:
                raise NoTerm(term) from error
        raise NoTerm(term)

    def resumed(self, old: datetime, paused: datetime, now: datetime) -> datetime:
        """A due after a pause: the working days left at its beginning go on from the day after its end."""
        left = self.workdays_left(local_day(paused), local_day(old))
        if paused > old or left < 0 or now <= paused:
            return old
        return max(old, self.closing(self.workdays_after(local_day(now), left)))

    def extended(self, old: datetime, days: int) -> datetime:
        return self.closing(self.workdays_after(local_day(old), days))

    def _month_end(self, day: date) -> date:
        first = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        last = self.workdays_before(first, 1)
        return last if last >= day else self._month_end(first)

    def _nth(self, day: date, n: int, step: int) -> date:
        if not 0 <= n <= MOST:
            raise NoTerm(str(n))
        while n:
            try:
                day += DAY * step
            except OverflowError as error:
                raise NoTerm("out of range") from error
            n -= self.is_workday(day)
        return day

    def _open_spans(self, first: date) -> Iterator[tuple[datetime, datetime]]:
        for i in range(-1, MOST):
            day = first + DAY * i
            if self.is_workday(day):
                for opens, closes in self.spans:
                    yield datetime.combine(day, opens, ZONE), datetime.combine(day, closes, ZONE)


def span_of(hours: Decimal) -> timedelta:
    return timedelta(microseconds=int(Decimal(hours) * 3_600_000_000))
