"""Named time zones and offsets."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from engine.feel.temporal.calendar import from_days

MAX_OFFSET = 18 * 3600
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,3}")


@lru_cache(maxsize=1024)
def find_zone(name: str) -> ZoneInfo | None:
    """The zone of that name, or None; only the tz database is asked."""
    if len(name) > 64 or _NAME.fullmatch(name) is None:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def offset_at(zone: str, days: int, seconds: int) -> int:
    """Offset in seconds east of Greenwich at a local time (day number, seconds of the day)."""
    found = find_zone(zone)
    return 0 if found is None else _seconds(_moment(days, seconds, found))


def offset_of_instant(zone: str, days: int, seconds: int) -> int:
    """Offset at a time given in UTC."""
    found = find_zone(zone)
    return 0 if found is None else _seconds(_moment(days, seconds, UTC).astimezone(found))


def _moment(days: int, seconds: int, zone: tzinfo) -> datetime:
    """A Python datetime; for a year Python does not know, one with the same calendar 400 years of cycles away."""
    year, month, day = from_days(days)
    if not 2 <= year <= 9997:
        year = (400 if year < 2 else 9200) + year % 400
    return datetime(year, month, day, seconds // 3600, seconds // 60 % 60, seconds % 60, tzinfo=zone)


def _seconds(moment: datetime) -> int:
    offset = moment.utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


def format_offset(seconds: int) -> str:
    """`Z`, `+08:00`, `-01:30`, `+02:01:30`."""
    if seconds == 0:
        return "Z"
    size = abs(seconds)
    text = f"{'-' if seconds < 0 else '+'}{size // 3600:02d}:{size // 60 % 60:02d}"
    return f"{text}:{size % 60:02d}" if size % 60 else text
