"""An analyst in Chromium: a term is lengthened, a wrong one told, a scenario's step changed, all run and painted;
the same pages on a phone, and without scripts."""

from __future__ import annotations

import tomllib

import pytest

from engine import actions, queries
from engine.actions import Actor, BeginDraft
from engine.actions.accounts import open_account
from engine.definition import Package
from engine.scenario import reporting
from engine.store.office import Office
from engine.store.work import SYSTEM
from tests.browser.conftest import PASSWORD, barriers
from tests.conftest import PROCESSES

KEPT = ("scenarios/doc-1.toml", "scenarios/kinds.toml")  # two stories are enough to see them run


@pytest.fixture
def draft(office: Office) -> int:
    open_account(office, "A4", PASSWORD, Actor(SYSTEM))
    files = Package.from_folder(PROCESSES / "outgoing-document").files
    package = Package({p: d for p, d in files.items() if not p.startswith("scenarios/") or p in KEPT})
    return actions.begin_draft(
        office, BeginDraft("outgoing-document", "发文办理", package=package, another=True), Actor("A4")
    )


def looked_at(person, name: str) -> None:
    """Nothing serious for axe-core, nothing wider than its window."""
    assert not person.is_wider_than_its_window(), name
    assert barriers(person) == [], name
    person.picture(f"design-{name}{'-phone' if person.phone else ''}")


def test_an_analyst_changes_a_term_and_a_story_and_runs_them(
    desk, office: Office, draft: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporting, "SLICE", 0.0)  # one story a request: the page asks for the next by itself
    person = desk("A4")
    person.expected = ("422",)  # the browser writes down what the page says better
    person.open(f"/design/{draft}/settings/terms")
    row = next(i for i in range(60) if person.find(f"[name='r{i}.was']").get_attribute("value") == "sign")
    field = person.find(f"#f-r{row}-平件")
    field.clear()
    field.send_keys("1.5")
    person.press("保存")
    assert person.errors() == ["数目不对:工作日和自然日须为整数。"]
    assert person.find(f"#f-r{row}-平件").get_attribute("value") == "1.5"
    looked_at(person, "term-told")
    field = person.find(f"#f-r{row}-平件")
    field.clear()
    field.send_keys("2")
    person.press("保存")
    assert "已保存" in person.text
    settings = tomllib.loads(queries.draft_page(office, "A4", draft).package.files["procedure.toml"].decode())
    assert settings["terms"]["sign"]["平件"] == "2 WD"

    person.open(f"/design/{draft}/scenarios")

    button = person.find(".run-all button")
    button.click()
    person.wait_for(lambda: "未通过 1 个" in person.text and "未运行 0 个" in person.text)
    assert "2026-02-27T17:30" in person.find(".first-fault").text, "the story told the old term"
    person.find("svg .flow.taken"), person.find("svg .flow.untaken")
    looked_at(person, "scenarios-run")

    person.open(f"/design/{draft}/scenarios/doc-1")
    looked_at(person, "story")
    person.open(f"/design/{draft}/scenarios/doc-1/14")
    looked_at(person, "step")
    person.driver.execute_script("document.getElementById('f-opens-0-due').value = '2026-02-28T17:30'")
    person.press("保存")
    person.press("运行这个场景")
    assert "通过（30 步）" in person.text
    assert person.complaints() == []


def test_they_fit_a_phone(desk, draft: int) -> None:
    person = desk("A4", phone=True)
    for page in ("settings/terms", "settings/tasks?row=sign", "settings/papers?row=red-head", "scenarios/doc-1/4"):
        person.open(f"/design/{draft}/{page}")
        looked_at(person, page.replace("/", "-").partition("?")[0])


def test_all_of_it_works_without_scripts(desk, office: Office, draft: int) -> None:
    person = desk("A4", scripts=False)
    person.open(f"/design/{draft}/settings/ends")
    row = next(i for i in range(9) if person.find(f"[name='r{i}.was']").get_attribute("value") == "end_archived")
    person.fill(f"r{row}.", "已经归档")
    person.press("保存")
    assert "已保存" in person.text
    person.open(f"/design/{draft}/scenarios")
    person.press("全部运行")
    assert "通过 1 个，未通过 1 个" in person.text, "a story told the old word"
