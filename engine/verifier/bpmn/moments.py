"""Dates, durations and cycles of timers, as ISO 8601 texts, in the office's time zone."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ..calendar import ZONE
from ..office import moment

DURATION = re.compile(
    r"P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?"
    r"(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,6}))?S)?)?"
)


class NoMoment(ValueError):
    """A text that is no date, duration or cycle."""


def local_day(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()


def moment_of(value: Any) -> datetime:
    """An ISO text (date, date and time, with offset, with `@zone`, or without: the office's) in UTC."""
    try:
        found = value if isinstance(value, datetime) else moment(value)
        return (found if found.tzinfo else found.replace(tzinfo=ZONE)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise NoMoment(f"not a moment: {value!r}") from error


def after(text: Any, moment: datetime, times: int = 1) -> datetime:
    """`moment` plus an ISO duration `times` times; months are counted on the office's calendar."""
    match = DURATION.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        raise NoMoment(f"not a duration: {text!r}")
    years, months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[:7])
    try:
        total = (12 * years + months) * times
        if total:
            there = moment.astimezone(ZONE)
            year, month = divmod(there.year * 12 + there.month - 1 + total, 12)
            day = min(there.day, monthrange(year, month + 1)[1])
            moment = there.replace(year=year, month=month + 1, day=day).astimezone(UTC)
        rest = timedelta(
            weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds,
            microseconds=int((match.group(8) or "0").ljust(6, "0")),
        )  # fmt: skip
        return moment + rest * times
    except (OverflowError, ValueError) as error:
        raise NoMoment(f"out of range: {text!r}") from error


def start_timer(kind: str, value: Any, literal: str, now: datetime) -> dict[str, Any]:
    """The facts of a timer that begins now: due, and since when or which cycle."""
    if kind == "date":
        return {"due": moment_of(value).isoformat(), "since": now.isoformat()}
    if kind == "duration":
        return {"due": after(value, now).isoformat(), "since": now.isoformat()}
    text = value if isinstance(value, str) else literal
    parts = text.split("/") if text.startswith("R") else ["R", text]
    interval = parts[-1]
    anchor = moment_of(parts[1]) if len(parts) == 3 else after(interval, now)
    repeat = int(parts[0][1:]) if parts[0][1:] else None
    return {"due": anchor.isoformat(), "anchor": anchor.isoformat(), "interval": interval, "repeat": repeat, "fired": 1}


def next_time(facts: dict[str, Any]) -> dict[str, Any] | None:
    """A cycle's facts for its next time; None when it is used up, or no cycle."""
    if "interval" not in facts or (facts["repeat"] is not None and facts["fired"] >= facts["repeat"]):
        return None
    due = after(facts["interval"], datetime.fromisoformat(facts["anchor"]), facts["fired"])
    return {**facts, "due": due.isoformat(), "fired": facts["fired"] + 1}


def moved_timer(facts: dict[str, Any], due: str) -> dict[str, Any]:
    """The facts with another due; a cycle goes on from there."""
    if "interval" not in facts:
        return {**facts, "due": due}
    shift = datetime.fromisoformat(due) - datetime.fromisoformat(facts["due"])
    anchor = datetime.fromisoformat(facts["anchor"]) + shift
    return {**facts, "due": due, "anchor": anchor.isoformat()}
