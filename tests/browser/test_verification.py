"""An auditor gives a package to the page and sees the verdict; then a tampered one, the wrong step painted red."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By

from engine.actions import Actor
from engine.actions.accounts import open_account
from engine.clock import SimulatedClock
from engine.definition import Package
from engine.queries.exportable import choose_instance_by_id
from engine.scenario import read_scenario, run
from engine.store.office import Office, open_office
from engine.store.work import SYSTEM
from tests.browser.conftest import PASSWORD, barriers, picture
from tests.conftest import PROCESSES
from tests.verifier.exporting import Evidence, with_keys
from tests.verifier.tampering import tamper, who

pytestmark = pytest.mark.browser
FOLDER = PROCESSES / "outgoing-document"


@pytest.fixture
def evidence(tmp_path: Path, clock: SimulatedClock) -> Iterator[Evidence]:
    """The office as the story of a whole 发文 leaves it."""
    url = f"sqlite:///{tmp_path}/banjie.sqlite3"
    scenario = read_scenario((FOLDER / "scenarios" / "doc-1.toml").read_bytes())
    assert run(scenario, Package.from_folder(FOLDER), url=url).problems == []
    clock.move_to(scenario.steps[-1].at + timedelta(days=1))
    opened = open_office(url, clock=clock, files=tmp_path / "files")
    for person in ("A5", "O1"):
        open_account(opened, person, PASSWORD, Actor(SYSTEM))
    yield with_keys(opened, tmp_path)
    opened.database.dispose()


@pytest.fixture
def office(evidence: Evidence) -> Office:
    return evidence.office


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_an_auditor_sees_the_verdict_and_the_step_that_is_wrong(desk, evidence, tmp_path, phone):
    whole, _ = evidence.export(choose_instance_by_id(evidence.office, SYSTEM, 1))
    changed, expected = tamper(whole, who, random.Random(7))
    files = {"whole": whole, "changed": changed}
    for name, data in files.items():
        (tmp_path / f"{name}.zip").write_bytes(data)
    chief = desk("O1", phone=phone)
    chief.open("/instances/1")
    assert "导出证据包" in chief.text and not chief.is_wider_than_its_window()
    picture(chief, f"export-{'phone' if phone else 'desktop'}")
    auditor = desk("A5", phone=phone)
    auditor.open("/verify")
    assert "verify.py" in auditor.text and barriers(auditor) == []
    picture(auditor, f"verify-{'phone' if phone else 'desktop'}")
    for name in files:
        auditor.open("/verify")
        auditor.find("#package").send_keys(str(tmp_path / f"{name}.zip"))
        auditor.press("核验")
        assert barriers(auditor) == []
        assert not auditor.is_wider_than_its_window()
        picture(auditor, f"verify-{name}-{'phone' if phone else 'desktop'}")
        bad = auditor.driver.find_elements(By.CSS_SELECTOR, ".diagram .element.bad")
        if name == "whole":
            assert "未发现改动" in auditor.find(".verdict").text and not bad
            assert auditor.driver.find_elements(By.CSS_SELECTOR, ".diagram .element.done")
        else:
            assert f"第 {expected[1]} 条" in auditor.find(".verdict").text and len(bad) == 1
    assert auditor.complaints() == []
