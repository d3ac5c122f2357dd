"""The proleptic Gregorian calendar for any year, as arithmetic on day numbers (day 0 = 1970-01-01)."""

from __future__ import annotations

MAX_YEAR = 999_999_999
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_length(year: int, month: int) -> int:
    return 29 if month == 2 and is_leap(year) else _LENGTHS[month - 1]


def is_date(year: int, month: int, day: int) -> bool:
    return -MAX_YEAR <= year <= MAX_YEAR and 1 <= month <= 12 and 1 <= day <= month_length(year, month)


def to_days(year: int, month: int, day: int) -> int:
    """Day number of a date; eras of 400 years make it exact for any year."""
    y = year - 1 if month <= 2 else year
    era = y // 400
    of_era = y - era * 400
    of_year = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


def from_days(number: int) -> tuple[int, int, int]:
    number += 719_468
    era = number // 146_097
    of_era = number - era * 146_097
    year_of_era = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    year = year_of_era + era * 400 + (1 if month <= 2 else 0)
    return year, month, of_year - (153 * shifted + 2) // 5 + 1


def weekday(number: int) -> int:
    """1 = Monday ... 7 = Sunday."""
    return (number + 3) % 7 + 1


def add_months(year: int, month: int, day: int, months: int) -> tuple[int, int, int]:
    """The same day some months later, or the last day of that month when it is shorter."""
    total = year * 12 + month - 1 + months
    year, month = total // 12, total % 12 + 1
    return year, month, min(day, month_length(year, month))


def iso_week(number: int) -> int:
    """ISO 8601 week of the year: week 1 holds the first Thursday."""
    thursday = number - weekday(number) + 4
    year = from_days(thursday)[0]
    return (thursday - to_days(year, 1, 1)) // 7 + 1
