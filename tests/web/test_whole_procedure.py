"""One 发文 carried through the pages alone, from the start form to 已归档, by the people whose tasks they are."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from engine.actions.sign_in import sign_in
from engine.clock import LOCAL, SimulatedClock, local
from engine.demo.load import PASSWORD, furnish
from engine.demo.story import read_stories
from engine.queries.totals import newest_definition, next_task
from engine.store import tables as t
from engine.store.office import Office, open_office
from engine.store.replay import compare
from engine.task import typed
from web import create_app

VERSION = re.compile(r'name="version" value="([^"]+)"')
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=LOCAL)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("whole")
    opened = open_office(f"sqlite:///{folder}/banjie.sqlite3", clock=SimulatedClock(NOW), files=folder / "files")
    furnish(opened)
    yield opened
    opened.database.dispose()


class Person:
    """Somebody at a browser."""

    def __init__(self, office: Office, person: str) -> None:
        token = sign_in(office, person, PASSWORD)
        self.browser = create_app(office).test_client()
        self.browser.set_cookie("banjie-session", token)
        self.csrf = hmac.new(token.encode(), b"csrf", hashlib.sha256).hexdigest()

    def version(self, task: int) -> str | None:
        """The version the task's page carries; None when the page offers no form."""
        found = VERSION.search(self.browser.get(f"/tasks/{task}").get_data(as_text=True))
        return found[1] if found else None

    def post(self, path: str, values: dict[str, Any]) -> int:
        return self.browser.post(path, data={**values, "csrf": self.csrf}).status_code


def posted(values: dict[str, Any]) -> dict[str, Any]:
    """Values as a browser names and writes them."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, bool):
            found[key] = "true" if value else ""
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            found |= {f"{key}[{n}].{name}": str(one) for n, row in enumerate(value) for name, one in row.items()}
        elif isinstance(value, list):
            found[key] = [str(one) for one in value]
        elif value is not None:
            found[key] = str(value)
    return found


def test_from_the_start_form_to_the_archive(office: Office) -> None:
    story, definition = read_stories()[0], newest_definition(office, "outgoing-document")
    form = posted(typed(definition, "start", {}, story.values)) | {"body": (BytesIO(b"paper"), "正文.docx")}
    people: dict[str, Person] = {}

    def person(name: str) -> Person:
        return people.setdefault(name, people.get(name) or Person(office, name))

    assert person(story.by).post("/procedures/outgoing-document/start", form | {"command_id": "start"}) == 303
    steps = []
    while (task := next_task(office, 1)) is not None and len(steps) < 40:
        with office.database.read() as connection:
            organization = office.organization(connection, office.in_force(connection)["organization"])
        able = [p for group in task.principals for p in organization.holders(group, local(NOW).date())]
        doer = next(person(name) for name in able if person(name).version(task.id))
        values = posted(typed(definition, task.element, task.document, story.answer(task.element, task.document)))
        values |= {"command_id": f"act-{task.id}", "version": doer.version(task.id)}
        if definition.procedure.task(task.element).opinion != "none":
            values["opinion"] = "同意。"
        assert doer.post(f"/tasks/{task.id}/complete", values) == 303, task.element
        steps.append(task.element)
    with office.database.read() as connection:
        i = t.instance.c
        ended = connection.execute(select(i.document_number, i.end_state)).one()
    assert tuple(ended) == ("青岚政办发〔2026〕1号", "已归档")
    assert {"unit_review", "cosign", "sign", "witness", "receive", "archive"} <= set(steps)
    assert compare(office, 1) == []
