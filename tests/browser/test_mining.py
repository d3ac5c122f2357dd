"""The mining pages in a real browser, on a wide screen and a phone: open to everybody, nothing wider than the window."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.clock import SimulatedClock
from engine.demo.load import PASSWORD
from engine.store.office import Office, open_office
from tests.browser.conftest import BOTH_WIDTHS, barriers, picture

pytestmark = pytest.mark.browser
YEAR = "procedure=outgoing-document&from=2026-01-01&to=2026-12-31"


@pytest.fixture
def office(lived: Office, tmp_path: Path) -> Iterator[Office]:
    """A copy of the lived year: signing in writes."""
    with lived.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(lived.database.url.removeprefix("sqlite:///"), tmp_path / "b.sqlite3")
    clock = SimulatedClock(lived.now())
    opened = open_office(f"sqlite:///{tmp_path}/b.sqlite3", clock=clock, files=tmp_path / "files")
    yield opened
    opened.database.dispose()


@BOTH_WIDTHS
def test_the_director_finds_where_matters_wait(desk, office, phone):
    director = desk("O1", phone=phone, password=PASSWORD)
    for path in (f"/mining?{YEAR}", f"/mining?{YEAR}&heat=waits", f"/mining/items?{YEAR}&what=step&key=sign&part=waits"):
        director.open(path)
        director.driver.execute_script("document.querySelectorAll('main details').forEach(d => d.open = true)")
        assert not director.is_wider_than_its_window(), path
        assert barriers(director) == [], path
    director.open(f"/mining?{YEAR}")
    picture(director, f"mining-{'phone' if phone else 'desktop'}")
    director.open(f"/mining?{YEAR}")
    link = director.find(".bottlenecks b > a")
    director.driver.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", link)
    link.click()
    director.find(".figure-items .title").click()
    assert director.find(".doc-head h1, .page-head h1").text
    assert director.complaints() == []


def test_a_step_of_the_heat_map_leads_to_its_matters_without_scripts(desk, office):
    director = desk("O1", password=PASSWORD, scripts=False)
    director.open(f"/mining?{YEAR}")
    address = director.find(".heat a[href*='what=element'][aria-label^='签发 ']").get_dom_attribute("href")
    assert "what=element" in address
    director.open(address)
    assert director.find("h1").text == "签发" and director.find(".figure-items .title")
