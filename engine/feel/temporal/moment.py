"""Date and time together."""

from __future__ import annotations

from dataclasses import dataclass

from engine.feel.temporal.calendar import MAX_YEAR, from_days
from engine.feel.temporal.date import Date
from engine.feel.temporal.durations import DAY, SECOND
from engine.feel.temporal.time import Time
from engine.feel.temporal.zones import offset_of_instant


@dataclass(frozen=True, slots=True)
class DateTime:
    date: Date
    time: Time

    @classmethod
    def of_nanos(cls, nanos: int, offset: int | None = None, zone: str | None = None) -> DateTime | None:
        """From local nanoseconds since 1970-01-01T00:00:00; None beyond the last year."""
        days, rest = divmod(nanos, DAY)
        year, month, day = from_days(days)
        if abs(year) > MAX_YEAR:
            return None
        return cls(Date(year, month, day), Time.of_nanos(rest, offset, zone))

    def local_nanos(self) -> int:
        return self.date.days() * DAY + self.time.nanos()

    def offset(self) -> int | None:
        return self.time.offset_on(self.date.days())

    def is_zoned(self) -> bool:
        return self.time.is_zoned()

    def instant(self) -> int:
        """Nanoseconds since 1970 UTC, or since local 1970 where no zone is given."""
        return self.local_nanos() - (self.offset() or 0) * SECOND

    def plus(self, nanos: int) -> DateTime | None:
        """Move along the time line; in a named zone the wall clock follows the zone's rules."""
        time = self.time
        if time.zone is None:
            return DateTime.of_nanos(self.local_nanos() + nanos, time.offset)
        instant = self.instant() + nanos
        days, rest = divmod(instant, DAY)
        shift = offset_of_instant(time.zone, days, rest // SECOND)
        return DateTime.of_nanos(instant + shift * SECOND, None, time.zone)

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"
