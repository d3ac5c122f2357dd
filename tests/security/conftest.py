"""The office with the small approval procedure and accounts, behind the real pages, on SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from engine import actions
from engine.actions import Actor
from engine.clock import SimulatedClock
from engine.organization import load_office
from engine.store.apply import SYSTEM
from engine.store.office import Office, open_office
from tests.packages import approval
from tests.security.visitor import PASSWORD, Visitor
from web import create_app

PEOPLE = ("U11", "U10", "U14", "O5", "O6", "L1", "O1", "U2", "A1", "A2", "A3", "A4", "A5")
FIGURES = '[[figure]]\nid="started"\nname="发起"\nenglish="Started"\nkind="count"\ndate="started"'.encode()
Visit = Callable[..., Visitor]


@pytest.fixture
def office(clock: SimulatedClock, tmp_path: Path) -> Iterator[Office]:
    opened = open_office(f"sqlite:///{tmp_path}/banjie.sqlite3", clock=clock, files=tmp_path / "files")
    data = load_office("qinglan")
    actions.load_calendar(opened, data.calendar, Actor(SYSTEM))
    actions.load_organization(opened, data.organization, Actor(SYSTEM))
    actions.publish_definition(opened, approval(**{"figures.toml": FIGURES}), Actor(SYSTEM))
    for person in PEOPLE:
        actions.open_account(opened, person, PASSWORD, Actor(SYSTEM))
    yield opened
    opened.database.dispose()


@pytest.fixture
def app(office: Office) -> Flask:
    return create_app(office)


@pytest.fixture
def visit(app: Flask) -> Visit:
    """A person signed in, the same one when asked again; None, or `anew`, is somebody who just came."""
    known: dict[str, Visitor] = {}

    def come(person: str | None, *, anew: bool = False) -> Visitor:
        if person is None or anew:
            return Visitor(app, person)
        if person not in known:
            known[person] = Visitor(app, person)
        return known[person]

    return come
