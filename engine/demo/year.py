"""A simulated year of an office: some thousands of matters of every procedure, each act a real action."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from engine import actions
from engine.actions import Actor
from engine.clock import LOCAL, SimulatedClock
from engine.demo.asides import Asides
from engine.demo.days import Days
from engine.demo.habit import Habits, OfficeHabits, read_habits, read_office_habits
from engine.demo.staff import Staff
from engine.organization import Calendar, delegate, mark_absent
from engine.organization.records import Deputy
from engine.queries.totals import newest_definitions
from engine.store.office import Office

REGISTRAR = Actor("A2")  # whoever keeps the organization: the security administrator
Progress = Callable[[], object]


@dataclass
class Year:
    """`given_up` counts what the demo's people could not do, by step and refusal: nothing is hidden."""

    matters: int = 0
    acts: Counter[str] = field(default_factory=Counter)
    given_up: dict[str, int] = field(default_factory=dict)


def play_year(
    office: Office,
    clock: SimulatedClock,
    year: int,
    until: datetime,
    *,
    matters: int,
    seed: int,
    progress: Progress = lambda: None,
) -> Year:
    """Begin about so many matters between 1 January and `until`, and let everybody work on them until then."""
    draw = random.Random(seed)
    habits = {d.procedure.key: read_habits(d.procedure.key) for d in newest_definitions(office)}
    common = read_office_habits()
    first = datetime(year, 1, 1, tzinfo=LOCAL)
    clock.move_to(first)
    days = Days(office, clock, until)
    staff = Staff(office, days, draw, habits)
    asides = Asides(staff, common)
    plan_absences(staff, common, year)
    done = Year()
    calendar = _calendar(office)
    for key in sorted(habits):
        for at in starts(habits[key], calendar, first, until, matters, draw):
            days.plan(at, _start(staff, asides, habits[key], done, progress))
    days.run()
    done.given_up, done.acts = staff.given_up, asides.done
    return done


def _start(staff: Staff, asides: Asides, habits: Habits, done: Year, progress: Progress) -> Callable[[], None]:
    def act() -> None:
        receipt = staff.start(habits)
        if receipt is not None:
            done.matters += 1
            asides.begun(receipt)
        progress()

    return act


def starts(
    habits: Habits, calendar: Calendar, first: datetime, until: datetime, matters: int, draw: random.Random
) -> list[datetime]:
    """When the matters of one procedure begin: months by weight, days by chance, mostly in office hours."""
    many = round(matters * habits.share)
    if not many or not habits.starters:
        return []
    begins = [month for month in range(1, 13) if datetime(first.year, month, 1, tzinfo=LOCAL) < until]
    found: list[datetime] = []
    while len(found) < many:
        month = draw.choices(begins, [habits.months[m - 1] for m in begins])[0]
        day = date(first.year, month, 1) + timedelta(days=draw.randrange(31))
        if day.month != month:
            continue
        if draw.random() < habits.round_the_clock:
            at = datetime(day.year, day.month, day.day, draw.randrange(7, 23), draw.randrange(60), tzinfo=LOCAL)
        elif calendar.is_workday(day):
            at = datetime(
                day.year, day.month, day.day, draw.choice((8, 9, 9, 10, 10, 11, 14, 15, 16)), 30, tzinfo=LOCAL
            )
            at += timedelta(minutes=draw.randrange(30))
        else:
            continue
        if first <= at < until:
            found.append(at.astimezone(UTC))
    return sorted(found)


def plan_absences(staff: Staff, common: OfficeHabits, year: int) -> None:
    """Absences are marked, and orders written, on the morning they begin."""
    for row in common.absences:
        staff.days.plan(_morning(year, row["from"]), _absent(staff, row, year))
    for row in common.orders:
        staff.days.plan(_morning(year, row["from"]), _order(staff, row, year))


def _absent(staff: Staff, row: Mapping[str, Any], year: int) -> Callable[[], None]:
    def act() -> None:
        since, until = _day(year, row["from"]), _day(year, row["to"])
        actions.change_organization(
            staff.office, REGISTRAR, lambda org, now: mark_absent(org, row["person"], since, until, row["reason"]),
            {"absent": row["person"]},
        )  # fmt: skip
        staff.forget()

    return act


def _order(staff: Staff, row: Mapping[str, Any], year: int) -> Callable[[], None]:
    made = Deputy(
        kind="order", deputy=row["person"], principal=row["for"], paper=row["paper"],
        since=_day(year, row["from"]), until=_day(year, row["to"]),
    )  # fmt: skip

    def act() -> None:
        told = {"order": row["person"], "for": row["for"]}
        actions.change_organization(staff.office, REGISTRAR, lambda org, now: delegate(org, made), told)
        staff.forget()

    return act


def _calendar(office: Office) -> Calendar:
    with office.database.read() as connection:
        return office.calendar(connection, office.in_force(connection)["calendar"])


def _day(year: int, text: str) -> date:
    return date(year, *map(int, text.split("-")))


def _morning(year: int, text: str) -> datetime:
    day = _day(year, text)
    return datetime(day.year, day.month, day.day, 8, 5, tzinfo=LOCAL).astimezone(UTC)
