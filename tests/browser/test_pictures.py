"""The pictures of the documentation, taken of the demo office: `make pictures` writes docs/images anew."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from engine.clock import LOCAL, SimulatedClock
from engine.demo.load import PASSWORD, load_demo
from engine.store.office import Office, open_office
from tests.browser.conftest import Desk
from tests.browser.designing import Workbench

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif("BANJIE_PICTURES" not in os.environ, reason="writes docs/images only when asked (make pictures)"),
]
IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
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


def test_the_pages_have_their_pictures_taken(desk, office):
    checker = desk("O5", password=PASSWORD)
    checker.photograph(IMAGES / "inbox.png")
    checker.find("a.title").click()
    checker.find("#act")
    checker.photograph(IMAGES / "task.png")
    checker.find(".crumbs a[href*='/instances/']").click()
    checker.find("#diagram").find_element("css selector", "h2")
    checker.driver.execute_script("document.getElementById('diagram').scrollIntoView({behavior: 'instant'})")
    checker.photograph(IMAGES / "diagram.png")
    checker.find("#diagram a[href$='/replay']").click()
    still = {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]}
    checker.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", still)
    checker.find(".replay.ready [data-go=next]").click()
    checker.photograph(IMAGES / "replay.png")
    drafter = desk("U9", password=PASSWORD)
    drafter.open("/procedures/meeting/start")
    drafter.photograph(IMAGES / "start.png")
    leader = desk("L4", password=PASSWORD)
    leader.find("a.title").click()
    leader.find("#act")
    leader.photograph(IMAGES / "leader.png")
    handy = desk("L4", phone=True, password=PASSWORD)
    handy.find("a.title").click()
    handy.find("#act")
    handy.photograph(IMAGES / "leader-phone.png")
    for person in (checker, drafter, leader, handy):
        assert person.complaints() == []


def snap(person: Desk, name: str, css: str = "") -> None:
    """A small picture of the window, with the element of interest at its top; 64 colours are enough for pages."""
    if css:
        person.driver.execute_script("arguments[0].scrollIntoView({behavior: 'instant'})", person.find(css))
    person.wait_for(lambda: person.driver.execute_script(
        "return [...document.images].every(i => i.complete || i.getBoundingClientRect().top > innerHeight)"))  # fmt: skip
    file = IMAGES / f"analyst-{name}.png"
    person.photograph(file)
    with Image.open(file) as taken:
        taken.convert("RGB").quantize(64, dither=Image.Dither.NONE).save(file, optimize=True)
    assert file.stat().st_size <= 120 * 1024, (name, file.stat().st_size)


def test_the_workbench_has_its_pictures_taken(desk, office):
    """The analyst's guide, docs/analyst.zh.md: his two drafts of the demo office, one changed procedure and one new."""
    person = desk("A4", password=PASSWORD)
    bench = Workbench(person, office)
    snap(person, "catalogue")
    changed, new = (draft_called(person, name) for name in ("发文办理", "用车申请"))
    person.open(changed)
    snap(person, "overview")
    bench.draft = int(changed.rpartition("/")[2])
    board = bench.diagram()
    board.choose("sign")
    board.checked()
    snap(person, "diagram")
    board.act("append")
    snap(person, "diagram-append")
    board.answer("countersign")
    board.checked()
    snap(person, "diagram-check", ".diagram-findings")
    board.key(Keys.CONTROL, "z")
    board.save()
    person.open(new)
    bench.tab("决策")
    bench.click(person.find(".file-card h3 a"))
    person.find("[name='q.days']").send_keys("3")
    bench.click(person.find("[name='q.outside']"))
    person.find("[name='q.outside']").send_keys("否")
    person.press_in("#trial", "试算")
    snap(person, "decision")
    bench.tab("表单")
    bench.follow("start")
    bench.click(person.find(".field-list li:nth-of-type(4) a"))
    snap(person, "form")
    bench.tab("设置")
    bench.follow("各环节时限")
    snap(person, "terms")
    bench.tab("场景")
    bench.click(person.find(".story-list a"))
    snap(person, "story")
    bench.run_all()
    snap(person, "scenarios")
    person.open(changed)
    bench.tab("检查")
    snap(person, "check")
    bench.tab("比较")
    snap(person, "comparison")
    bench.tab("试算")
    person.press_in("main", "试算")
    person.wait_for(lambda: bool(person.driver.find_elements(By.ID, "dues")))
    snap(person, "what-if")
    bench.draft = int(new.rpartition("/")[2])
    person.open(new)
    bench.hand_in("新流程，已在行政科试办两周。")
    snap(person, "release")
    person.open("/design/import")
    snap(person, "import")
    person.become("A2")
    person.open(f"/releases/{bench.draft}")
    snap(person, "approve")
    assert person.complaints() == []


def draft_called(person: Desk, name: str) -> str:
    rows = person.driver.find_elements(By.CSS_SELECTOR, ".draft-list a.title")
    address = next(row.get_attribute("href") for row in rows if name in row.text)
    return str(address).removeprefix(person.address)
