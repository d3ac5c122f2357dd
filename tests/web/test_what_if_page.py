"""The what-if page: a trial asked for, gone on with, told in numbers and reasons, painted on the draft's diagram."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from engine import actions, queries
from engine.actions import Actor, BeginDraft, ChangeDraft
from engine.actions.accounts import open_account
from engine.actions.design.what_if import WhatIf, what_if
from engine.bpmn.layout import lay_out
from engine.clock import SimulatedClock
from engine.store.office import Office, open_office
from engine.store.work import SYSTEM
from tests.actions import desk
from tests.conftest import furnish
from tests.packages import DIAGRAM, approval
from tests.web.conftest import PASSWORD

HOSTILE = '"><img src=x onerror=alert(1)>'
DRAWN = lay_out(DIAGRAM.encode()).data
PERIOD = {"from": "2026-02-01", "to": "2026-02-28"}


@pytest.fixture
def office(clock: SimulatedClock, tmp_path: Path) -> Iterator[Office]:
    opened = open_office(f"sqlite:///{tmp_path}/banjie.sqlite3", clock=clock, files=tmp_path / "files")
    furnish(opened, approval(**{"process.bpmn": DRAWN}))
    for person in ("A4", "O5"):
        open_account(opened, person, PASSWORD, Actor(SYSTEM))
    for number, amount in ((1, 1000), (2, 9000)):
        desk.start(opened, amount=amount, title=HOSTILE)
        desk.review(opened, instance=number)
    yield opened
    opened.database.dispose()


@pytest.fixture
def draft(office: Office) -> int:
    version = queries.workbench(office, "A4").procedures[0].versions[0]
    id = actions.begin_draft(office, BeginDraft("approval", "请示审批", definition_id=version.id), Actor("A4"))
    change(office, id, DRAWN.replace('=review_result = "不同意"'.encode(), b"=amount &lt; 5000"))
    return id


def change(office: Office, draft: int, diagram: bytes) -> None:
    seen = {path: file.revision for path, file in queries.draft_page(office, "A4", draft).files.items()}
    actions.change_draft(office, ChangeDraft(draft, {"process.bpmn": diagram}, seen), Actor("A4"))


def test_a_trial_is_asked_for_and_told(browser, draft: int) -> None:
    person = browser("A4")
    address = f"/design/{draft}/what-if"
    assert "走法相同" not in person.get(address).text
    answer = person.post(address, PERIOD)
    assert answer.status_code == 303
    page = person.get(address).text
    assert "走法相同" in page and "原来走“会签”" in page and "amount &lt; 5000" in page and "金额 = 1000" in page
    svg = re.search(r'<svg class="diagram".*?</svg>', page, re.S).group()
    assert svg.count('class="element parted"') == 1 and "改道 1" in svg
    assert "QS2026" not in page and "<img src=x" not in page, "an analyst sees no matter"
    assert "what-if/matters" not in page and person.get(f"{address}/matters?of=same").status_code == 404
    assert not re.search(r"\sstyle=|<script>", page)


def test_an_unfinished_trial_goes_on_by_itself(browser, office: Office, draft: int) -> None:

    what_if(office, WhatIf(draft, date(2026, 2, 1), date(2026, 2, 28), seconds=0), Actor("A4"))
    person = browser("A4")
    page = person.get(f"/design/{draft}/what-if").text
    assert "已试算 1 件，共 2 件" in page and "data-go-on" in page
    person.post(f"/design/{draft}/what-if", PERIOD)
    page = person.get(f"/design/{draft}/what-if").text
    assert "data-go-on" not in page and "2 件" in page


def test_what_is_wrong_is_said_and_nothing_is_tried(browser, office: Office, draft: int) -> None:
    person = browser("A4")
    person.get(f"/design/{draft}/what-if")
    answer = person.post(f"/design/{draft}/what-if", {"from": "2026-02-28", "to": "2026-02-01"})
    assert answer.status_code == 422 and "结束日期不能早于开始日期" in answer.text
    assert person.post(f"/design/{draft}/what-if", {"from": "soon", "to": ""}).status_code == 422
    change(office, draft, b"<oops")
    answer = person.post(f"/design/{draft}/what-if", PERIOD)
    assert answer.status_code == 422 and "草稿还不能运行" in answer.text
