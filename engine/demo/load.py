"""Furnishing an empty database: the demo office, its procedures, accounts and documents."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from engine import actions
from engine.actions import Actor
from engine.actions.accounts import open_account
from engine.clock import SimulatedClock
from engine.definition import Package
from engine.demo.bases import enter_bases
from engine.demo.player import PROCEDURE, Player
from engine.demo.story import Story, read_stories
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


def load_demo(
    office: Office, until: datetime, *, seed: int = 2026, progress: Callable[[int], Callable[[], object]] | None = None
) -> Loaded:
    """Fill an empty database; raises Refused when it holds anything already. `until`: the last simulated moment."""
    if totals(office).definitions:
        raise Refused("database_in_use", "数据库中已有流程,演示数据只能载入空库。", "The database is not empty.")
    stories = read_stories()
    clock = SimulatedClock(until - timedelta(days=max(s.age for s in stories) * 2 + 10))
    office.clock, kept = clock, office.clock
    try:
        people = furnish(office)
        _play(office, clock, stories, until, seed, progress)
        enter_bases(office)
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


def _play(
    office: Office,
    clock: SimulatedClock,
    stories: list[Story],
    until: datetime,
    seed: int,
    progress: Callable[[int], Callable[[], object]] | None,
) -> None:
    definition = newest_definition(office, PROCEDURE)
    tick = progress(sum(s.steps if s.steps < 99 else 18 for s in stories) + len(stories)) if progress else lambda: None
    Player(office, clock, definition, until, random.Random(seed)).play(stories, tick)
