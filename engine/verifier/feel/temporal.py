"""Dates, times and durations as values, of any year the standard allows and to the nanosecond."""

from __future__ import annotations

from dataclasses import dataclass

from .zones import offset_at, offset_from

SECOND = 1_000_000_000
DAY = 86_400 * SECOND
YEARS = 999_999_999
MOST_DURATION = 10**29  # nanoseconds: about the span of all years


@dataclass(frozen=True)
class Date:
    year: int
    month: int
    day: int

    def __str__(self) -> str:
        sign = "-" if self.year < 0 else ""
        return f"{sign}{abs(self.year):04d}-{self.month:02d}-{self.day:02d}"

    @property
    def number(self) -> int:
        """Days since 1970-01-01: whole months since a March, months of 153 days in five."""
        year = self.year - (self.month <= 2)
        month = (self.month + 9) % 12
        return 365 * year + year // 4 - year // 100 + year // 400 + (153 * month + 2) // 5 + self.day - 1 - 719_468

    @property
    def weekday(self) -> int:
        """1 Monday to 7 Sunday."""
        return (self.number + 3) % 7 + 1


@dataclass(frozen=True)
class Time:
    """`nanos` since midnight; with an offset from UTC in seconds, or a zone's name, or neither (local)."""

    nanos: int
    offset: int | None = None
    zone: str | None = None

    def __str__(self) -> str:
        minutes, rest = divmod(self.nanos, 60 * SECOND)
        seconds, fraction = divmod(rest, SECOND)
        text = f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"
        if fraction:
            text += "." + f"{fraction:09d}".rstrip("0")
        return text + (f"@{self.zone}" if self.zone else offset_text(self.offset))

    @property
    def shift(self) -> int | None:
        """Seconds east of UTC; those of a zone are its offset on 1970-01-01."""
        return offset_at(self.zone, self.nanos // SECOND) if self.zone else self.offset


@dataclass(frozen=True)
class DateTime:
    date: Date
    time: Time

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"

    @property
    def local(self) -> int:
        """Nanoseconds since 1970 on the wall clock."""
        return self.date.number * DAY + self.time.nanos

    @property
    def shift(self) -> int | None:
        zone = self.time.zone
        return offset_at(zone, self.local // SECOND) if zone else self.time.offset

    @property
    def instant(self) -> int | None:
        """Nanoseconds since 1970 in UTC; None for a local time."""
        shift = self.shift
        return None if shift is None else self.local - shift * SECOND


@dataclass(frozen=True)
class Days:
    """A days and time duration."""

    nanos: int

    def __str__(self) -> str:
        days, rest = divmod(abs(self.nanos), DAY)
        minutes, rest = divmod(rest, 60 * SECOND)
        seconds, fraction = divmod(rest, SECOND)
        hours, minutes = divmod(minutes, 60)
        part = f"{seconds}." + f"{fraction:09d}".rstrip("0") if fraction else f"{seconds}"
        clock = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M"), (part, "S")) if n not in (0, "0"))
        text = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
        return ("-" if self.nanos < 0 else "") + "P" + (text or "T0S")


@dataclass(frozen=True)
class Months:
    """A years and months duration."""

    months: int

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return ("-" if self.months < 0 else "") + "P" + (text or "0M")


def offset_text(offset: int | None) -> str:
    if offset is None:
        return ""
    if offset == 0:
        return "Z"
    minutes, seconds = divmod(abs(offset), 60)
    text = f"{'-' if offset < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{text}:{seconds:02d}" if seconds else text


def date_of(number: int) -> Date | None:
    """The date of that many days after 1970-01-01, None beyond the years of the standard."""
    if abs(number) > 366 * YEARS:
        return None
    cycle, day = divmod(number + 719_468, 146_097)
    year = (day - day // 1460 + day // 36_524 - day // 146_096) // 365
    day -= 365 * year + year // 4 - year // 100
    month = (5 * day + 2) // 153
    day -= (153 * month + 2) // 5
    month = month + 3 if month < 10 else month - 9
    return checked(cycle * 400 + year + (month <= 2), month, day + 1)


def checked(year: int, month: int, day: int) -> Date | None:
    """A date that exists, else None."""
    if abs(year) > YEARS or not 1 <= month <= 12 or not 1 <= day <= days_in(year, month):
        return None
    return Date(year, month, day)


def days_in(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def moment_of(instant: int, like: Time) -> DateTime | None:
    """The moment (UTC nanoseconds, or of the wall for a local one) as a clock set like this one shows it."""
    shift = like.offset
    if like.zone:
        shift = offset_from(like.zone, instant // SECOND)
    days, nanos = divmod(instant + (shift or 0) * SECOND, DAY)
    date = date_of(days)
    return None if date is None else DateTime(date, Time(nanos, like.offset, like.zone))
