"""Furnishing an empty database: the demo office, its procedures, accounts, and the matters of weeks or of a year."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from engine import actions
from engine.actions import Actor
from engine.actions.accounts import open_account
from engine.clock import LOCAL, SimulatedClock
from engine.definition import Package
from engine.demo.bases import enter_bases
from engine.demo.days import Days
from engine.demo.player import PROCEDURE, Player
from engine.demo.recent import plan_recent
from engine.demo.story import Story, read_stories
from engine.demo.workbench import begin_drafts
from engine.demo.year import play_year
from engine.errors import Refused
from engine.organization import load_office
from engine.queries.totals import newest_definition, totals
from engine.store.office import Office
from engine.store.work import SYSTEM

PASSWORD = "QingLan-2026-demo"  # of every demo account; invented, printed at sign-in
PROCESSES = Path(__file__).parents[2] / "processes"
BY = Actor(SYSTEM)


@dataclass(frozen=True)
class Loaded:
    people: int
    procedures: int
    instances: int
    events: int
    given_up: Mapping[str, int] = field(default_factory=dict)  # what nobody could do, by step and refusal


def load_demo(
    office: Office, until: datetime, *, seed: int = 2026, progress: Callable[[int], Callable[[], object]] | None = None
) -> Loaded:
    """Fill an empty database; raises Refused when it holds anything already. `until`: the last simulated moment."""
    _refuse_filled(office)
    stories = read_stories()
    clock = SimulatedClock(until - timedelta(days=max(s.age for s in stories) * 2 + 10))
    office.clock, kept = clock, office.clock
    try:
        people = furnish(office)
        _play_recent(office, clock, stories, until, seed, progress)
        enter_bases(office)
        begin_drafts(office)
    finally:
        office.clock = kept
    found = totals(office)
    return Loaded(people, found.definitions, found.instances, found.events)


def furnish(office: Office) -> int:
    """Calendar, organization, every procedure of processes/, and an account for everybody."""
    data = load_office("qinglan")
    actions.load_calendar(office, data.calendar, BY)
    actions.load_organization(office, data.organization, BY)
    for folder in sorted(p.parent for p in PROCESSES.glob("*/procedure.toml")):
        actions.publish_definition(office, Package.from_folder(folder), BY)
    for person in data.organization.people:
        open_account(office, person.id, PASSWORD, BY)
    return len(data.organization.people)


def load_year(
    office: Office,
    year: int,
    until: datetime,
    *,
    matters: int,
    seed: int = 2026,
    progress: Callable[[int], Callable[[], object]] | None = None,
) -> Loaded:
    """Fill an empty database with a whole simulated year, or what of it lies before `until`."""
    _refuse_filled(office)
    clock = SimulatedClock(datetime(year, 1, 1, tzinfo=LOCAL))
    office.clock, kept = clock, office.clock
    try:
        people = furnish(office)
        tick = progress(matters) if progress else lambda: None
        played = play_year(office, clock, year, until, matters=matters, seed=seed, progress=tick)
        enter_bases(office)
        begin_drafts(office)
    finally:
        office.clock = kept
    found = totals(office)
    return Loaded(people, found.definitions, found.instances, found.events, played.given_up)


def _refuse_filled(office: Office) -> None:
    if totals(office).definitions:
        raise Refused("database_in_use", "数据库中已有流程,演示数据只能载入空库。", "The database is not empty.")


def _play_recent(
    office: Office,
    clock: SimulatedClock,
    stories: list[Story],
    until: datetime,
    seed: int,
    progress: Callable[[int], Callable[[], object]] | None,
) -> None:
    """The stories of 发文, and beside them some matters of every other procedure."""
    with office.database.read() as connection:
        calendar = office.calendar(connection, office.in_force(connection)["calendar"])
    days = Days(office, clock, until)
    staff = plan_recent(office, days, calendar, random.Random(seed + 1))
    definition = newest_definition(office, PROCEDURE)
    tick = progress(sum(s.steps if s.steps < 99 else 18 for s in stories) + len(stories)) if progress else lambda: None
    player = Player(office, days, definition, random.Random(seed), staff.left_alone.add)
    player.play(stories, tick)
    days.run()
