"""The cast's office on both databases, with a clock the test moves."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings
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
from tests.verifier.histories import Histories

# one commit, one verdict (tests/seeds.py)
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI") == "true":
    settings.load_profile("ci")

ROOT = Path(__file__).resolve().parents[1]
PROCESSES = ROOT / "processes"
BEGINNING = datetime(2026, 2, 13, 9, 0, tzinfo=LOCAL)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A private PostgreSQL, ended with the tests; yields a URL without a database name.

    No test cuts its power, so no commit waits for the disk.
    """
    if postgres.programs() is None:
        missing("PostgreSQL")
    with postgres.private_server(durable=False) as url:
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
    server, name = request.getfixturevalue("postgres_server"), f"t{secrets.token_hex(6)}"
    on(server, f'CREATE DATABASE "{name}"')
    try:
        yield f"{server}/{name}"
    finally:
        on(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def on(server: str, command: str) -> None:
    with psycopg.connect(f"{server.replace('+psycopg', '')}/postgres", autocommit=True) as connection:
        connection.execute(command)


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(BEGINNING)


@pytest.fixture
def office(
    request: pytest.FixtureRequest, clock: SimulatedClock, furnished: Callable[..., Office]
) -> Iterator[Office]:
    """The demo office with the small approval procedure, at 2026-02-13 09:00 local time, on both databases."""
    opened = furnished(clock, approval())
    yield opened
    close(opened, request)


@pytest.fixture
def bare_office(
    request: pytest.FixtureRequest, clock: SimulatedClock, furnished: Callable[..., Office]
) -> Iterator[Office]:
    """The same office with no procedure yet."""
    opened = furnished(clock)
    yield opened
    close(opened, request)


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    return Templates(tmp_path_factory.mktemp("templates"))


@pytest.fixture
def furnished(database_url: str, templates: Templates, tmp_path: Path) -> Callable[..., Office]:
    """`furnished(clock, *packages)` opens the database with the demo office and these procedures in it."""

    def open_furnished(clock: SimulatedClock, *packages: Package) -> Office:
        templates.copy_to(database_url, clock, *packages)
        return open_office(database_url, clock=clock, files=tmp_path / "files")

    return open_furnished


class Templates:
    """Furnished databases, made once each and copied for every test that begins with the same office."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[tuple[object, ...], str] = {}

    def copy_to(self, url: str, clock: SimulatedClock, *packages: Package) -> None:
        """Put a copy in the place of the empty database."""
        server, _, name = url.rpartition("/")
        on_server = not url.startswith("sqlite")
        wanted = (server if on_server else "", clock.now(), *(package.hash for package in packages))
        if wanted not in self._made:
            self._made[wanted] = f"template_{len(self._made)}"
            self._make(server if on_server else f"sqlite:///{self._folder}", self._made[wanted], clock, packages)
        if on_server:
            on(server, f'DROP DATABASE "{name}"')
            on(server, f'CREATE DATABASE "{name}" TEMPLATE "{self._made[wanted]}"')
        else:
            shutil.copyfile(self._folder / self._made[wanted], url.removeprefix("sqlite:///"))

    def _make(self, place: str, name: str, clock: SimulatedClock, packages: tuple[Package, ...]) -> None:
        if not place.startswith("sqlite"):
            on(place, f'CREATE DATABASE "{name}"')
        opened = open_office(f"{place}/{name}", clock=clock, files=self._folder / "files")
        furnish(opened, *packages).database.dispose()


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
    """Whatever a test did, every instance it leaves must re-execute equal to its rows, and the stand-alone verifier
    must find nothing illegal in it — unless the test tampered."""
    if request.node.get_closest_marker("tampers") is None:
        with office.database.read() as connection:
            instances = connection.execute(select(t.instance.c.id)).scalars().all()
        different = {n: problems for n in instances if (problems := compare(office, n))}
        assert different == {}
        histories = Histories(office)
        for instance in instances:
            histories.verify(instance)
    office.database.dispose()


def furnish(office: Office, *packages: Package) -> Office:
    data = load_office("qinglan")
    actions.load_calendar(office, data.calendar, Actor(SYSTEM))
    actions.load_organization(office, data.organization, Actor(SYSTEM))
    for package in packages:
        actions.publish_definition(office, package, Actor(SYSTEM))
    return office
