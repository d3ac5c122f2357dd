"""Timer texts: ISO 8601 dates, durations and cycles, literal or from FEEL, to moments in UTC.

A cycle is anchored: its k-th moment is anchor + k × interval, so late or early firing never shifts the rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from engine import feel

OFFICE_ZONE = ZoneInfo("Asia/Shanghai")
_DURATION = re.compile(
    r"^P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?"
    r"(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,6}))?S)?)?$"
)
_REPEAT = re.compile(r"^R(\d{0,6})$")


class TimerTextWrong(Exception):
    """A timer text nobody can read; zh and en say why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


@dataclass(frozen=True, slots=True)
class Duration:
    """Calendar months and an exact rest."""

    months: int
    rest: timedelta

    def after(self, moment: datetime, times: int = 1) -> datetime:
        """`moment` plus this duration `times` times; months are counted on the office's calendar."""
        try:
            if self.months:
                there = moment.astimezone(OFFICE_ZONE)
                months = there.month - 1 + self.months * times
                year, month = there.year + months // 12, months % 12 + 1
                last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
                moment = there.replace(year=year, month=month, day=min(there.day, last)).astimezone(UTC)
            return moment + self.rest * times
        except (OverflowError, ValueError) as error:
            raise TimerTextWrong("定时时间超出范围。", "The time is out of range.") from error


@dataclass(frozen=True, slots=True)
class Cycle:
    """`repeat` moments (None: without end), the first one interval after the anchor (or at `start`)."""

    repeat: int | None
    interval: Duration
    start: datetime | None = None


def check_literal(kind: str, text: str) -> None:
    """Raises TimerTextWrong unless `text` is a date, duration or cycle as `kind` says."""
    {"date": parse_date, "duration": parse_duration, "cycle": parse_cycle}[kind](text)


def parse_date(text: str) -> datetime:
    """ISO date or date-time to UTC; without a zone it is office time."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise TimerTextWrong(
            f"“{text}”不是 ISO 8601 日期时间(例如 2026-03-01T09:00:00+08:00)。",
            f"“{text}” is not an ISO 8601 date-time (such as 2026-03-01T09:00:00+08:00).",
        ) from error
    return _utc(found)


def _utc(found: datetime) -> datetime:
    try:
        return (found if found.tzinfo else found.replace(tzinfo=OFFICE_ZONE)).astimezone(UTC)
    except OverflowError as error:
        raise TimerTextWrong("定时时间超出范围。", "The time is out of range.") from error


def parse_duration(text: str) -> Duration:
    match = _DURATION.match(text.strip())
    if match is None:
        raise TimerTextWrong(
            f"“{text}”不是 ISO 8601 时长(例如 P3D、PT2H)。",
            f"“{text}” is not an ISO 8601 duration (such as P3D, PT2H).",
        )
    years, months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[:7])
    micro = int((match.group(8) or "0").ljust(6, "0"))
    try:
        rest = timedelta(days=days + 7 * weeks, hours=hours, minutes=minutes, seconds=seconds, microseconds=micro)
    except OverflowError as error:
        raise TimerTextWrong("时长太大。", "The duration is too long.") from error
    return Duration(12 * years + months, rest)


def parse_cycle(text: str) -> Cycle:
    """`R3/PT1H`, `R/P1D`, `R3/<start>/PT1H`; R3 fires three times."""
    parts = text.strip().split("/")
    repeat = _REPEAT.match(parts[0])
    if repeat is None or len(parts) not in (2, 3):
        raise TimerTextWrong(
            f"“{text}”不是 ISO 8601 循环(例如 R3/PT1H)。",
            f"“{text}” is not an ISO 8601 cycle (such as R3/PT1H).",
        )
    count = int(repeat.group(1)) if repeat.group(1) else None
    interval = parse_duration(parts[-1])
    if count == 0 or (interval.months == 0 and interval.rest <= timedelta(0)):
        raise TimerTextWrong(
            f"循环“{text}”永远不会或立即无限次触发。", f"The cycle “{text}” would never or always fire."
        )
    return Cycle(count, interval, parse_date(parts[1]) if len(parts) == 3 else None)


def as_moment(value: Any) -> datetime:
    """A FEEL or ISO text value as a moment in UTC; a date alone is its midnight in the office's zone."""
    if isinstance(value, datetime):
        return _utc(value)
    if isinstance(value, date):
        return _utc(datetime.combine(value, time()))
    text = value if isinstance(value, str) else feel.to_json(value)
    if not isinstance(text, str):
        raise TimerTextWrong(f"“{text}”不是日期时间。", f"“{text}” is not a date-time.")
    moment, _, zone = text.partition("@")
    if not zone:
        return parse_date(moment)
    try:
        return _utc(datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone)))
    except (ValueError, KeyError) as error:
        raise TimerTextWrong(f"“{text}”不是日期时间。", f"“{text}” is not a date-time.") from error


def as_duration(value: Any) -> Duration:
    if isinstance(value, timedelta):
        return Duration(0, value)
    text = value if isinstance(value, str) else feel.to_json(value)
    if not isinstance(text, str):
        raise TimerTextWrong(f"“{text}”不是时长。", f"“{text}” is not a duration.")
    return parse_duration(text)


def as_cycle(value: Any) -> Cycle:
    """A cycle text; a bare duration repeats without end."""
    if isinstance(value, str) and value.startswith("R"):
        return parse_cycle(value)
    return parse_cycle(f"R/{feel.to_json(value) if not isinstance(value, str) else value}")
