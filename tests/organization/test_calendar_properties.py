"""What holds for every date, every number of days and every year table."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.organization import OfficeHours, YearTable, seeded_calendar
from engine.organization.calendar import Calendar
from engine.organization.times import ZONE, local

SEEDED = seeded_calendar()
HOURS: OfficeHours = SEEDED.hours
DAYS = st.dates(date(2003, 1, 1), date(2030, 12, 31))
MOMENTS = st.datetimes(datetime(2004, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))
COUNTS = st.integers(1, 60)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """An office that shifted some days of 2026 as it liked."""
    picked = draw(st.sets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=40))
    off = frozenset(d for d in picked if d.weekday() < 5)
    return SEEDED.with_year(YearTable(2026, off, frozenset(picked - off)))


@given(calendars(), st.dates(date(2025, 10, 1), date(2027, 3, 1)), COUNTS)
@settings(print_blob=True)
def test_counting_forth_back_and_what_is_left_agree(calendar: Calendar, start: date, n: int) -> None:
    end = calendar.workdays_after(start, n)
    between = [start + timedelta(days=i) for i in range(1, (end - start).days + 1)]
    assert sum(calendar.is_workday(d) for d in between) == n and calendar.is_workday(end)
    assert calendar.workdays_left(start, end) == n
    back = calendar.workdays_before(end, n)
    assert calendar.workdays_left(back, end) == n and back <= max(start, back)
    assert calendar.workdays_after(start, n + 1) == calendar.workdays_after(end, 1)


@given(DAYS, st.integers(0, 400))
@settings(print_blob=True)
def test_a_legal_term_ends_on_the_first_working_day_not_before_its_number(start: date, n: int) -> None:
    plain, end = start + timedelta(days=n), SEEDED.calendar_days_after(start, n)
    assert end >= plain and SEEDED.is_workday(end)
    assert not any(SEEDED.is_workday(plain + timedelta(days=i)) for i in range((end - plain).days))


@given(MOMENTS, st.decimals(0, 60, places=2))
@settings(print_blob=True)
def test_office_hours_add_up(start: datetime, hours: Decimal) -> None:
    end = SEEDED.working_hours_after(start, hours)
    assert end.tzinfo is UTC and end >= start
    minutes = _office_seconds(start, end)
    assert minutes == timedelta(microseconds=int(hours * 3_600_000_000))
    wall = local(end)
    assert SEEDED.is_workday(wall.date())
    assert any(a <= wall.time() <= b for a, b in HOURS.spans)


@given(MOMENTS, st.decimals(0, 30, places=1), st.decimals(0, 30, places=1))
@settings(print_blob=True)
def test_office_hours_may_be_counted_in_two_pieces(start: datetime, first: Decimal, then: Decimal) -> None:
    whole = SEEDED.working_hours_after(start, first + then)
    pieces = SEEDED.working_hours_after(SEEDED.working_hours_after(start, first), then)
    # a piece of nothing at closing time stays there; everything else is the same moment
    assert whole == pieces or then == 0 or first == 0


def _office_seconds(start: datetime, end: datetime) -> timedelta:
    total, day = timedelta(0), local(start).date()
    while day <= local(end).date():
        if SEEDED.is_workday(day):
            for opens, closes in HOURS.spans:
                a = max(datetime.combine(day, opens, ZONE), start)
                b = min(datetime.combine(day, closes, ZONE), end)
                total += max(b - a, timedelta(0))
        day += timedelta(days=1)
    return total
