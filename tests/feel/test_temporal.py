"""Dates, times, durations: reading, properties, arithmetic (DMN 1.5 sections 10.3.2.3 and 10.3.4)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel.temporal.calendar import from_days, is_date, iso_week, to_days, weekday
from tests.feel.showing import rows, show

READING = """
date("2026-02-28") => 2026-02-28
date("2026-02-29") => null
date("2024-02-29") => 2024-02-29
date("-2016-02-29") => -2016-02-29
date("999999999-12-31") => 999999999-12-31
date("1000000000-01-01") => null
date("02026-01-01") => null
date(2026, 2, 30) => null
date("2026-01-01T00:00:00") => null
date(date and time("2026-01-01T23:00:00Z")) => 2026-01-01
time("23:59:60") => null
time("10:00:00.123456789") => 10:00:00.123456789
time("10:00:00+08:00") => 10:00:00+08:00
time("10:00:00+18:01") => null
time("10:00:00@Asia/Shanghai") => 10:00:00@Asia/Shanghai
time("10:00:00@No/Where") => null
time("10:00:00+08:00@Asia/Shanghai") => null
time(10, 30, 5.5) => 10:30:05.5
time(10, 30, 0, duration("PT8H")) => 10:30:00+08:00
time(date("2026-01-01")) => 00:00:00Z
date and time("2026-01-01") => 2026-01-01T00:00:00
date and time("2026-01-01T24:00:00") => null
date and time(date("2026-01-01"), time("10:00:00Z")) => 2026-01-01T10:00:00Z
date and time(2026, 1, 1, 10, 0, 0) => 2026-01-01T10:00:00
date and time(2026, 1, 1, 10, 0, 0, "Asia/Shanghai") => 2026-01-01T10:00:00@Asia/Shanghai
duration("P1Y2M") => P1Y2M
duration("P14M") => P1Y2M
duration("P1DT25H") => P2DT1H
duration("-PT0.5S") => -PT0.5S
duration("P0D") => PT0S
duration("P0Y") => P0M
duration("P1Y1D") => null
duration("P") => null
duration("PT") => null
@"2026-01-01" => 2026-01-01
@"P1D" => P1D
@"nothing" => null
"""
PROPERTIES = """
date("2026-02-14").weekday => 6
date and time("2026-02-14T10:20:30").minute => 20
time("10:00:00+05:00").time offset => PT5H
date and time("2026-07-01T10:00:00@Europe/Paris").time offset => PT2H
date and time("2026-07-01T10:00:00@Europe/Paris").timezone => "Europe/Paris"
time("10:00:00").time offset => null
duration("P1Y2M").months => 2
duration("P1Y").days => null
duration("-P1DT2H").hours => -2
date("2026-01-01").hour => null
day of year(date("2024-12-31")) => 366
day of week(date("2026-02-14")) => "Saturday"
month of year(date("2026-02-14")) => "February"
week of year(date("2021-01-01")) => 53
week of year(date("2003-12-29")) => 1
"""
ARITHMETIC = """
date("2026-01-31") + duration("P1M") => 2026-02-28
date("2024-02-29") + duration("P1Y") => 2025-02-28
date("2026-01-01") + duration("PT1H") => 2026-01-01
date("2026-01-01") - duration("PT1H") => 2025-12-31
date("2026-01-02") - date("2026-01-01") => P1D
date("0001-01-01") - duration("P1D") => 0000-12-31
date("2026-01-01") + 1 => null
date("2026-01-01") + date("2026-01-01") => null
date("2026-01-02") - date and time("2026-01-01T00:00:00Z") => P1D
date("2026-01-02") - date and time("2026-01-01T00:00:00") => null
date and time("2026-01-01T08:00:00+08:00") - date and time("2026-01-01T00:00:00Z") => PT0S
date and time("2026-03-29T01:30:00@Europe/Paris") + duration("PT1H") => 2026-03-29T03:30:00@Europe/Paris
date and time("2026-01-31T10:00:00") + duration("P1M") => 2026-02-28T10:00:00
time("23:00:00") + duration("PT2H") => 01:00:00
time("10:00:00") - time("11:00:00") => -PT1H
time("10:00:00") + duration("P1M") => null
duration("P1D") + duration("PT1H") => P1DT1H
duration("P1D") + duration("P1M") => null
duration("P1D") * 1.5 => P1DT12H
2 * duration("P1M") => P2M
duration("P1D") / 2 => PT12H
duration("P1D") / duration("PT1H") => 24
duration("P1D") / 0 => null
-duration("P1M") => -P1M
duration("P1D") - date("2026-01-01") => null
abs(duration("-P1D")) => P1D
years and months duration(date("2011-12-22"), date("2013-08-24")) => P1Y8M
years and months duration(date("2013-08-24"), date("2011-12-22")) => -P1Y8M
date("999999999-12-31") + duration("P1D") => null
is(time("23:00:50z"), time("23:00:50+00:00")) => true
is(time("23:00:50z"), time("23:00:50")) => false
is(date("2026-01-01"), date and time("2026-01-01T00:00:00")) => false
"""


@pytest.mark.parametrize(("text", "value"), [row for t in (READING, PROPERTIES, ARITHMETIC) for row in rows(t)])
def test_it_gives(text: str, value: str) -> None:
    assert show(text) == value


@given(st.integers(-400_000_000_000, 400_000_000_000))
def test_day_numbers_and_dates_are_the_same_thing(number: int) -> None:
    year, month, day = from_days(number)
    assert to_days(year, month, day) == number
    if abs(year) <= 999_999_999:
        assert is_date(year, month, day)


@given(st.dates())
def test_the_calendar_is_that_of_python_where_python_has_one(date: object) -> None:
    assert from_days(to_days(date.year, date.month, date.day)) == (date.year, date.month, date.day)  # type: ignore[attr-defined]
    number = to_days(date.year, date.month, date.day)  # type: ignore[attr-defined]
    assert (weekday(number), iso_week(number)) == (date.isoweekday(), date.isocalendar().week)  # type: ignore[attr-defined]


@given(st.datetimes(), st.sampled_from(["Asia/Shanghai", "Europe/Paris", "America/New_York", "Etc/UTC"]))
def test_what_is_written_is_read_again(moment: object, zone: str) -> None:
    text = f'date and time("{moment.isoformat(timespec="microseconds")}@{zone}")'  # type: ignore[attr-defined]
    assert show(f"{text} = date and time(string({text}))") == "true"
