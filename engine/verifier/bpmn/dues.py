"""Dues counted again: a term, an extension from the old due, a pause that stopped the clock."""

from __future__ import annotations

from datetime import datetime

from .. import terms
from ..calendar import Calendar
from .moments import local_day


def due(calendar: Calendar, term: str, start: datetime) -> datetime:
    """When a term begun at a moment ends (UTC); ValueError for what is no term."""
    return terms.due(term, start, calendar)


def extended(calendar: Calendar, old: datetime, days: int) -> datetime:
    """So many working days after the old due, at closing time."""
    return calendar.at(calendar.workday(local_day(old), days), calendar.due)


def resumed(calendar: Calendar, old: datetime, paused: datetime, now: datetime) -> datetime:
    """A due after a pause: the working days left at its beginning go on from the day after its end."""
    left = calendar.workdays_left(local_day(paused), local_day(old))
    if paused > old or left < 0 or now <= paused:
        return old
    return max(old, calendar.at(calendar.workday(local_day(now), left), calendar.due))
