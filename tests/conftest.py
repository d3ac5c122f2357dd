"""The cast's office on both databases, with a clock the test moves."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select

from engine import actions
from engine.actions import Actor
from engine.clock import LOCAL, SimulatedClock
from engine.definition import Package
from engine.demo.load import load_year
from engine.organization import load_office
from engine.store import tables as t
from engine.store.office import Office, open_office
from engine.store.replay import compare
from engine.store.work import SYSTEM
from tests import postgres
from tests.packages import approval
from tests.parts import missing

ROOT = Path(__file__).resolve().parents[1]
PROCESSES = ROOT / "processes"
BEGINNING = datetime(2026, 2, 13, 9, 0, tzinfo=LOCAL)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A private PostgreSQL, ended with the tests; yields a URL without a database name."""
    if postgres.programs() is None:
        missing("PostgreSQL")
    with postgres.private_server() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh, empty database of each kind."""
    with fresh_database(request, tmp_path) as url:
        yield url


@contextmanager
def fresh_database(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """An empty database of the kind the fixture's parameter names; gone afterwards."""
    if request.param == "sqlite":
        yield f"sqlite:///{folder}/banjie.sqlite3"
        return
    server = request.getfixturevalue("postgres_server")
    name = f"t{secrets.token_hex(6)}"
    plain = server.replace("+psycopg", "")
    with psycopg.connect(f"{plain}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield f"{server}/{name}"
    finally:
        with psycopg.connect(f"{plain}/postgres", autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(BEGINNING)


@pytest.fixture
def office(
    request: pytest.FixtureRequest, database_url: str, clock: SimulatedClock, tmp_path: Path
) -> Iterator[Office]:
    """The demo office with the small approval procedure, at 2026-02-13 09:00 local time, on both databases."""
    opened = furnish(open_office(database_url, clock=clock, files=tmp_path / "files"), approval())
    yield opened
    close(opened, request)


@pytest.fixture
def bare_office(
    request: pytest.FixtureRequest, database_url: str, clock: SimulatedClock, tmp_path: Path
) -> Iterator[Office]:
    """The same office with no procedure yet."""
    opened = furnish(open_office(database_url, clock=clock, files=tmp_path / "files"))
    yield opened
    close(opened, request)


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A demo year of some dozen matters, made by real actions; the clock stands at its last moment. Read only."""
    folder, end = tmp_path_factory.mktemp("lived"), datetime(2026, 12, 31, 18, 0, tzinfo=LOCAL)
    played = open_office(f"sqlite:///{folder}/b.sqlite3", files=folder / "files", durable=False)
    load_year(played, 2026, end, matters=110, seed=5)
    played.database.dispose()
    office = open_office(f"sqlite:///{folder}/b.sqlite3", clock=SimulatedClock(end), files=folder / "files")
    yield office
    office.database.dispose()


def close(office: Office, request: pytest.FixtureRequest) -> None:
    """Whatever a test did, every instance it leaves must re-execute equal to its rows — unless the test tampered."""
    if request.node.get_closest_marker("tampers") is None:
        with office.database.read() as connection:
            instances = connection.execute(select(t.instance.c.id)).scalars().all()
        different = {n: problems for n in instances if (problems := compare(office, n))}
        assert different == {}
    office.database.dispose()


def furnish(office: Office, *packages: Package) -> Office:
    data = load_office("qinglan")
    actions.load_calendar(office, data.calendar, Actor(SYSTEM))
    actions.load_organization(office, data.organization, Actor(SYSTEM))
    for package in packages:
        actions.publish_definition(office, package, Actor(SYSTEM))
    return office
