"""The office with the small approval procedure and accounts, behind the real pages, on SQLite."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from engine import actions
from engine.actions import Actor
from engine.clock import SimulatedClock
from engine.organization import load_office
from engine.store.apply import SYSTEM
from engine.store.office import Office, open_office
from tests.conftest import BEGINNING
from tests.packages import approval
from tests.security.visitor import PASSWORD, Cookies, Visitor
from web import create_app

PEOPLE = ("U11", "U10", "U14", "O5", "O6", "L1", "O1", "U2", "A1", "A2", "A3", "A4", "A5")
FIGURES = '[[figure]]\nid="started"\nname="发起"\nenglish="Started"\nkind="count"\ndate="started"'.encode()
Visit = Callable[..., Visitor]


@dataclass(frozen=True)
class Furnished:
    """An office as tests find it: its folder, to be copied, and the cookies of everybody, who are signed in."""

    folder: Path
    cookies: dict[str, Cookies]

    def opened(self, folder: Path, clock: SimulatedClock) -> Office:
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return opened_in(folder, clock)


def opened_in(folder: Path, clock: SimulatedClock) -> Office:
    return open_office(f"sqlite:///{folder}/banjie.sqlite3", clock=clock, files=folder / "files")


def visiting(app: Flask, cookies: dict[str, Cookies]) -> Visit:
    """A person signed in, the same one when asked again; None, or `anew`, is somebody who just came."""
    known: dict[str, Visitor] = {}

    def come(person: str | None, *, anew: bool = False) -> Visitor:
        if person is None or anew:
            return Visitor(app, person)
        if person not in known:
            known[person] = Visitor(app, None, cookies=cookies[person])
        return known[person]

    return come


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Furnished:
    folder = tmp_path_factory.mktemp("furnished")
    opened = opened_in(folder, SimulatedClock(BEGINNING))
    data = load_office("qinglan")
    actions.load_calendar(opened, data.calendar, Actor(SYSTEM))
    actions.load_organization(opened, data.organization, Actor(SYSTEM))
    actions.publish_definition(opened, approval(**{"figures.toml": FIGURES}), Actor(SYSTEM))
    app = create_app(opened)
    cookies = {}
    for person in PEOPLE:
        actions.open_account(opened, person, PASSWORD, Actor(SYSTEM))
        cookies[person] = Visitor(app, person).cookies()
    opened.database.dispose()
    return Furnished(folder, cookies)


@pytest.fixture
def office(clock: SimulatedClock, tmp_path: Path, furnished: Furnished) -> Iterator[Office]:
    opened = furnished.opened(tmp_path, clock)
    yield opened
    opened.database.dispose()


@pytest.fixture
def app(office: Office) -> Flask:
    return create_app(office)


@pytest.fixture
def visit(app: Flask, furnished: Furnished) -> Visit:
    return visiting(app, furnished.cookies)
