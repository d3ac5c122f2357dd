"""Comparison and what-if in a real Chromium: sentences lead to the diagram, a long trial goes on by itself, on a phone too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from engine import actions, queries
from engine.actions import Actor, BeginDraft, ChangeDraft
from engine.actions.accounts import open_account
from engine.actions.design import what_if
from engine.bpmn.layout import lay_out
from engine.clock import SimulatedClock
from engine.store.office import Office, open_office
from engine.store.work import SYSTEM
from tests.actions import desk as doing
from tests.browser.conftest import PASSWORD, WAIT, barriers
from tests.conftest import furnish
from tests.packages import DIAGRAM, PROCEDURE, approval

pytestmark = pytest.mark.browser
ANALYST = Actor("A4")
DRAWN = lay_out(DIAGRAM.encode()).data


@pytest.fixture
def office(tmp_path: Path, clock: SimulatedClock) -> Iterator[Office]:
    opened = open_office(f"sqlite:///{tmp_path}/banjie.sqlite3", clock=clock, files=tmp_path / "files")
    furnish(opened, approval(**{"process.bpmn": DRAWN}))
    open_account(opened, "A4", PASSWORD, Actor(SYSTEM))
    for number in range(1, 5):
        doing.start(opened, amount=number * 1000)
        doing.review(opened, instance=number)
    yield opened
    opened.database.dispose()


@pytest.fixture
def draft(office: Office) -> int:
    version = queries.workbench(office, "A4").procedures[0].versions[0]
    id = actions.begin_draft(office, BeginDraft("approval", "请示审批", definition_id=version.id), ANALYST)
    seen = {path: file.revision for path, file in queries.draft_page(office, "A4", id).files.items()}
    longer = PROCEDURE.format(key="approval").replace('"平件" = "1 WD"', '"平件" = "2 WD"').encode()
    other = DRAWN.replace('=review_result = "不同意"'.encode(), b"=amount &lt; 2500")
    actions.change_draft(office, ChangeDraft(id, {"procedure.toml": longer, "process.bpmn": other}, seen), ANALYST)
    return id


@pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])
def test_changes_are_told_and_painted(desk, draft: int, phone: bool) -> None:
    analyst = desk("A4", phone=phone)
    analyst.open(f"/design/{draft}/comparison")
    assert "核稿:平件时限由 1 个工作日改为 2 个工作日" in analyst.find("#changes").text
    painted = analyst.driver.find_elements(By.CSS_SELECTOR, ".compared .element.changed")
    assert len(painted) == 2
    analyst.driver.execute_script("arguments[0].scrollIntoView()", painted[1])
    links = analyst.driver.find_elements(By.CSS_SELECTOR, ".compared a")
    led = {link.get_dom_attribute("href") for link in links}
    assert led == {"#change-1", "#change-2"}, "from the diagram to the sentence"
    assert barriers(analyst) == []
    assert analyst.driver.execute_script("return document.documentElement.scrollWidth <= window.innerWidth")
    analyst.picture(f"design-comparison-{'phone' if phone else 'wide'}")


@pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])
def test_a_trial_goes_on_until_all_is_told(desk, draft: int, phone: bool, monkeypatch) -> None:
    monkeypatch.setattr(what_if.WhatIf, "__init__", _short(what_if.WhatIf.__init__))
    analyst = desk("A4", phone=phone)
    analyst.open(f"/design/{draft}/what-if")
    first = analyst.find("input[name='from']")
    analyst.driver.execute_script("arguments[0].value = '2026-02-01'", first)
    analyst.press("试算")
    WebDriverWait(analyst.driver, WAIT, 0.2).until(
        lambda driver: "原来走“会签”" in driver.page_source and "已试算" not in driver.page_source
    )
    analyst.find("#causes")
    assert "走法不同" in analyst.driver.page_source and "改道 2" in analyst.find(".tried svg").text
    assert barriers(analyst) == []
    assert analyst.driver.execute_script("return document.documentElement.scrollWidth <= window.innerWidth")
    analyst.picture(f"design-what-if-{'phone' if phone else 'wide'}")


def _short(made):
    """One matter a stretch, so that there is something to go on with."""

    def init(self, *args: object, **more: object) -> None:
        made(self, *args, **{**more, "seconds": 0.0})

    return init
