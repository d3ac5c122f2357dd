"""The pictures of the documentation, taken of the demo office: `make pictures` writes docs/images anew."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from engine.clock import LOCAL, SimulatedClock
from engine.demo.load import PASSWORD, load_demo
from engine.store.office import Office, open_office

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
