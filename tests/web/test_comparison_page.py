"""The comparison pages: a draft with its version, two versions with each other, painted and told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import actions, queries
from engine.actions import Actor, BeginDraft, ChangeDraft
from engine.actions.accounts import open_account
from engine.bpmn.layout import lay_out
from engine.clock import SimulatedClock
from engine.errors import Missing
from engine.queries.design.comparison import draft_comparison, version_comparison
from engine.store.office import Office, open_office
from engine.store.work import SYSTEM
from tests.conftest import furnish
from tests.packages import DIAGRAM, PROCEDURE, approval
from tests.web.conftest import PASSWORD

HOSTILE = "&quot;&gt;&lt;img src=x onerror=alert(1)&gt;"
FIRST = approval(**{"process.bpmn": lay_out(DIAGRAM.encode()).data})
LONGER = PROCEDURE.format(key="approval").replace('"平件" = "1 WD"', '"平件" = "2 WD"').encode()


@pytest.fixture
def office(clock: SimulatedClock, tmp_path: Path) -> Iterator[Office]:
    opened = open_office(f"sqlite:///{tmp_path}/banjie.sqlite3", clock=clock, files=tmp_path / "files")
    furnish(opened, FIRST, approval(**{**FIRST.files, "procedure.toml": LONGER}))
    for person in ("A4", "O5"):
        open_account(opened, person, PASSWORD, Actor(SYSTEM))
    yield opened
    opened.database.dispose()


@pytest.fixture
def draft(office: Office) -> int:
    version = queries.workbench(office, "A4").procedures[0].versions[-1]
    id = actions.begin_draft(office, BeginDraft("approval", "请示审批", definition_id=version.id), Actor("A4"))
    text = FIRST.files["process.bpmn"].decode().replace('name="核稿"', f'name="{HOSTILE}"', 1)
    seen = {path: file.revision for path, file in queries.draft_page(office, "A4", id).files.items()}
    writes = {"procedure.toml": LONGER, "process.bpmn": text.encode()}
    actions.change_draft(office, ChangeDraft(id, writes, seen), Actor("A4"))
    return id


def test_a_draft_is_compared_with_the_version_it_began_as(browser, draft: int) -> None:
    page = browser("A4").get(f"/design/{draft}/comparison").text
    assert "平件时限由 1 个工作日改为 2 个工作日" in page and "共 2 处" in page
    assert page.count('<svg class="diagram"') == 2 and 'aria-labelledby="before-title before-desc"' in page
    assert page.count('class="element changed"') == 2, "the step that changed, in both drawings"
    assert 'href="#change-1"' in page and 'id="change-1"' in page
    assert "<img src=x" not in page and "onerror=alert(1)&gt;" in page
    assert not re.search(r"\sstyle=|<script>", page)


def test_a_fresh_draft_has_nothing_to_compare(browser, office: Office) -> None:
    version = queries.workbench(office, "A4").procedures[0].versions[-1]
    fresh = actions.begin_draft(office, BeginDraft("approval", "请示审批", definition_id=version.id), Actor("A4"))
    assert "没有区别" in browser("A4").get(f"/design/{fresh}/comparison").text


def test_another_version_or_none_may_be_chosen(browser, draft: int) -> None:
    person = browser("A4")
    newer = person.get(f"/design/{draft}/comparison?version=2").text
    assert "时限由" not in newer and "共 1 处" in newer
    nothing = person.get(f"/design/{draft}/comparison?version=0").text
    assert nothing.count('<svg class="diagram"') == 1 and "is-added" in nothing
    assert person.get(f"/design/{draft}/comparison?version=9").status_code == 404


def test_two_versions_are_compared_in_english_too(browser) -> None:
    person = browser("A4")
    address = "/design/compare?procedure=approval&from=1&to=2"
    assert "核稿:平件时限由 1 个工作日改为 2 个工作日" in person.get(address).text
    assert "没有区别" in person.get("/design/compare?procedure=approval&from=2&to=2").text
    person.post("/language", {"language": "en", "next": "/"})
    assert "term (平件) changed from 1 working day(s) to 2 working day(s)" in person.get(address).text
    for wrong in ("procedure=approval&from=1&to=3", "procedure=other&from=1&to=2", "procedure=approval&from=1"):
        assert person.get(f"/design/compare?{wrong}").status_code == 404


def test_a_draft_whose_files_are_broken_is_still_compared(browser, office: Office, draft: int) -> None:
    seen = {path: file.revision for path, file in queries.draft_page(office, "A4", draft).files.items()}
    actions.change_draft(office, ChangeDraft(draft, {"process.bpmn": b"<oops"}, seen), Actor("A4"))
    page = browser("A4").get(f"/design/{draft}/comparison")
    assert page.status_code == 200 and "process.bpmn 无法读懂，只按文字比较" in page.text


def test_only_analysts_compare_and_only_their_own(office: Office, draft: int) -> None:
    with pytest.raises(Exception, match="not_allowed"):
        draft_comparison(office, "O5", draft)
    with pytest.raises(Exception, match="not_allowed"):
        version_comparison(office, "O5", "approval", 1, 2)
    with pytest.raises(Missing):
        draft_comparison(office, "A4", draft + 1)
    assert version_comparison(office, "A2", "approval", 1, 2).comparison.changes, "who releases sees what"
