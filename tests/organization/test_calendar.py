"""The reference cases of the working calendar, each as the office's rules state it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from engine.errors import Refused
from engine.organization import Calendar, OfficeHours, YearTable, seeded_calendar, seeded_years
from engine.organization.times import ZONE

CALENDAR = seeded_calendar()
REST_ON_WEEKDAYS = [
    "01-01",
    "01-02",
    "02-16",
    "02-17",
    "02-18",
    "02-19",
    "02-20",
    "02-23",
    "04-06",
    "05-01",
    "05-04",
    "05-05",
    "06-19",
    "09-25",
    "10-01",
    "10-02",
    "10-05",
    "10-06",
    "10-07",
]
WORK_ON_WEEKENDS = ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]


def day(text: str) -> date:
    return date.fromisoformat(text)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-13", 2, "2026-02-24"),
        ("2026-02-14", 1, "2026-02-24"),
        ("2026-02-14", 2, "2026-02-25"),
        ("2026-02-10", 15, "2026-03-09"),
        ("2026-04-02", 5, "2026-04-10"),
        ("2026-04-29", 5, "2026-05-09"),
        ("2026-06-18", 5, "2026-06-26"),
        ("2026-09-18", 1, "2026-09-20"),
        ("2026-09-24", 1, "2026-09-28"),
        ("2026-09-30", 3, "2026-10-10"),
        ("2026-02-27", 20, "2026-03-26"),
        ("2026-04-15", 20, "2026-05-15"),
    ],
)
def test_it_counts_working_days_from_the_day_after(start: str, n: int, expected: str) -> None:
    assert CALENDAR.workdays_after(day(start), n) == day(expected)


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2026-03-06", 30, "2026-04-07"),
        ("2026-08-05", 60, "2026-10-08"),
        ("2026-03-30", 30, "2026-04-29"),
        ("2026-04-20", 30, "2026-05-20"),
    ],
)
def test_it_moves_the_last_day_of_a_legal_term_off_a_rest_day(start: str, n: int, expected: str) -> None:
    assert CALENDAR.calendar_days_after(day(start), n) == day(expected)


@pytest.mark.parametrize(
    ("event", "n", "expected"),
    [
        ("2026-05-12", 2, "2026-05-09"),
        ("2026-06-23", 2, "2026-06-18"),
        ("2026-03-12", 5, "2026-03-05"),
        ("2026-05-12", 5, "2026-05-06"),
    ],
)
def test_it_counts_back_strictly_before_an_event(event: str, n: int, expected: str) -> None:
    assert CALENDAR.workdays_before(day(event), n) == day(expected)


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        ("2026-02-14T17:00", "4", "2026-02-24T12:00"),
        ("2026-04-29T20:10", "4", "2026-04-30T14:30"),
        ("2026-04-02T15:10", "2", "2026-04-02T17:10"),
        ("2026-04-02T13:00", "0", "2026-04-02T14:00"),
        ("2026-04-02T12:00", "0", "2026-04-02T12:00"),
        ("2026-04-02T11:30", "0.5", "2026-04-02T12:00"),
        ("2026-04-02T11:30", "1", "2026-04-02T14:30"),
        ("2026-04-02T08:30", "7", "2026-04-02T17:30"),
    ],
)
def test_it_counts_office_hours(start: str, hours: str, expected: str) -> None:
    assert CALENDAR.working_hours_after(moment(start), Decimal(hours)) == moment(expected)


def test_it_counts_natural_hours_over_holidays_and_nights() -> None:
    assert CALENDAR.natural_hours_after(moment("2026-06-18T18:30"), Decimal(24)) == moment("2026-06-19T18:30")
    assert CALENDAR.natural_hours_after(moment("2026-06-18T16:50"), Decimal("0.5")) == moment("2026-06-18T17:20")


@pytest.mark.parametrize(
    ("today", "due", "left"),
    [
        ("2026-04-30", "2026-05-09", 4),
        ("2026-02-20", "2026-02-25", 2),
        ("2026-04-08", "2026-04-10", 2),
        ("2026-05-13", "2026-05-15", 2),
        ("2026-02-25", "2026-02-25", 0),
        ("2026-02-14", "2026-02-13", -1),
        ("2026-02-15", "2026-02-14", -1),  # a rest day after the due date is late all the same
        ("2026-02-25", "2026-02-14", -2),
    ],
)
def test_it_counts_working_days_left(today: str, due: str, left: int) -> None:
    assert CALENDAR.workdays_left(day(today), day(due)) == left


def test_it_knows_the_notice_for_2026_date_by_date() -> None:
    table = seeded_years()[2026]
    assert {f"{d:%m-%d}" for d in table.off} == set(REST_ON_WEEKDAYS)
    assert {f"{d:%m-%d}" for d in table.work} == set(WORK_ON_WEEKENDS)
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert sum(CALENDAR.is_workday(d) for d in days) == 248
    assert min(seeded_years()) == 2004 and max(seeded_years()) == 2026


def test_it_gives_moments_in_utc() -> None:
    assert CALENDAR.closing(day("2026-02-14")).tzinfo is UTC
    assert CALENDAR.closing(day("2026-02-14")) == moment("2026-02-14T17:30")


def test_it_counts_plain_weeks_beyond_the_tables_and_says_so() -> None:
    assert CALENDAR.workdays_after(day("2031-10-01"), 1) == day("2031-10-02")
    assert [w.code for w in CALENDAR.warnings(day("2031-06-01"))] == ["calendar.year_missing"]
    assert CALENDAR.warnings(day("2026-10-31")) == []
    assert [w.code for w in CALENDAR.warnings(day("2026-11-01"))] == ["calendar.next_year_missing"]
    assert CALENDAR.warnings(moment("2025-12-31T23:00")) == []
    known = CALENDAR.with_year(YearTable(2027, frozenset(), frozenset()))
    assert known.warnings(day("2026-12-31")) == []


@pytest.mark.parametrize("n", [-1, 36_601, 10**9])
def test_it_refuses_what_cannot_be_counted(n: int) -> None:
    with pytest.raises(Refused, match=r"term\.out_of_range"):
        CALENDAR.workdays_after(day("2026-01-01"), n)
    with pytest.raises(Refused, match=r"term\.out_of_range"):
        CALENDAR.calendar_days_after(day("2026-01-01"), n)


def test_it_never_fails_at_the_end_of_time() -> None:
    with pytest.raises(Refused, match=r"term\.out_of_range"):
        CALENDAR.workdays_after(day("9999-12-30"), 5)
    with pytest.raises(Refused, match=r"term\.out_of_range"):
        CALENDAR.natural_hours_after(moment("9999-12-31T20:00"), Decimal(100))


def test_an_office_may_edit_a_year_and_its_hours() -> None:
    moved = CALENDAR.with_year(YearTable(2026, frozenset({day("2026-02-13")}), frozenset()))
    assert not moved.is_workday(day("2026-02-13")) and moved.is_workday(day("2026-02-16"))
    hours = OfficeHours(((time(9), time(13)),), time(13), time(23, 59), (10, 1), (time(22), time(7)))
    short = Calendar(CALENDAR.years, hours)
    assert short.working_hours_after(moment("2026-04-02T12:00"), Decimal(2)) == moment("2026-04-03T10:00")
    assert short.closing(day("2026-04-02")) == moment("2026-04-02T13:00")
    assert [w.code for w in short.warnings(day("2026-10-01"))] == ["calendar.next_year_missing"]


def test_its_json_says_everything_and_its_fingerprint_is_the_content() -> None:
    again = Calendar.from_json(CALENDAR.as_json())
    assert again == CALENDAR and again.fingerprint == CALENDAR.fingerprint
    changed = CALENDAR.with_year(YearTable(2026, frozenset({day("2026-02-13")}), frozenset()))
    assert changed.fingerprint != CALENDAR.fingerprint


@pytest.mark.parametrize(
    ("off", "work", "words"),
    [
        (["2027-01-01"], [], "不属于"),
        (["2026-02-14"], [], "周末"),
        ([], ["2026-02-13"], "工作日"),
    ],
)
def test_a_typing_error_in_a_year_table_is_refused(off: list[str], work: list[str], words: str) -> None:
    with pytest.raises(Refused, match=words):
        YearTable.from_json({"year": 2026, "off": off, "work": work})


@pytest.mark.parametrize("broken", [{}, {"year": "x", "off": [], "work": []}, {"year": 2026, "off": ["?"], "work": []}])
def test_a_broken_year_table_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(Refused, match=r"calendar\.year_table"):
        YearTable.from_json(broken)


@pytest.mark.parametrize("spans", [[], [["12:00", "08:30"]], [["08:30", "12:00"], ["11:00", "17:30"]]])
def test_office_hours_that_overlap_are_refused(spans: list[list[str]]) -> None:
    value = {
        "spans": spans,
        "due": "17:30",
        "day_ends": "23:59",
        "next_year_from": "11-01",
        "quiet": ["22:00", "07:00"],
    }
    with pytest.raises(Refused, match=r"calendar\.hours"):
        OfficeHours.from_json(value)


@pytest.mark.parametrize(
    ("at", "loud"),
    [
        ("2026-06-18T21:59", "2026-06-18T21:59"),
        ("2026-06-18T22:00", "2026-06-19T07:00"),
        ("2026-06-19T00:30", "2026-06-19T07:00"),
        ("2026-06-19T06:59", "2026-06-19T07:00"),
        ("2026-06-19T07:00", "2026-06-19T07:00"),
    ],
)
def test_nights_are_quiet(at: str, loud: str) -> None:
    assert CALENDAR.loud_from(moment(at)) == moment(loud)


def test_quiet_hours_may_also_lie_within_a_day() -> None:
    hours = replace(CALENDAR.hours, quiet=(time(12), time(14)))
    siesta = replace(CALENDAR, hours=hours)
    assert siesta.loud_from(moment("2026-06-18T12:30")) == moment("2026-06-18T14:00")
    assert siesta.loud_from(moment("2026-06-18T22:30")) == moment("2026-06-18T22:30")
