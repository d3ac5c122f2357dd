"""The scenarios of a draft, run for its analyst and kept with exactly these files."""

from __future__ import annotations

import pytest

from engine import actions, queries
from engine.actions import Actor, BeginDraft, ChangeDraft
from engine.errors import DefinitionRefused, Missing, Refused
from engine.scenario.reporting import KIND, RunScenarios, results, run_scenarios
from engine.store.office import Office
from engine.store.procedure_drafts import report_of
from engine.store.releasing import passed
from tests.packages import approval
from tests.scenario.test_runner import STORY

ANALYST = Actor("A4")
GOOD = STORY.format(only="").encode()
FILE = "scenarios/one.toml"


def begin(office: Office, **files: bytes) -> int:
    package = approval(**{FILE: GOOD, **files})
    return actions.begin_draft(office, BeginDraft("approval", "请示审批", package=package, another=True), ANALYST)


def test_green_is_kept_with_these_files_and_gone_with_the_next_change(office: Office) -> None:
    draft = begin(office)
    found = run_scenarios(office, RunScenarios(draft), ANALYST)
    assert found.green and found.waiting == ()
    package = queries.draft_page(office, "A4", draft).package
    with office.database.read() as connection:
        report = report_of(connection, package.hash, KIND)
        assert passed(report.content) and report.made_by == "A4"
        assert results(connection, package).played == found.played
    actions.change_draft(office, ChangeDraft(draft, {"README.md": b"x"}), ANALYST)
    with office.database.read() as connection:
        assert not results(connection, queries.draft_page(office, "A4", draft).package).green


def test_one_alone_is_run_again_and_what_fails_is_not_green(office: Office) -> None:
    draft = begin(office, **{"scenarios/two.toml": GOOD.replace(b"urges = 1", b"urges = 7")})
    first = run_scenarios(office, RunScenarios(draft, FILE), ANALYST)
    assert list(first.played) == [FILE] and first.waiting == ("scenarios/two.toml",) and not first.green
    second = run_scenarios(office, RunScenarios(draft), ANALYST)
    assert (second.passed, second.failed, second.green) == (1, 1, False)
    assert second.played[FILE] == first.played[FILE], "what was played is not played again"
    zh, en = second.played["scenarios/two.toml"].problems[0]
    assert zh.startswith("第3步") and en.startswith("step 3")


def test_no_scenario_is_never_green(office: Office) -> None:
    draft = begin(office)
    actions.change_draft(office, ChangeDraft(draft, {FILE: None}, {FILE: 1}), ANALYST)
    assert not run_scenarios(office, RunScenarios(draft), ANALYST).green


def test_what_does_not_compile_is_not_run_nor_another_s(office: Office) -> None:
    draft = begin(office)
    for person in ("O5", "A2"):
        with pytest.raises(Refused, match="not_allowed"):
            run_scenarios(office, RunScenarios(draft), Actor(person))
    with pytest.raises(Missing):
        run_scenarios(office, RunScenarios(99), ANALYST)
    with pytest.raises(Missing):
        run_scenarios(office, RunScenarios(draft, "README.md"), ANALYST)
    actions.change_draft(office, ChangeDraft(draft, {"process.bpmn": b"<x"}, {"process.bpmn": 1}), ANALYST)
    with pytest.raises(DefinitionRefused):
        run_scenarios(office, RunScenarios(draft), ANALYST)


def test_a_story_may_not_take_for_ever(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.scenario.reporting.LONGEST", 0.0)
    found = run_scenarios(office, RunScenarios(begin(office)), ANALYST)
    assert found.played[FILE].problems[0][0] == "场景用时过长,已停止。"
