"""Offsets of named time zones; the office's own is known also where a machine has no zone tables."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

OFFICE = "Asia/Shanghai"
NAMED = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*", re.ASCII)
EPOCH = datetime(1970, 1, 1)


def zone_of(name: str) -> tzinfo | None:
    """The zone, or None when there is none of that name."""
    if len(name) > 64 or not NAMED.fullmatch(name):
        return None
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError
        if name == OFFICE:  # since 1991 without summer time
            return timezone(timedelta(hours=8))
        return UTC if name in ("UTC", "GMT", "Etc/UTC") else None


def office_zone() -> tzinfo:
    return zone_of(OFFICE) or timezone(timedelta(hours=8))


def offset_at(name: str, wall_seconds: int) -> int:
    """Seconds east of UTC when the wall clock there shows that many seconds since 1970 (year 1 to 9999, else the
    same moment of another 400 years)."""
    zone = zone_of(name) or UTC
    shift = zone.utcoffset(_wall(wall_seconds).replace(tzinfo=zone))
    return int(shift.total_seconds()) if shift is not None else 0


def offset_from(name: str, utc_seconds: int) -> int:
    """The same when the moment is given in UTC."""
    zone = zone_of(name) or UTC
    shift = _wall(utc_seconds).replace(tzinfo=UTC).astimezone(zone).utcoffset()
    return int(shift.total_seconds()) if shift is not None else 0


def _wall(seconds: int) -> datetime:
    cycle = 146_097 * 86_400  # 400 years of the Gregorian calendar
    if not -60_000_000_000 < seconds < 250_000_000_000:
        seconds = seconds % cycle
    return EPOCH + timedelta(seconds=seconds)
