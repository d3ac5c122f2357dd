"""Office hours between many pairs of moments: the calendar's spans added up once, each pair by two searches."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime, timedelta

from engine.organization import Calendar, local_date

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1)


def microseconds(at: datetime) -> int:
    return (at - EPOCH) // MICROSECOND


def moment(at: int) -> datetime:
    return EPOCH + at * MICROSECOND


class OfficeClock:
    """The office hours of a calendar between two moments; outside them nothing runs."""

    def __init__(self, calendar: Calendar, first: int, last: int) -> None:
        self._opens: list[int] = []
        self._before: list[int] = []  # office time before the span opens
        self._long: list[int] = []
        total = 0
        day, end = local_date(moment(first)) - DAY, local_date(moment(last)) + DAY
        while day <= end:
            for opens, closes in calendar.spans_of(day):
                begin = microseconds(opens)
                long = microseconds(closes) - begin
                self._opens.append(begin)
                self._before.append(total)
                self._long.append(long)
                total += long
            day += DAY

    def between(self, start: int, end: int) -> int:
        """Office time from `start` to `end` in microseconds; nothing when `end` is not later."""
        return max(self._at(end) - self._at(start), 0)

    def _at(self, moment: int) -> int:
        n = bisect_right(self._opens, moment) - 1
        if n < 0:
            return 0
        return self._before[n] + min(moment - self._opens[n], self._long[n])
