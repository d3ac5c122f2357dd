"""An auditor at a real browser: from signing in to what is out of the ordinary, on a desk and on a phone; and the
administrators who read who looked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By

from engine.clock import LOCAL, SimulatedClock
from engine.demo.load import PASSWORD, load_demo
from engine.queries.audit import FINDINGS
from engine.store.office import Office, open_office
from tests.browser.conftest import barriers, picture

pytestmark = pytest.mark.browser
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=LOCAL)


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(NOW)


@pytest.fixture
def office(tmp_path: Path, clock: SimulatedClock) -> Iterator[Office]:
    opened = open_office(f"sqlite:///{tmp_path}/banjie.sqlite3", clock=clock, files=tmp_path / "files")
    load_demo(opened, NOW)
    yield opened
    opened.database.dispose()


def test_from_a_question_to_the_matter_and_its_trace(desk, office):
    auditor = desk("A5", password=PASSWORD)
    assert auditor.find("h1").text == "审计检索" and auditor.driver.current_url.endswith("/audit")
    assert auditor.driver.find_elements(By.CSS_SELECTOR, ".audit-list .title")
    for find in FINDINGS:
        auditor.open(f"/audit?find={find}")
        assert barriers(auditor) == [], find
        assert not auditor.is_wider_than_its_window(), find
        picture(auditor, f"audit-{find}")
    auditor.open("/audit?find=acts")
    auditor.choose("person", "O5")
    auditor.press("检索")
    assert "find=acts" in auditor.driver.current_url and "person=O5" in auditor.driver.current_url
    auditor.fill("name", "文科长的办理")
    auditor.press("收藏这个问题")
    assert "文科长的办理" in auditor.find(".saved-questions").text
    assert barriers(auditor) == []
    picture(auditor, "audit-saved")
    title = auditor.find(".audit-list .title")
    words = title.text
    title.click()
    auditor.wait_for(lambda: auditor.find("#main").text.find(words) >= 0)
    assert not auditor.driver.find_elements(By.CSS_SELECTOR, "#deeds"), "nothing to do here"
    assert not auditor.driver.find_elements(By.CSS_SELECTOR, "input[type=file]")
    assert barriers(auditor) == []
    assert auditor.complaints() == []
    security = desk("A2", password=PASSWORD)
    assert security.find("h1").text == "审计留痕" and "纪明察" in security.text and words not in security.text
    assert barriers(security) == [] and not security.is_wider_than_its_window()
    picture(security, "audit-looks")
    watcher = desk("A3", password=PASSWORD)
    assert watcher.find("h1").text == "系统日志" and barriers(watcher) == []
    picture(watcher, "audit-journal")


def test_on_a_phone(desk, office):
    auditor = desk("A5", password=PASSWORD, phone=True)
    for find in FINDINGS:
        auditor.open(f"/audit?find={find}")
        assert not auditor.is_wider_than_its_window(), find
        assert barriers(auditor) == [], find
        picture(auditor, f"audit-{find}-phone")
    auditor.find(".tabbar a[aria-current]")
    for person, path in (("A2", "/audit/looks"), ("A3", "/audit/journal")):
        auditor.become(person)
        auditor.open(path)
        assert not auditor.is_wider_than_its_window() and barriers(auditor) == [], path
        picture(auditor, path.replace("/", "-").lstrip("-") + "-phone")
    assert auditor.complaints() == []
