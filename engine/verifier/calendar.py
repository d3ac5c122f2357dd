"""The working calendar of a package: working days and office hours counted again.

Days of a year without a table are working days from Monday to Friday. What lies more than a hundred years away, or
beyond the years Python counts, is OutOfRange.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from .feel.zones import office_zone
from .not_verified import NotVerified

ZONE = office_zone()
DAY = timedelta(days=1)
FARTHEST = 36_600  # days


class OutOfRange(ValueError):
    """No date that can be counted to; FEEL sees null."""


@dataclass(frozen=True)
class Calendar:
    """`off` are the weekdays without work, `work` the weekends with it; `spans` the office hours of a day."""

    off: frozenset[date]
    work: frozenset[date]
    spans: tuple[tuple[time, time], ...]
    due: time
    day_ends: time

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Calendar:
        try:
            hours = value["hours"]
            tables = value["years"]
            return cls(
                frozenset(date.fromisoformat(day) for table in tables for day in table["off"]),
                frozenset(date.fromisoformat(day) for table in tables for day in table["work"]),
                tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in hours["spans"]),
                time.fromisoformat(hours["due"]),
                time.fromisoformat(hours["day_ends"]),
            )
        except (KeyError, TypeError, ValueError) as problem:
            raise NotVerified("工作日历的格式不对。") from problem

    def is_workday(self, day: date) -> bool:
        return day in self.work or (day.weekday() < 5 and day not in self.off)

    def workday(self, start: date, number: int) -> date:
        """The working day so many after `start`, or before it when negative; 0 is `start` or the first after it."""
        if abs(number) > FARTHEST:
            raise OutOfRange
        step = -DAY if number < 0 else DAY
        day, left = (start - DAY, 1) if number == 0 else (start, abs(number))
        while left:
            day = _moved(day, step)
            left -= self.is_workday(day)
        return day

    def calendar_day(self, start: date, number: int) -> date:
        """So many days after; a day of rest moves to the next working day."""
        if not 0 <= number <= FARTHEST:
            raise OutOfRange
        return self.workday(_moved(start, number * DAY), 0)

    def workdays_left(self, today: date, until: date) -> int:
        """Working days after today up to `until`; once it has passed, those since then, at least one, negative."""
        if abs((until - today).days) > FARTHEST:
            raise OutOfRange
        first, last = sorted((today, until))
        between = (first + n * DAY for n in range(1, (last - first).days + 1))
        count = sum(map(self.is_workday, between))
        return count if today <= until else min(-count, -1)

    def at(self, day: date, clock: time) -> datetime:
        """That time of the office's day."""
        return datetime.combine(day, clock, ZONE).astimezone(UTC)

    def open_spans(self, first: date) -> Iterator[tuple[datetime, datetime]]:
        day = _moved(first, -DAY)
        for _ in range(2 * FARTHEST):
            if self.is_workday(day):
                for opens, closes in self.spans:
                    yield self.at(day, opens), self.at(day, closes)
            day = _moved(day, DAY)
        raise OutOfRange

    def office_hours_after(self, start: datetime, hours: Decimal) -> datetime:
        """When so many office hours have passed; a start outside them waits for the next opening."""
        if not 0 <= hours <= FARTHEST:
            raise OutOfRange
        left = _span(hours)
        for opens, closes in self.open_spans(start.astimezone(ZONE).date()):
            begin = max(opens, start)
            if begin > closes or (begin == closes and left):
                continue
            if begin + left <= closes:
                return begin + left
            left -= closes - begin
        raise OutOfRange

    def office_time(self, start: datetime, end: datetime) -> timedelta:
        """How long the office was open from start to end."""
        if (end - start).days > FARTHEST:
            raise OutOfRange
        total = timedelta()
        if end <= start:
            return total
        for opens, closes in self.open_spans(start.astimezone(ZONE).date()):
            if opens >= end:
                return total
            total += max(timedelta(), min(closes, end) - max(opens, start))
        return total


def hours_after(start: datetime, hours: Decimal) -> datetime:
    """So many hours by the clock."""
    if not 0 <= hours <= 24 * FARTHEST:
        raise OutOfRange
    moved: datetime = _moved(start.astimezone(UTC), _span(hours))
    return moved


def _span(hours: Decimal) -> timedelta:
    return timedelta(microseconds=int(hours * 3_600_000_000))


def _moved(start: Any, by: timedelta) -> Any:
    try:
        return start + by
    except OverflowError as problem:
        raise OutOfRange from problem
