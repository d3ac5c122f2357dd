"""Whole days of the office, a cut-off that includes its own moment, and the same period a year before."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from engine.errors import Refused
from engine.feel import evaluate as feel
from engine.figures import period
from tests.figures.records import at

NOW = at("2027-01-20 09:00")
Q3 = period(date(2026, 7, 1), date(2026, 9, 30), NOW)


def moment(text: str):
    return feel("m", {"m": at(text)})


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (moment("2026-07-01 00:00"), date(2026, 7, 1)),
        (moment("2026-06-30 23:59"), None),
        (moment("2026-09-30 23:59"), date(2026, 9, 30)),
        (moment("2026-10-01 00:00"), None),
        (feel('date("2026-09-30")'), date(2026, 9, 30)),
        (feel('date("2026-10-01")'), None),
        ("2026-07-01", date(2026, 7, 1)),
        ("2026-07-01T08:00:00", date(2026, 7, 1)),
        ("soon", None),
        (None, None),
        (feel("3"), None),
    ],
)
def test_edges(value: object, day: date | None):
    assert Q3.holds(value) == day


def test_without_the_lower_bound_older_dates_count():
    assert Q3.holds("2020-01-01", until=True) == date(2020, 1, 1)
    assert Q3.holds("2026-10-01", until=True) is None


def test_what_is_due_after_the_cut_off_is_not_due_yet():
    early = period(date(2026, 7, 1), date(2026, 9, 30), NOW, at("2026-08-31 12:00"))
    assert early.holds(moment("2026-08-31 12:00")) and not early.holds(moment("2026-08-31 12:01"))
    assert early.holds("2026-08-31") and not early.holds("2026-09-01")
    assert not early.is_over and early.cutoff_text == "2026-08-31 12:00"


def test_the_cut_off_is_the_end_of_the_period_and_never_later_than_now():
    assert Q3.cutoff_text == "2026-09-30 24:00" and Q3.is_over
    assert Q3.cutoff == datetime(2026, 9, 30, 16, tzinfo=UTC) - timedelta(microseconds=1)
    running = period(date(2027, 1, 1), date(2027, 12, 31), NOW)
    assert running.cutoff == NOW.astimezone(UTC) and running.cutoff_text == "2027-01-20 09:00"
    assert period(date(2026, 7, 1), date(2026, 9, 30), NOW, date(2026, 10, 15)).cutoff_text == "2026-10-15 24:00"


@pytest.mark.parametrize(
    ("first", "last", "first_before", "last_before"),
    [
        ((2026, 7, 1), (2026, 9, 30), (2025, 7, 1), (2025, 9, 30)),
        ((2024, 2, 1), (2024, 2, 29), (2023, 2, 1), (2023, 2, 28)),
        ((2025, 2, 1), (2025, 2, 28), (2024, 2, 1), (2024, 2, 29)),
        ((2024, 2, 29), (2024, 3, 10), (2023, 2, 28), (2023, 3, 10)),
        ((2026, 1, 1), (2026, 12, 31), (2025, 1, 1), (2025, 12, 31)),
    ],
)
def test_the_year_before(first, last, first_before, last_before):
    before = period(date(*first), date(*last), NOW).a_year_before()
    assert (before.first, before.last) == (date(*first_before), date(*last_before))
    assert before.cutoff_text == f"{before.last} 24:00"


@pytest.mark.parametrize(("first", "last"), [((2026, 2, 1), (2026, 1, 31)), ((1999, 1, 1), (2026, 1, 1)), ((1, 1, 1), (1, 1, 2))])  # fmt: skip
def test_impossible_periods_are_refused(first, last):
    with pytest.raises(Refused) as refused:
        period(date(*first), date(*last), NOW)
    assert refused.value.code == "bad_period"
