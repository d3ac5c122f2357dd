"""Terms as written in procedure.toml, and what may happen to a deadline."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from engine.errors import Refused
from engine.organization import (
    ExtensionRule,
    OpenDue,
    YearTable,
    due,
    extend,
    parse_term,
    recount,
    restart,
    resume,
    seeded_calendar,
    step_due,
)
from engine.organization.times import ZONE

CALENDAR = seeded_calendar()
ONCE = ExtensionRule(cap=10)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("term", "start", "expected"),
    [
        ("1 WD", "2026-02-13T10:30", "2026-02-14T17:30"),
        ("1 WD", "2026-02-13T23:59", "2026-02-14T17:30"),
        ("0 WD", "2026-04-02T14:30", "2026-04-02T17:30"),
        ("0 WD", "2026-02-15T09:00", "2026-02-24T17:30"),
        ("4 WH", "2026-02-14T17:00", "2026-02-24T12:00"),
        ("4WH", "2026-02-14T17:00", "2026-02-24T12:00"),
        ("24 NH", "2026-06-18T18:30", "2026-06-19T18:30"),
        ("0.5 NH", "2026-06-18T16:50", "2026-06-18T17:20"),
        ("30 min", "2026-06-18T23:45", "2026-06-19T00:15"),
        ("30 CD", "2026-03-06T10:00", "2026-04-07T23:59:59"),
        ("month end", "2026-02-10T10:00", "2026-02-28T17:30"),
        ("month end", "2026-05-31T10:00", "2026-06-30T17:30"),  # a Sunday: May's last working day is over
        ("month end", "2026-12-31T10:00", "2026-12-31T17:30"),
        ("next year 06-30", "2025-03-03T10:00", "2026-06-30T17:30"),
    ],
)
def test_it_ends_a_term(term: str, start: str, expected: str) -> None:
    assert due(term, moment(start), CALENDAR) == moment(expected)


@pytest.mark.parametrize(
    "text",
    ["", "1", "WD", "1 wd", "-1 WD", "1.5 WD", "1 WD 2", "1e3 NH", "٣ WD", "next year 02-30", "9999999 WD"],
)
def test_it_refuses_what_is_no_term(text: str) -> None:
    with pytest.raises(Refused, match=r"term\.syntax"):
        parse_term(text)


@pytest.mark.parametrize("text", ["1 WD", "0.5 NH", "30 CD", "month end", "next year 06-30"])
def test_a_term_reads_back_as_written(text: str) -> None:
    assert str(parse_term(text)) == text


def test_a_step_is_never_due_after_its_case() -> None:
    early, late = moment("2026-02-14T17:30"), moment("2026-02-25T17:30")
    assert step_due(late, early) == early == step_due(early, late)
    assert step_due(None, early) == early == step_due(early, None)
    assert step_due(None, None) is None


def test_an_extension_counts_from_the_old_due() -> None:
    old = moment("2026-05-15T17:30")
    assert extend(CALENDAR, old, moment("2026-05-13T10:00"), 10, ONCE) == moment("2026-05-29T17:30")


@pytest.mark.parametrize(
    ("asked", "days", "already", "code"),
    [
        ("2026-05-18T10:00", 5, 0, "extension.late"),
        ("2026-05-15T17:31", 5, 0, "extension.late"),
        ("2026-05-13T10:00", 5, 1, "extension.again"),
        ("2026-05-13T10:00", 11, 0, "extension.too_long"),
        ("2026-05-13T10:00", 0, 0, "extension.too_long"),
    ],
)
def test_an_extension_is_refused(asked: str, days: int, already: int, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        extend(CALENDAR, moment("2026-05-15T17:30"), moment(asked), days, ONCE, already)
    assert refusal.value.code == code


def test_an_extension_may_have_to_be_asked_for_a_day_ahead() -> None:
    ahead = ExtensionRule(cap=10, ahead=1)
    with pytest.raises(Refused, match=r"extension\.late"):
        extend(CALENDAR, moment("2026-05-15T17:30"), moment("2026-05-15T09:00"), 5, ahead)
    assert extend(CALENDAR, moment("2026-05-15T17:30"), moment("2026-05-14T09:00"), 5, ahead)


def test_a_pause_gives_back_the_days_that_remained() -> None:
    # due in 4 working days on 04-30; the paper comes on 05-12; the four go on from 05-13
    old = moment("2026-05-09T17:30")
    assert resume(CALENDAR, old, moment("2026-04-30T10:00"), moment("2026-05-12T16:00")) == moment("2026-05-18T17:30")
    # answered the same day: nothing is lost and nothing gained
    assert resume(CALENDAR, old, moment("2026-04-30T10:00"), moment("2026-04-30T16:00")) == old
    # asked for on the last day: it comes due on the day of receipt
    assert resume(CALENDAR, old, moment("2026-05-09T10:00"), moment("2026-05-12T09:00")) == moment("2026-05-12T17:30")
    # what was overdue stays overdue
    assert resume(CALENDAR, old, moment("2026-05-11T10:00"), moment("2026-05-14T09:00")) == old


def test_a_law_may_restart_the_full_term() -> None:
    assert restart(CALENDAR, "20 WD", moment("2026-02-27T10:00")) == moment("2026-03-26T17:30")


def test_a_new_calendar_moves_open_deadlines_and_keeps_the_old_ones_visible() -> None:
    start = moment("2026-09-30T09:00")
    given = [
        OpenDue("case", "3 WD", start, moment("2026-10-10T17:30")),
        OpenDue("step", "5 WD", start, moment("2026-10-10T17:30"), case="case"),
        OpenDue("longer", "3 WD", start, moment("2026-10-13T17:30"), extensions=(2,)),
        OpenDue("hours", "2 NH", start, moment("2026-09-30T11:00")),
        OpenDue("by hand", "3 WD", start, moment("2026-10-20T17:30")),
    ]
    table = CALENDAR.years[2026]
    saturday = date(2026, 10, 10)
    free = CALENDAR.with_year(YearTable(2026, table.off, table.work - {saturday}))
    result = recount(given, CALENDAR, free)
    moved = {c.key: (c.old, c.new) for c in result.changed}
    assert moved == {
        "case": (moment("2026-10-10T17:30"), moment("2026-10-12T17:30")),
        "step": (moment("2026-10-10T17:30"), moment("2026-10-12T17:30")),
        "longer": (moment("2026-10-13T17:30"), moment("2026-10-14T17:30")),
    }
    assert result.unexplained == ("by hand",)
    assert recount(given, CALENDAR, CALENDAR).changed == ()
