"""A calendar date of any year up to 999,999,999 before or after our era."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.feel.temporal.calendar import is_date, to_days

if TYPE_CHECKING:
    from engine.feel.temporal.moment import DateTime


def format_year(year: int) -> str:
    return f"{'-' if year < 0 else ''}{abs(year):04d}"


@dataclass(frozen=True, slots=True)
class Date:
    year: int
    month: int
    day: int

    @classmethod
    def make(cls, year: int, month: int, day: int) -> Date | None:
        return cls(year, month, day) if is_date(year, month, day) else None

    def days(self) -> int:
        return to_days(self.year, self.month, self.day)

    def at_midnight(self) -> DateTime:
        """The date as date and time: 00:00:00 UTC (DMN 1.5 section 10.3.2.9.4)."""
        from engine.feel.temporal.moment import DateTime
        from engine.feel.temporal.time import Time

        return DateTime(self, Time(0, 0, 0, 0, 0))

    def __str__(self) -> str:
        return f"{format_year(self.year)}-{self.month:02d}-{self.day:02d}"
