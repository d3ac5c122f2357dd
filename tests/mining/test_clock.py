"""Office hours by the sum of spans equal those of the calendar, for any pair of moments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.mining import OfficeClock, spread
from engine.mining.clock import microseconds
from engine.organization import seeded_calendar

CALENDAR = seeded_calendar()
FIRST, LAST = datetime(2025, 12, 1, tzinfo=UTC), datetime(2027, 3, 1, tzinfo=UTC)
CLOCK = OfficeClock(CALENDAR, microseconds(FIRST), microseconds(LAST))
MOMENTS = st.integers(0, (LAST - FIRST) // timedelta(seconds=1)).map(lambda n: FIRST + timedelta(seconds=n))


@given(MOMENTS, MOMENTS)
def test_any_pair_of_moments(start: datetime, end: datetime) -> None:
    expected = CALENDAR.working_time_between(start, end) // timedelta(microseconds=1)
    assert CLOCK.between(microseconds(start), microseconds(end)) == expected


@given(st.lists(st.integers(0, 10**9), min_size=1))
def test_percentiles_by_nearest_rank(durations: list[int]) -> None:
    found = spread(durations)
    assert found.n == len(durations) and found.total == sum(durations)
    for percent, value in ((50, found.p50), (80, found.p80), (95, found.p95)):
        assert value in durations
        assert 100 * sum(d <= value for d in durations) >= percent * len(durations)
        assert 100 * sum(d < value for d in durations) < percent * len(durations)


def test_nothing_has_no_length() -> None:
    assert spread([]).n == spread([]).p95 == 0
