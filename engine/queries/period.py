"""Days of the office as a condition on a moment."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, true

from engine.clock import LOCAL


def period(moment: Any, since: date | None, until: date | None) -> ColumnElement[bool]:
    """Both days included. Any day at all may be asked for: the last one has no day after it and needs none, and the
    beginning of the first one lies before what UTC can say, which is why moments stay in the office's time here."""
    wanted: list[ColumnElement[bool]] = [true()]
    if since:
        wanted.append(moment >= begins(since))
    if until and until < date.max:
        wanted.append(moment < begins(until + timedelta(days=1)))
    return and_(*wanted)


def begins(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)
