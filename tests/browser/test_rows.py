"""Rows of a list on a form: added and dropped by buttons, and never by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.actions import Actor
from engine.actions.accounts import open_account
from engine.clock import SimulatedClock
from engine.definition import Package
from engine.store.office import Office, open_office
from engine.store.work import SYSTEM
from tests.browser.conftest import PASSWORD
from tests.conftest import PROCESSES, furnish

pytestmark = pytest.mark.browser


@pytest.fixture
def office(tmp_path: Path, clock: SimulatedClock) -> Iterator[Office]:
    opened = open_office(f"sqlite:///{tmp_path}/banjie.sqlite3", clock=clock, files=tmp_path / "files")
    furnish(opened, Package.from_folder(PROCESSES / "meeting"))
    open_account(opened, "U9", PASSWORD, Actor(SYSTEM))
    yield opened
    opened.database.dispose()


def items(person) -> list[str]:
    found = person.driver.find_elements("css selector", "#field-agenda-row [data-list-row] input[name$='.item']")
    return [field.get_attribute("value") for field in found]


def click(person, css: str) -> None:
    button = person.find(css)
    person.driver.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", button)
    button.click()
    person.settle()


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_rows_come_and_go_by_buttons_only(desk, phone):
    person = desk("U9", phone=phone)
    person.open("/procedures/meeting/start")
    given = len(items(person))
    for n in range(given, 3):
        click(person, "#field-agenda-row [data-add-row]")
        assert len(items(person)) == n + 1
    for n, text in enumerate(("用地保障", "道路建设", "资金安排")):
        person.fill(f"agenda[{n}].item", text)
    person.choose("meeting_kind", "专题会议")
    person.choose("urgency", "加急")
    assert items(person) == ["用地保障", "道路建设", "资金安排"], "asking the server anew adds no rows"
    click(person, "#field-agenda-row [data-list-row]:nth-of-type(2) [data-drop-row]")
    assert items(person) == ["用地保障", "资金安排"]
    person.press("存草稿")
    assert items(person) == ["用地保障", "资金安排"]
    assert not person.is_wider_than_its_window()
    assert person.complaints() == []


def test_without_scripts_a_spare_row_is_there(desk):
    person = desk("U9", scripts=False)
    person.open("/procedures/meeting/start")
    spare = len(items(person))
    for closed in person.driver.find_elements("css selector", "#field-agenda-row details:not([open]) > summary"):
        closed.send_keys("\n")
    person.fill(f"agenda[{spare}].item", "道路建设")
    person.press("存草稿")
    assert "道路建设" in items(person)
