"""The two kinds of duration; they never mix (a month has no fixed number of days)."""

from __future__ import annotations

from dataclasses import dataclass

SECOND = 1_000_000_000
DAY = 86_400 * SECOND


@dataclass(frozen=True, slots=True)
class DaysDuration:
    """Days and time duration, in nanoseconds."""

    nanos: int

    def parts(self) -> tuple[int, int, int, int, int]:
        """Days, hours, minutes, seconds, nanoseconds; all carry the sign of the whole."""
        sign = -1 if self.nanos < 0 else 1
        seconds, nanos = divmod(abs(self.nanos), SECOND)
        minutes, second = divmod(seconds, 60)
        hours, minute = divmod(minutes, 60)
        days, hour = divmod(hours, 24)
        return sign * days, sign * hour, sign * minute, sign * second, sign * nanos

    def __str__(self) -> str:
        days, hours, minutes, seconds, nanos = (abs(part) for part in self.parts())
        text = f"{days}D" if days else ""
        time = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
        if seconds or nanos:
            time += f"{seconds}{fraction(nanos)}S"
        if not text and not time:
            return "PT0S"
        return ("-" if self.nanos < 0 else "") + "P" + text + ("T" + time if time else "")


@dataclass(frozen=True, slots=True)
class MonthsDuration:
    """Years and months duration, in months."""

    months: int

    def parts(self) -> tuple[int, int]:
        sign = -1 if self.months < 0 else 1
        years, months = divmod(abs(self.months), 12)
        return sign * years, sign * months

    def __str__(self) -> str:
        years, months = (abs(part) for part in self.parts())
        if not years and not months:
            return "P0M"
        return (
            ("-" if self.months < 0 else "") + "P" + (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        )


def fraction(nanos: int) -> str:
    """`.5` for half a second, nothing for a whole one."""
    return "." + f"{nanos:09d}".rstrip("0") if nanos else ""
