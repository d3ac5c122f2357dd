"""What an office may edit about time: the rest and work days of a year, and its office hours."""

from __future__ import annotations

import calendar as months
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from typing import Any

from chinese_calendar import constants as notices

from engine.errors import Refused


@dataclass(frozen=True)
class YearTable:
    """One year's exceptions to the plain week: weekdays off and weekends worked.

    `source` names the notice the dates were taken from. Raises Refused for a date of another year,
    a weekend listed as off, or a weekday listed as worked, so that a typing error is not silently harmless.
    """

    year: int
    off: frozenset[date]
    work: frozenset[date]
    source: str = ""

    def __post_init__(self) -> None:
        for day in sorted(self.off | self.work):
            weekend = day.weekday() >= 5
            if day.year != self.year:
                raise _bad_day(day, f"不属于{self.year}年", f"is not in {self.year}")
            if day in self.off and weekend:
                raise _bad_day(day, "本来就是周末,不必列为放假", "is a weekend anyway")
            if day in self.work and not weekend:
                raise _bad_day(day, "本来就是工作日,不必列为调休上班", "is a weekday anyway")

    def as_json(self) -> dict[str, Any]:
        return {
            "year": self.year,
            "off": [d.isoformat() for d in sorted(self.off)],
            "work": [d.isoformat() for d in sorted(self.work)],
            "source": self.source,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> YearTable:
        try:
            return cls(int(value["year"]), _days(value["off"]), _days(value["work"]), str(value.get("source", "")))
        except (KeyError, TypeError, ValueError) as problem:
            raise Refused("calendar.year_table", "年度工作日表的格式不对。", f"Bad year table: {problem}.") from problem


@dataclass(frozen=True)
class OfficeHours:
    """The hours of a working day, local time.

    `spans` are the open spans in order; `due` is when a working-day term ends; `day_ends` is the law's
    "until 24:00", kept on the last day itself; from `next_year_from` (month, day) on a missing next year is
    named; inside `quiet` only the most urgent notices go out; at `digest` each working day everybody is told what
    is due.
    """

    spans: tuple[tuple[time, time], ...]
    due: time
    day_ends: time
    next_year_from: tuple[int, int]
    quiet: tuple[time, time]
    digest: time | None = None  # None: a calendar from before there was one; nothing is sent

    def __post_init__(self) -> None:
        edges = [edge for span in self.spans for edge in span]
        month, day = self.next_year_from
        if not edges or any(a >= b for a, b in pairwise(edges)):
            raise Refused("calendar.hours", "办公时间段必须依次递增。", "Office hours must rise.")
        if not (1 <= month <= 12 and 1 <= day <= months.monthrange(2001, month)[1]):
            raise Refused("calendar.hours", "提醒日期不存在。", "The reminder date does not exist.")

    def as_json(self) -> dict[str, Any]:
        return {
            "spans": [[a.isoformat("minutes"), b.isoformat("minutes")] for a, b in self.spans],
            "due": self.due.isoformat(),
            "day_ends": self.day_ends.isoformat(),
            "next_year_from": "{:02d}-{:02d}".format(*self.next_year_from),
            "quiet": [moment.isoformat("minutes") for moment in self.quiet],
            **({"digest": self.digest.isoformat("minutes")} if self.digest else {}),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> OfficeHours:
        try:
            month, day = str(value["next_year_from"]).split("-")
            evening, morning = value["quiet"]
            return cls(
                tuple((_time(a), _time(b)) for a, b in value["spans"]),
                _time(value["due"]),
                _time(value["day_ends"]),
                (int(month), int(day)),
                (_time(evening), _time(morning)),
                _time(value["digest"]) if value.get("digest") else None,
            )
        except (KeyError, TypeError, ValueError) as problem:
            raise Refused("calendar.hours", "办公时间格式不对。", f"Bad office hours: {problem}") from problem


def seeded_years() -> dict[int, YearTable]:
    """The State Council's notices as `chinesecalendar` carries them (2004 to its last year)."""
    off: dict[int, set[date]] = {}
    work: dict[int, set[date]] = {}
    for day in notices.holidays:
        off.setdefault(day.year, set())
        if day.weekday() < 5:
            off[day.year].add(day)
    for day in notices.workdays:
        if day.weekday() >= 5:
            work.setdefault(day.year, set()).add(day)
    source = "国务院办公厅关于节假日安排的通知 (chinesecalendar)"
    return {
        year: YearTable(year, frozenset(days), frozenset(work.get(year, ())), source)
        for year, days in sorted(off.items())
    }


def _days(values: Iterable[Any]) -> frozenset[date]:
    return frozenset(v if isinstance(v, date) else date.fromisoformat(v) for v in values)


def _time(value: Any) -> time:
    return value if isinstance(value, time) else time.fromisoformat(str(value))


def _bad_day(day: date, zh: str, en: str) -> Refused:
    return Refused("calendar.year_table", f"{day.isoformat()} {zh}。", f"{day.isoformat()} {en}.")
