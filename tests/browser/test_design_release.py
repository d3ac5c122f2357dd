"""From a new draft to a version in force at a real browser: two people, a desk and a phone, nothing serious for axe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import queries
from engine.actions import Actor, publish_definition
from engine.actions.accounts import open_account
from engine.actions.design import BeginDraft, ChangeDraft, begin_draft, change_draft
from engine.clock import SimulatedClock
from engine.definition import Package
from engine.demo.workbench import NEW
from engine.scenario.reporting import RunScenarios, run_scenarios
from engine.store.office import Office, open_office
from engine.store.work import SYSTEM
from tests.browser.conftest import PASSWORD, barriers, picture
from tests.conftest import furnish
from tests.packages import approval

pytestmark = pytest.mark.browser
ANALYST = Actor("A4")


@pytest.fixture
def office(tmp_path: Path, clock: SimulatedClock) -> Iterator[Office]:
    """A draft of a version that is old by now, one that goes round for ever, and nothing handed in."""
    opened = open_office(f"sqlite:///{tmp_path}/banjie.sqlite3", clock=clock, files=tmp_path / "files")
    furnish(opened, approval())
    for person in ("A4", "A2", "A5"):
        open_account(opened, person, PASSWORD, Actor(SYSTEM))
    begin_draft(opened, BeginDraft("approval", "请示审批", definition_id=1), ANALYST)
    publish_definition(opened, approval(**{"README.md": b"newer"}), Actor(SYSTEM))
    faulty = begin_draft(opened, BeginDraft("endless", "没有尽头"), ANALYST)
    diagram = queries.draft_page(opened, "A4", faulty).package.files["process.bpmn"]
    broken = diagram.replace(b'targetRef="done"', b'targetRef="handle"')
    change_draft(opened, ChangeDraft(faulty, {"process.bpmn": broken}, {"process.bpmn": 1}), ANALYST)
    yield opened
    opened.database.dispose()


def look(person, path: str, name: str) -> None:
    person.open(path)
    for details in person.driver.find_elements("css selector", "main details"):
        person.driver.execute_script("arguments[0].open = true", details)
    assert barriers(person) == [], path
    assert not person.is_wider_than_its_window(), path
    picture(person, name)


def test_a_folder_becomes_a_version_in_force(desk, office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "用车申请.zip"
    folder.write_bytes(Package.from_folder(NEW).to_zip())
    analyst = desk("A4")
    assert analyst.find("h1").text == "流程设计" and barriers(analyst) == []
    analyst.find("[name=package]").send_keys(str(folder))
    analyst.press("新建")
    assert analyst.find("h1").text == "用车申请"
    draft = int(analyst.driver.current_url.rpartition("/")[2])
    analyst.open(f"/design/{draft}/release")
    assert "现在的内容还没有全部运行通过" in analyst.text
    assert run_scenarios(office, RunScenarios(draft), ANALYST).green
    analyst.open(f"/design/{draft}/release")
    analyst.fill("words", "新流程,已试办。")
    analyst.press_in("form[action$='/release']", "送审")
    assert "送审中" in analyst.text
    releaser = desk("A2")
    releaser.open("/releases")
    assert "新流程,已试办。" in releaser.text
    look(releaser, f"/releases/{draft}", "releases-one")
    button = releaser.find("button[formaction$='/approve']")
    releaser.driver.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", button)
    button.click()
    releaser.find("#confirm[open] button[value=yes]").click()
    releaser.wait_for(lambda: "/design/versions/" in releaser.driver.current_url)
    assert "用车申请 第 1 版" in releaser.find("h1").text and barriers(releaser) == []
    look(releaser, "/releases", "releases")
    analyst.open(f"/design/{draft}")
    assert "已发布，内容不能再改" in analyst.text
    assert [p.key for p in queries.workbench(office, "A4").procedures] == ["approval", "vehicle-request"]
    assert analyst.complaints() == [] and releaser.complaints() == []


@pytest.mark.parametrize("phone", [False, True])
def test_every_page_of_the_workbench(desk, office: Office, phone: bool) -> None:
    analyst, end = desk("A4", phone=phone), "-phone" if phone else ""
    for path, name in (
        ("/design", "bench"), ("/design/1", "overview"), ("/design/1/rebase", "rebase"), ("/design/2/check", "check"),
        ("/design/1/release", "release"), ("/design/versions/1", "version"),
    ):  # fmt: skip
        look(analyst, path, f"design-{name}{end}")
    assert analyst.complaints() == []
    if phone:
        look(desk("A2", phone=True), "/releases", "releases-phone")
        look(desk("A5", phone=True), "/design/versions/2", "version-auditor-phone")
