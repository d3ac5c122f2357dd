"""Settings of a draft: changed by its analyst alone, all right or nothing, never over what somebody else wrote."""

from __future__ import annotations

import tomllib

import pytest

from engine import actions, queries
from engine.actions import Actor, BeginDraft
from engine.actions.design.change_settings import ChangeSettings, WrongSettings, change_settings
from engine.errors import Missing, Refused, Stale
from engine.queries.design.settings import settings_page
from engine.store.office import Office

ANALYST = Actor("A4")


def begin(office: Office) -> int:
    return actions.begin_draft(office, BeginDraft("leave-request", "请假审批"), ANALYST)


def file(office: Office, draft: int, name: str = "procedure.toml") -> str:
    return queries.draft_page(office, "A4", draft).package.files[name].decode()


TERM = {"rows": ["1"], "r0.was": ["handle"], "r0.key": ["handle"], "r0.其他": ["4", "WD"]}


def test_a_term_is_written_and_the_rest_stays(office: Office) -> None:
    draft = begin(office)
    before = file(office, draft)
    revisions = change_settings(office, ChangeSettings(draft, "terms", TERM, 1), ANALYST)
    assert revisions["procedure.toml"] == 2
    assert tomllib.loads(file(office, draft))["terms"]["handle"]["其他"] == "4 WD"
    assert {line for line in before.splitlines() if line.startswith("#")} <= set(file(office, draft).splitlines())


def test_a_file_that_was_not_there_begins(office: Office) -> None:
    draft = begin(office)
    named = {"rows": ["1"], "r0.was": ["handle"], "r0.key": ["handle"], "r0.": ["Handle"]}
    there = "texts.toml" in queries.draft_page(office, "A4", draft).files
    change_settings(office, ChangeSettings(draft, "english", named, int(there)), ANALYST)
    assert tomllib.loads(file(office, draft, "texts.toml"))["elements"]["handle"] == "Handle"
    change_settings(office, ChangeSettings(draft, "readme", {"text": ["# 请假\r\n说明"]}, 0), ANALYST)
    assert file(office, draft, "README.md") == "# 请假\n说明"


def test_a_wrong_value_changes_nothing(office: Office) -> None:
    draft = begin(office)
    with pytest.raises(WrongSettings) as refused:
        change_settings(office, ChangeSettings(draft, "terms", {**TERM, "r0.其他": ["x", "WD"]}, 1), ANALYST)
    assert set(refused.value.problems) == {"r0.其他"}
    assert queries.draft_page(office, "A4", draft).revision == 1


def test_what_somebody_wrote_meanwhile_is_not_overwritten(office: Office) -> None:
    draft = begin(office)
    change_settings(office, ChangeSettings(draft, "terms", TERM, 1), ANALYST)
    with pytest.raises(Stale):
        change_settings(office, ChangeSettings(draft, "terms", {**TERM, "r0.其他": ["9", "WD"]}, 1), ANALYST)
    assert "9 WD" not in file(office, draft)


@pytest.mark.parametrize("person", ["O5", "A2", "U11"])
def test_nobody_else_sees_or_changes_them(office: Office, person: str) -> None:
    draft = begin(office)
    with pytest.raises(Refused, match="not_allowed"):
        change_settings(office, ChangeSettings(draft, "terms", TERM, 1), Actor(person))
    with pytest.raises(Refused, match="not_allowed"):
        settings_page(office, person, draft, "terms")


def test_an_unknown_draft_or_section_is_missing(office: Office) -> None:
    draft = begin(office)
    for id, section in ((99, "terms"), (draft, "none")):
        with pytest.raises(Missing):
            change_settings(office, ChangeSettings(id, section, TERM, 1), ANALYST)
