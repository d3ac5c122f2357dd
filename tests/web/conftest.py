"""The office behind the pages, and people at their browsers."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine.actions import Actor
from engine.actions.accounts import open_account
from engine.clock import SimulatedClock
from engine.definition import Package
from engine.store.office import Office, open_office
from engine.store.work import SYSTEM
from tests.conftest import BEGINNING, furnish
from tests.packages import PROCEDURE, approval
from web import create_app

CAST = ("U10", "U11", "U14", "O5", "O6", "L1", "L2", "A1", "A2", "A4", "A5")
PASSWORD = "papers-in-order-2026"


def shared_review() -> Package:
    """The small procedure, its review given to two posts, so that colleagues may sign for it."""
    toml = PROCEDURE.format(key="approval").replace('["checker"]', '["checker", "clerk"]')
    return Package({**approval().files, "procedure.toml": toml.encode()})


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the demo office, the small approval procedure and accounts, made once and copied."""
    path = tmp_path_factory.mktemp("furnished") / "banjie.sqlite3"
    office = furnish(open_office(f"sqlite:///{path}", clock=SimulatedClock(BEGINNING)), shared_review())
    for person in CAST:
        open_account(office, person, PASSWORD, Actor(SYSTEM))
    with office.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    office.database.dispose()
    return path


@pytest.fixture
def office(furnished: Path, tmp_path: Path, clock: SimulatedClock) -> Iterator[Office]:
    shutil.copy(furnished, tmp_path / "banjie.sqlite3")
    opened = open_office(f"sqlite:///{tmp_path}/banjie.sqlite3", clock=clock, files=tmp_path / "files")
    yield opened
    opened.database.dispose()


@pytest.fixture
def app(office: Office) -> Flask:
    made = create_app(office)
    made.testing = False  # faults become pages, as they do for people
    return made


class Browser:
    """One person's browser: keeps cookies, sends the token of the page it is on."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.page = ""

    def get(self, path: str, **more: object) -> TestResponse:
        answer = self.client.get(path, **more)
        if answer.mimetype == "text/html" and answer.status_code == 200:
            self.page = answer.text
        return answer

    def post(self, path: str, values: dict[str, object] | None = None, **more: object) -> TestResponse:
        """Post with the token and hidden fields of the page read last, as its form would."""
        hidden = {name: self.hidden(name) for name in ("csrf", "command_id", "version") if self.hidden(name)}
        return self.client.post(path, data={**hidden, **(values or {})}, **more)

    def hidden(self, name: str) -> str:
        found = re.findall(rf'name="{name}" value="([^"]*)"', self.page)
        return found[-1] if found else ""

    def titles(self) -> list[str]:
        return re.findall(r'<a class="title[^>]*>([^<]*)</a>', self.page)


@pytest.fixture
def browser(app: Flask) -> Callable[..., Browser]:
    """`browser("U11")` is signed in through the sign-in page; `browser()` is not."""

    def opened(person: str = "") -> Browser:
        made = Browser(app.test_client())
        if person:
            made.get("/sign-in")
            answer = made.post("/sign-in", {"login": person, "password": PASSWORD})
            assert answer.status_code == 303, answer.text
            made.get("/inbox/todo")
        return made

    return opened
