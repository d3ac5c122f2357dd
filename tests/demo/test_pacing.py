"""When things are done: in office hours, mostly in term, never before they begin."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from engine.clock import LOCAL, local
from engine.demo.habit import Pace
from engine.demo.pacing import Pacing
from engine.organization import load_office

CALENDAR = load_office("qinglan").calendar
NOW = datetime(2026, 2, 13, 15, 0, tzinfo=LOCAL).astimezone(UTC)  # the Friday before the Spring Festival week


def pacing() -> Pacing:
    return Pacing(CALENDAR, random.Random(3))


def test_within_the_term_when_nobody_is_late() -> None:
    due = CALENDAR.closing(CALENDAR.workdays_after(local(NOW).date(), 5))
    one = pacing()
    for _ in range(200):
        at = one.done_at("check", NOW, due, Pace(late=0.0))
        assert NOW < at <= due
        assert CALENDAR.is_workday(local(at).date()), at


def test_some_are_late_when_told_so() -> None:
    due = CALENDAR.closing(CALENDAR.workdays_after(local(NOW).date(), 2))
    one = pacing()
    late = sum(one.done_at("check", NOW, due, Pace(late=0.3)) > due for _ in range(500))
    assert 100 < late < 200


def test_natural_hours_at_night_are_kept() -> None:
    night = datetime(2026, 6, 18, 23, 0, tzinfo=LOCAL).astimezone(UTC)
    due = night + timedelta(minutes=30)
    one = pacing()
    assert all(night < one.done_at("sign_for", night, due, Pace(late=0.0)) <= due for _ in range(100))


def test_a_step_may_have_its_own_pace() -> None:
    due = CALENDAR.closing(CALENDAR.workdays_after(local(NOW).date(), 20))
    pace = Pace(late=0.0, steps={"archive": (0.8, 1.0)})
    one = pacing()
    assert all(one.done_at("archive", NOW, due, pace) - NOW >= (due - NOW) * 0.79 for _ in range(50))
    assert any(one.done_at("check", NOW, due, pace) - NOW < (due - NOW) * 0.5 for _ in range(50))


def test_without_a_due_some_office_hours_later() -> None:
    one = pacing()
    for _ in range(100):
        at = one.done_at("x", NOW, None, Pace(hours=(1.0, 3.0)))
        assert CALENDAR.working_hours_after(NOW, 1) <= at <= CALENDAR.working_hours_after(NOW, 4)  # type: ignore[arg-type]
