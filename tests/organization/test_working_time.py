"""Office hours between two moments undo office hours after one."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from engine.organization import load_office
from engine.organization.times import ZONE

CALENDAR = load_office("qinglan").calendar
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 30)).map(
    lambda m: m.replace(tzinfo=ZONE, second=0, microsecond=0)
)


@given(MOMENTS, st.integers(0, 2000))
def test_what_was_added_lies_between(start: datetime, tenths: int) -> None:
    hours = Decimal(tenths) / 10
    end = CALENDAR.working_hours_after(start, hours)
    assert CALENDAR.working_time_between(start, end) == timedelta(hours=1) * tenths / 10


@given(MOMENTS, MOMENTS, MOMENTS)
def test_it_adds_up(a: datetime, b: datetime, c: datetime) -> None:
    a, b, c = sorted((a, b, c))
    between = CALENDAR.working_time_between
    assert between(a, b) + between(b, c) == between(a, c) and between(c, a) == timedelta(0)
