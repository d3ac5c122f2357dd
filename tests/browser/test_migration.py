"""迁移 as the director does it: choose, answer what is open, try on both diagrams, move; then the replay of both versions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By

from engine import actions
from engine.actions import Actor
from engine.actions.accounts import open_account
from engine.bpmn.layout import lay_out
from engine.clock import SimulatedClock
from engine.definition import Package
from engine.store.office import Office, open_office
from engine.store.work import SYSTEM
from tests.actions import desk as doing
from tests.actions.test_migrate import RENAMED
from tests.browser.conftest import PASSWORD, Desk, barriers
from tests.conftest import furnish
from tests.packages import approval

pytestmark = pytest.mark.browser

PATH = "/procedures/approval/migration?from=1&to=2"


def drawn(package: Package) -> Package:
    files = package.files
    return Package({**files, "process.bpmn": lay_out(files["process.bpmn"], source="process.bpmn").data})


@pytest.fixture
def office(tmp_path: Path, clock: SimulatedClock) -> Iterator[Office]:
    """Two matters wait for their review and one for countersigning; in the newer version the review has another name."""
    opened = open_office(f"sqlite:///{tmp_path}/banjie.sqlite3", clock=clock, files=tmp_path / "files")
    furnish(opened, drawn(approval()))
    open_account(opened, "O1", PASSWORD, Actor(SYSTEM))
    for _ in range(3):
        doing.start(opened)
    doing.review(opened, instance=2)
    actions.publish_definition(opened, drawn(RENAMED), Actor(SYSTEM))
    yield opened
    opened.database.dispose()


def ticked(person: Desk, *instances: int) -> None:
    for instance in instances:
        box = person.find(f"[name=matter][value='{instance}']")
        person.driver.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", box)
        box.click()


@pytest.mark.parametrize("phone", [False, True])
def test_matters_are_tried_and_moved(desk, office, phone):
    person, size = desk("O1", phone=phone), "-390" if phone else ""
    person.open(PATH)
    assert person.driver.find_elements(By.CSS_SELECTOR, ".pairs tr.open th"), "the review has no partner by itself"
    assert not person.driver.find_element(By.CSS_SELECTOR, "[name=matter][value='1']").is_enabled()
    assert person.driver.find_element(By.CSS_SELECTOR, "[name=matter][value='2']").is_enabled()
    person.picture(f"migration-open{size}")
    assert barriers(person) == [] and not person.is_wider_than_its_window()
    person.choose("map.review", "check")
    person.press("按此对应")
    ticked(person, 1, 2, 3)
    person.press("试算")
    assert "核稿 → 初审" in person.find("#trial").text
    assert len(person.driver.find_elements(By.CSS_SELECTOR, "#trial svg")) >= 2
    person.picture(f"migration-tried{size}")
    assert barriers(person) == []
    person.fill("reason", "新版流程已经发布。")
    person.press("迁移这 3 件事项")
    assert person.find("main").text.count("已迁移") == 3
    person.picture(f"migration-done{size}")
    assert barriers(person) == []
    assert [doing.kinds(office, n)[-1] for n in (1, 2, 3)] == ["instance.migrated"] * 3
    person.open("/instances/1/replay?step=1")
    person.find(".replay.ready")
    before = person.find(".diagram-box svg").get_attribute("viewBox")
    assert person.driver.find_elements(By.CSS_SELECTOR, ".diagram-box [data-element=review].now")
    person.find("[data-go=next]").click()
    assert person.find(".diagram-box [data-element=check].now") and "迁移到第 2 版" in person.find("[data-sentence]").text
    person.picture(f"migration-replay{size}")
    person.find("[data-go=previous]").click()
    assert person.find(".diagram-box [data-element=review].now")
    assert person.find(".diagram-box svg").get_attribute("viewBox") == before
    assert person.complaints() == []
