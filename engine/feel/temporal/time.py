"""A time of day, local or with an offset or a named zone."""

from __future__ import annotations

from dataclasses import dataclass

from engine.feel.temporal.durations import SECOND, fraction
from engine.feel.temporal.zones import MAX_OFFSET, find_zone, format_offset, offset_at


@dataclass(frozen=True, slots=True)
class Time:
    """`offset` in seconds; `zone` a tz database name. At most one of the two is given."""

    hour: int
    minute: int
    second: int
    nano: int = 0
    offset: int | None = None
    zone: str | None = None

    @classmethod
    def make(
        cls, hour: int, minute: int, second: int, nano: int = 0, offset: int | None = None, zone: str | None = None
    ) -> Time | None:
        if not (0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= second <= 59 and 0 <= nano < SECOND):
            return None
        if offset is not None and abs(offset) > MAX_OFFSET:
            return None
        if zone is not None and find_zone(zone) is None:
            return None
        return cls(hour, minute, second, nano, offset, zone)

    @classmethod
    def of_nanos(cls, nanos: int, offset: int | None = None, zone: str | None = None) -> Time:
        """From nanoseconds since local midnight, 0 <= nanos < 24 h."""
        seconds, nano = divmod(nanos, SECOND)
        return cls(seconds // 3600, seconds // 60 % 60, seconds % 60, nano, offset, zone)

    def seconds(self) -> int:
        return self.hour * 3600 + self.minute * 60 + self.second

    def nanos(self) -> int:
        return self.seconds() * SECOND + self.nano

    def is_zoned(self) -> bool:
        return self.offset is not None or self.zone is not None

    def offset_on(self, days: int = 0) -> int | None:
        """Offset in seconds on a day (day number); a time alone takes the standard day 1970-01-01."""
        if self.zone is not None:
            return offset_at(self.zone, days, self.seconds())
        return self.offset

    def instant(self) -> int:
        """Nanoseconds since midnight UTC, or since local midnight where no zone is given."""
        return self.nanos() - (self.offset_on() or 0) * SECOND

    def suffix(self) -> str:
        if self.zone is not None:
            return "@" + self.zone
        return "" if self.offset is None else format_offset(self.offset)

    def __str__(self) -> str:
        return f"{self.hour:02d}:{self.minute:02d}:{self.second:02d}{fraction(self.nano)}{self.suffix()}"
