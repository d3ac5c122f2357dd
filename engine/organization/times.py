"""The one time zone of an office, and how a moment becomes one of its dates."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


def local(moment: datetime) -> datetime:
    """The same moment on the office's wall clock; a naive time is a programming error (ValueError)."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(ZONE)


def local_date(at: date | datetime) -> date:
    """The office's calendar date of an aware moment; a plain date is returned unchanged."""
    return local(at).date() if isinstance(at, datetime) else at


def utc(moment: datetime) -> datetime:
    """The same moment in UTC, the form everything inside the engine keeps."""
    return local(moment).astimezone(UTC)
