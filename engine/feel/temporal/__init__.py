"""Dates, times and durations of FEEL: any year up to ±999,999,999, nanoseconds, offsets and named zones.

Values are frozen and say what they are by `str()` in the form FEEL reads again.
May import: the standard library only.
"""

from __future__ import annotations

from engine.feel.temporal.date import Date
from engine.feel.temporal.durations import DaysDuration, MonthsDuration
from engine.feel.temporal.moment import DateTime
from engine.feel.temporal.time import Time

__all__ = ["Date", "DateTime", "DaysDuration", "MonthsDuration", "Time"]
