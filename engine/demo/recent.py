"""The small demo's last weeks: some matters of every procedure with habits, and something in every box."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from engine import actions
from engine.actions import Actor
from engine.clock import LOCAL, local
from engine.demo.asides import Asides
from engine.demo.days import Days
from engine.demo.habit import OfficeHabits, read_habits, read_office_habits
from engine.demo.staff import Staff
from engine.errors import Refused
from engine.organization import Calendar, mark_absent
from engine.queries import agenda
from engine.queries.totals import newest_definitions
from engine.store.office import Office

REGISTRAR = Actor("A2")


def plan_recent(office: Office, days: Days, calendar: Calendar, draw: random.Random) -> Staff:
    """Plan matters that began in the last weeks, and what the named accounts find in their boxes on the last day."""
    common = read_office_habits()
    recent = common.recent
    habits = {d.procedure.key: read_habits(d.procedure.key) for d in newest_definitions(office)}
    habits = {key: replace(h, pace=replace(h.pace, late=recent["late"])) for key, h in habits.items()}
    staff = Staff(office, days, draw, habits, "recent")
    asides = Asides(staff, common)
    last = local(days.until).date()
    for key, many in recent["matters"].items():
        for n in range(many if key in habits else 0):
            at = _spread(calendar, last, recent["workdays"], n, many, draw)
            days.plan(at, _begin(staff, asides, key))
    today = calendar.closing(calendar.workdays_before(last + timedelta(days=1), 1)).astimezone(LOCAL)
    evening = min(days.until, today) - timedelta(minutes=30)
    days.plan(evening, lambda: _furnish_boxes(staff, common, last))
    return staff


def _spread(calendar: Calendar, last: date, workdays: int, n: int, many: int, draw: random.Random) -> datetime:
    """The n-th of so many beginnings, spread over the working days before the last one."""
    day = calendar.workdays_before(last, max(1, workdays - n * workdays // many))
    at = datetime(day.year, day.month, day.day, draw.choice((8, 9, 10, 14, 15)), draw.randrange(30, 60), tzinfo=LOCAL)
    return at.astimezone(UTC)


def _begin(staff: Staff, asides: Asides, key: str) -> Callable[[], None]:
    def act() -> None:
        receipt = staff.start(staff.of(key))
        if receipt is not None:
            asides.begun(receipt)

    return act


def _furnish_boxes(staff: Staff, common: OfficeHabits, last: date) -> None:
    """Somebody is away today, a paper goes round, and people follow what they care for."""
    office, recent = staff.office, common.recent
    actions.change_organization(
        office, REGISTRAR,
        lambda org, now: mark_absent(org, recent["away"], last, last + timedelta(days=4), "出差"),
        {"absent": recent["away"]},
    )  # fmt: skip
    staff.forget()
    running = agenda.running_matters(office)
    for n, reader in enumerate(recent["readers"]):
        for instance_id, starter in running[n % 3 :: 9]:
            if starter != reader:
                words = common.words["circulate"][0]
                command = actions.Circulate(instance_id, (reader,), staff.command(), "传阅", words)
                _try(lambda command=command, by=starter: actions.circulate(office, command, Actor(by)))  # type: ignore[misc]
    for n, follower in enumerate(recent["followers"]):
        for instance_id, _ in running[n % 4 :: 5]:
            _try(lambda it=instance_id, by=follower: actions.follow_instance(office, it, Actor(by)))  # type: ignore[misc]


def _try(act: Callable[[], object]) -> None:
    """Not everybody may read, or pass on, every matter; what is refused is let be."""
    try:
        act()
    except Refused:
        return
