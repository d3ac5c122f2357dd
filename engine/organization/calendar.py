"""The working calendar: counting working days, office hours and calendar days, forwards and back.

A year without a table counts Monday to Friday and says so in `warnings`; a distant year never fails.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from engine.errors import Finding, Refused
from engine.organization.times import ZONE, local, local_date
from engine.organization.year_table import OfficeHours, YearTable, seeded_years

MOST_DAYS = 36_600  # a hundred years: more is a typing error, and counting stays bounded
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """Year tables and office hours of one office; immutable, compared by `fingerprint`."""

    years: Mapping[int, YearTable]
    hours: OfficeHours

    # -- days

    def is_workday(self, day: date) -> bool:
        table = self.years.get(day.year)
        if table is not None:
            if day in table.off:
                return False
            if day in table.work:
                return True
        return day.weekday() < 5

    def workdays_after(self, start: date, n: int) -> date:
        """WD: the n-th working day strictly after `start`; 0 is `start` itself or the next one."""
        if n == 0:
            return next(d for d in self._walk(start - DAY, 1) if self.is_workday(d))
        return self._nth(start, n, 1)

    def workdays_before(self, event: date, n: int) -> date:
        """BACK: the n-th working day strictly before `event`, the latest day allowed for "会前n个工作日"."""
        if n < 1:
            raise _out_of_range(n)
        return self._nth(event, n, -1)

    def calendar_days_after(self, start: date, n: int) -> date:
        """CD: "N日" of a law; a last rest day moves to the next working day (民法典 201-203)."""
        if not 0 <= n <= MOST_DAYS:
            raise _out_of_range(n)
        try:
            return self.workdays_after(start + timedelta(days=n), 0)
        except OverflowError as problem:
            raise _out_of_range(n) from problem

    def workdays_left(self, today: date, due: date) -> int:
        """R: working days from `today` to `due`; 0 = due today, negative once the date has passed."""
        first, last = min(today, due), max(today, due)
        if (last - first).days > MOST_DAYS:
            raise _out_of_range((last - first).days)
        count = sum(self.is_workday(first + DAY * i) for i in range(1, (last - first).days + 1))
        return count if today <= due else -max(count, 1)

    # -- moments (aware in, UTC out)

    def closing(self, day: date) -> datetime:
        """When a working-day term ends on `day`."""
        return datetime.combine(day, self.hours.due, ZONE).astimezone(UTC)

    def end_of_day(self, day: date) -> datetime:
        """The law's 24:00 of `day`."""
        return datetime.combine(day, self.hours.day_ends, ZONE).astimezone(UTC)

    def working_hours_after(self, start: datetime, hours: Decimal) -> datetime:
        """WH: `hours` office hours after `start`; outside them the count begins at the next opening."""
        if not 0 <= hours <= MOST_DAYS:
            raise _out_of_range(hours)
        left = _timedelta(hours)
        moment = local(start)
        for opens, closes in self._spans(moment.date()):
            if closes < moment or (closes == moment and left):
                continue
            begin = max(opens, moment)
            if left <= closes - begin:
                return (begin + left).astimezone(UTC)
            left -= closes - begin
        raise _out_of_range(hours)

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """Office hours from `start` to `end`; nothing when `end` is not later."""
        begin, finish = local(start), local(end)
        if (finish - begin).days > MOST_DAYS:
            raise _out_of_range((finish - begin).days)
        total = timedelta(0)
        for opens, closes in self._spans(begin.date()):
            if opens >= finish:
                return total
            total += max(min(closes, finish) - max(opens, begin), timedelta(0))
        raise _out_of_range(end.isoformat())

    def spans_of(self, day: date) -> list[tuple[datetime, datetime]]:
        """When the office is open on `day`; empty on a rest day."""
        if not self.is_workday(day):
            return []
        return [(datetime.combine(day, o, ZONE), datetime.combine(day, c, ZONE)) for o, c in self.hours.spans]

    def natural_hours_after(self, start: datetime, hours: Decimal) -> datetime:
        """NH: hours by the clock on the wall, nights and holidays included."""
        if not 0 <= hours <= MOST_DAYS * 24:
            raise _out_of_range(hours)
        try:
            return local(start).astimezone(UTC) + _timedelta(hours)
        except OverflowError as problem:
            raise _out_of_range(hours) from problem

    def loud_from(self, moment: datetime) -> datetime:
        """The moment itself, or the end of the quiet hours (22:00-07:00) it falls into."""
        evening, morning = self.hours.quiet
        wall = local(moment)
        late, early = wall.time() >= evening, wall.time() < morning
        if not (late or early if evening > morning else late and early):
            return moment.astimezone(UTC)
        day = wall.date() + DAY if late and evening > morning else wall.date()
        return datetime.combine(day, morning, ZONE).astimezone(UTC)

    # -- upkeep

    def warnings(self, on: date | datetime) -> list[Finding]:
        """Missing tables the office must hear of: this year's, or from 1 November the next year's."""
        today = local_date(on)
        found = []
        if today.year not in self.years:
            found.append(_missing_year("calendar.year_missing", today.year))
        if (today.month, today.day) >= self.hours.next_year_from and today.year + 1 not in self.years:
            found.append(_missing_year("calendar.next_year_missing", today.year + 1))
        return found

    def with_year(self, table: YearTable) -> Calendar:
        """A new calendar in which `table` replaces or adds its year."""
        return replace(self, years={**self.years, table.year: table})

    def as_json(self) -> dict[str, Any]:
        return {
            "hours": self.hours.as_json(),
            "years": [table.as_json() for _, table in sorted(self.years.items())],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Calendar:
        tables = [YearTable.from_json(table) for table in value.get("years", ())]
        return cls({table.year: table for table in tables}, OfficeHours.from_json(value.get("hours", {})))

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the canonical JSON: which calendar a due date was counted by."""
        text = json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    # -- walking

    def _nth(self, start: date, n: int, step: int) -> date:
        if not 0 <= n <= MOST_DAYS:
            raise _out_of_range(n)
        for day in self._walk(start, step):
            n -= self.is_workday(day)
            if n == 0:
                return day
        raise _out_of_range(n)

    def _walk(self, day: date, step: int) -> Iterator[date]:
        while True:
            try:
                day += step * DAY
            except OverflowError as problem:
                raise _out_of_range(day.isoformat()) from problem
            yield day

    def _spans(self, first: date) -> Iterator[tuple[datetime, datetime]]:
        for day in self._walk(first - DAY, 1):
            yield from self.spans_of(day)


def seeded_calendar(hours: OfficeHours | None = None) -> Calendar:
    """The published years with the given office hours, or the usual ones of hours.toml beside this file."""
    if hours is None:
        text = (Path(__file__).parent / "hours.toml").read_text(encoding="utf-8")
        hours = OfficeHours.from_json(tomllib.loads(text))
    return Calendar(seeded_years(), hours)


def _timedelta(hours: Decimal) -> timedelta:
    return timedelta(microseconds=int(Decimal(hours) * 3_600_000_000))


def _missing_year(code: str, year: int) -> Finding:
    return Finding(
        code,
        str(year),
        f"{year}年的工作日安排尚未录入,暂按周一至周五计算。",
        f"The working days of {year} are not entered yet; Monday to Friday are counted.",
        severity="warning",
    )


def _out_of_range(what: object) -> Refused:
    return Refused("term.out_of_range", f"时限超出可计算的范围:{what}。", f"Term out of range: {what}.")
