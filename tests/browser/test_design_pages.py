"""Every page of the workbench, wide and on a phone, at one browser: nothing serious for axe outside the canvases, nothing
wider than its window, no complaint of the browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.actions import Actor, BeginDraft, ImportDraft, begin_draft, import_draft, publish_definition
from engine.actions.accounts import open_account
from engine.clock import SimulatedClock
from engine.definition import Package
from engine.store.office import Office, open_office
from engine.store.work import SYSTEM
from tests.actions import desk as doing
from tests.browser.conftest import BOTH_WIDTHS, PASSWORD, Desk, barriers
from tests.conftest import PROCESSES, furnish
from tests.packages import approval

pytestmark = pytest.mark.browser

ANALYST = Actor("A4")
# What bpmn.io draws; outline, tools, findings and panels beside it are ours and are looked at.
CANVASES = ".djs-container, .decision-canvas, .form-canvas"
FOREIGN = next((Path(__file__).parents[1] / "bpmn" / "dialects" / "files").glob("*.bpmn*"))
OPEN = "for (const each of document.querySelectorAll('main details')) each.open = true"


@pytest.fixture
def office(tmp_path: Path, clock: SimulatedClock) -> Iterator[Office]:
    """发文 with a draft that is old by now, a draft that was imported, one that waits for release; two matters run."""
    opened = open_office(f"sqlite:///{tmp_path}/banjie.sqlite3", clock=clock, files=tmp_path / "files")
    document = Package.from_folder(PROCESSES / "outgoing-document")
    furnish(opened, approval(), document)
    for person in ("A4", "A2", "A5", "O1"):
        open_account(opened, person, PASSWORD, Actor(SYSTEM))
    doing.start(opened)
    begin_draft(opened, BeginDraft("outgoing-document", "发文办理", definition_id=2), ANALYST)
    publish_definition(opened, Package({**document.files, "README.md": b"newer"}), Actor(SYSTEM))
    publish_definition(opened, approval(**{"README.md": b"newer"}), Actor(SYSTEM))
    import_draft(opened, ImportDraft(FOREIGN.read_bytes(), FOREIGN.name, "brought", "", {}), ANALYST)
    begin_draft(opened, BeginDraft("leave-request", "请假审批"), ANALYST)
    yield opened
    opened.database.dispose()


def addresses() -> dict[str, tuple[str, ...]]:
    """Who opens what."""
    draft = (
        "", "/rebase", "/diagram", "/decisions", "/decisions/edit/signing", "/decisions/edit/cosign",
        "/decisions/canvas/signing", "/forms", "/forms/edit/start?place=0", "/forms/edit/check", "/forms/rights/check",
        "/forms/canvas/check", "/settings/basics", "/settings/roles", "/settings/terms",
        "/settings/tasks?row=sign", "/settings/papers", "/settings/papers?row=red-head", "/settings/rules?row=0",
        "/settings/source", "/scenarios", "/scenarios/kinds", "/scenarios/kinds/0",
        "/scenarios/kinds/1?new=1", "/check", "/comparison", "/what-if", "/release",
    )  # fmt: skip
    return {
        "A4": (
            "/design", *(f"/design/1{page}" for page in draft), "/design/2/import", "/design/2/check", "/design/3/scenarios",
            "/design/3/decisions", "/design/3/release", "/design/versions/1", "/design/versions/3", "/design/import",
            "/design/compare?procedure=outgoing-document&from=1&to=2",
        ),
        "A2": ("/releases", "/design/versions/2"),
        "O1": ("/procedures/approval/migration?from=1&to=2", "/procedures/approval/migration", "/instances/1/scenario"),
    }  # fmt: skip


@BOTH_WIDTHS
def test_every_page_of_the_workbench_is_open_to_everybody(
    desk: Callable[..., Desk], office: Office, phone: bool
) -> None:
    person, found = desk("A4", phone=phone), dict[str, list[str]]()
    for who, pages in addresses().items():
        person.become(who)
        for path in pages:
            person.open(path)
            person.driver.execute_script(OPEN)
            if path.endswith("/diagram"):
                person.wait_for(lambda: person.driver.execute_script(
                    "return document.getElementById('diagram-editor').dataset.ready") == "yes")  # fmt: skip
            person.settle()
            wrong = barriers(person, but=CANVASES)
            if person.is_wider_than_its_window():
                wrong.append("wider than its window")
            if "找不到" in person.find("h1, main").text[:40]:
                wrong.append("no such page")
            if wrong:
                found[path] = wrong
            if "BANJIE_PICTURES" in os.environ:
                place = path.strip("/").replace("/", "-").replace("?", "-").partition("&")[0]
                person.picture(f"all-{'phone' if phone else 'desktop'}-{place}")
    assert found == {}
    assert person.complaints() == []
