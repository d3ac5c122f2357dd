"""When a person gets round to a task: within its term as a rule, in office hours, some of them late."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from decimal import Decimal

from engine.demo.habit import Pace
from engine.organization import Calendar


class Pacing:
    """Moments drawn on one calendar."""

    def __init__(self, calendar: Calendar, draw: random.Random) -> None:
        self.calendar, self.draw = calendar, draw

    def done_at(self, step: str, now: datetime, due: datetime | None, pace: Pace) -> datetime:
        """A moment for a step that opens now."""
        if due is None:
            return self.soon(now, *pace.hours)
        if due <= now:
            return self.soon(now, 0.3, 7.0)
        if self.draw.random() < pace.late:
            return self.soon(due, 0.5, 14.0)
        earliest, latest = pace.steps.get(step, pace.usual)
        way = self.draw.triangular(earliest, latest, earliest + (latest - earliest) / 3)
        target = now + (due - now) * way
        opened = self.soon(target, 0.0, 0.3)
        return opened if opened <= due else max(target, now + timedelta(minutes=1))

    def soon(self, now: datetime, least: float, most: float) -> datetime:
        """Some office hours later, to the minute."""
        hours = Decimal(self.draw.randint(int(least * 60) + 1, int(most * 60) + 1)) / 60
        return self.calendar.working_hours_after(now, hours).replace(second=0, microsecond=0)
