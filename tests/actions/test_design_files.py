"""What an analyst does to the decisions and forms of a draft: works, refuses others, never overwrites unseen."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine import actions, queries
from engine.actions import Actor, BeginDraft, design
from engine.definition import check
from engine.errors import DefinitionRefused, Invalid, Missing, NotNow, Refused, Stale
from engine.queries import design as designs
from engine.store.office import Office
from engine.xml import XmlRefused

ANALYST, CLERK, RELEASER = Actor("A4"), Actor("O5"), Actor("A2")
DECISION, FORM = "decisions/leave-level.dmn", "forms/handle.json"


@pytest.fixture
def draft(office: Office) -> int:
    made = actions.begin_draft(office, BeginDraft("leave-request", "请假审批"), ANALYST)
    assert design.new_decision(office, design.NewDecision(made, "审批层级", "leave-level"), ANALYST) == DECISION
    return made


def page(office: Office, draft: int) -> queries.DraftPage:
    return queries.draft_page(office, "A4", draft)


def seen(office: Office, draft: int, path: str) -> int:
    return page(office, draft).files[path].revision


def edit(office: Office, draft: int, by: Actor = ANALYST, at: int | None = None, **texts: str) -> tuple[int, str]:
    change = design.DecisionChange("leave_level", {name.replace("_", "."): text for name, text in texts.items()})
    revision = seen(office, draft, DECISION) if at is None else at
    return design.edit_decision(office, design.EditDecision(draft, DECISION, revision, change), by)


def test_a_draft_with_a_new_decision_and_a_new_form_is_told_what_nobody_uses(office: Office, draft: int) -> None:
    assert check(page(office, draft).package) == []
    assert design.new_form(office, draft, "leave_review", ANALYST) == "forms/leave_review.json"
    assert [(f.code, f.element) for f in check(page(office, draft).package)] == [("unused_form", "leave_review")]


def test_a_decision_is_edited_and_the_answer_is_its_new_revision(office: Office, draft: int) -> None:
    before = seen(office, draft, DECISION)
    assert edit(office, draft, rule_1_out_1='"科长"') == (before + 1, "leave_level")
    assert edit(office, draft, rule_1_out_1='"科长"') == (before + 1, "leave_level"), "the same again changes nothing"
    trial = designs.try_decision(office, "A4", draft, "leave-level", "leave_level", {"urgency": "平件"})
    assert (trial.result, trial.matched, trial.problems) == ("科长", (1,), None)


ACTS: dict[str, Callable[[Office, int, Actor, int], object]] = {
    "edit_decision": lambda o, d, by, at: edit(o, d, by, at, rule_1_out_1='"x"'),
    "save_decision": lambda o, d, by, at: design.save_decision(
        o, design.SaveDecision(d, DECISION, at, page(o, d).package.files[DECISION].replace("待定".encode(), b"x")), by
    ),
    "edit_form": lambda o, d, by, at: design.edit_form(
        o, design.EditForm(d, FORM, at, design.FormChange("0", {"label": "x"})), by
    ),
    "save_form": lambda o, d, by, at: design.save_form(o, design.SaveForm(d, FORM, at, b'{"components": []}'), by),
    "set_rights": lambda o, d, by, at: design.set_rights(
        o, design.SetRights(d, at, {("handle", "result"): "required"}), by
    ),
    "move_file": lambda o, d, by, at: design.move_file(o, design.MoveFile(d, FORM, at, "forms/other.json"), by),
    "delete_file": lambda o, d, by, at: design.move_file(o, design.MoveFile(d, FORM, at), by),
}


@pytest.mark.parametrize("act", ACTS)
def test_nobody_overwrites_what_he_has_not_seen(office: Office, draft: int, act: str) -> None:
    before = page(office, draft).package.hash
    with pytest.raises(Stale):
        ACTS[act](office, draft, ANALYST, 99)
    assert page(office, draft).package.hash == before


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("by", [CLERK, RELEASER])
def test_only_whose_draft_it_is_changes_it(office: Office, draft: int, by: Actor, act: str) -> None:
    before, path = page(office, draft).package.hash, DECISION if "decision" in act else FORM
    at = seen(office, draft, "procedure.toml" if act == "set_rights" else path)
    with pytest.raises(Refused) as refused:
        ACTS[act](office, draft, by, at)
    assert refused.value.code in ("not_allowed", "no_draft")
    assert page(office, draft).package.hash == before


def test_a_file_that_is_not_there_is_never_made_by_an_edit(office: Office, draft: int) -> None:
    for path in ("decisions/nothing.dmn", "forms/nothing.json"):
        with pytest.raises(Missing):
            design.move_file(office, design.MoveFile(draft, path, 0), ANALYST)
    decision, form = "decisions/nothing.dmn", "forms/nothing.json"
    content = page(office, draft).package.files
    for act in (
        lambda: design.edit_decision(office, design.EditDecision(draft, decision, 0, design.DecisionChange()), ANALYST),
        lambda: design.save_decision(office, design.SaveDecision(draft, decision, 0, content[DECISION]), ANALYST),
        lambda: design.edit_form(office, design.EditForm(draft, form, 0, design.FormChange()), ANALYST),
        lambda: design.save_form(office, design.SaveForm(draft, form, 0, content[FORM]), ANALYST),
    ):
        with pytest.raises(Missing):
            act()
    assert page(office, draft).package.files == content


@pytest.mark.parametrize(("name", "key"), [("", "x"), ("x", ""), ("x", "Leave"), ("x", "leave-level"), ("x", "../x"), ("x" * 201, "x")])
def test_a_wrong_name_or_key_begins_no_decision(office: Office, draft: int, name: str, key: str) -> None:
    with pytest.raises(Invalid):
        design.new_decision(office, design.NewDecision(draft, name, key), ANALYST)


@pytest.mark.parametrize("content", [b"", b"<a/>", b"<!DOCTYPE a><a/>", b"<definitions/>"])
def test_a_canvas_stores_decisions_only(office: Office, draft: int, content: bytes) -> None:
    command = design.SaveDecision(draft, DECISION, seen(office, draft, DECISION), content)
    with pytest.raises((XmlRefused, DefinitionRefused)):
        design.save_decision(office, command, ANALYST)


def test_rights_end_in_procedure_toml_and_are_taken_back(office: Office, draft: int) -> None:
    before = page(office, draft).package.files["procedure.toml"]
    at = design.set_rights(
        office, design.SetRights(draft, seen(office, draft, "procedure.toml"), {("handle", "result"): "required"}), ANALYST
    )
    assert b'[fields.handle]\nresult = "required"' in page(office, draft).package.files["procedure.toml"]
    assert check(page(office, draft).package) == []
    with pytest.raises(Invalid):
        design.set_rights(office, design.SetRights(draft, at, {("handle", "result"): "maybe"}), ANALYST)
    design.set_rights(office, design.SetRights(draft, at, {("handle", "result"): ""}), ANALYST)
    assert page(office, draft).package.files["procedure.toml"].rstrip() == before.rstrip()


def test_steps_that_name_a_form_go_along_when_it_is_renamed(office: Office, draft: int) -> None:
    assert b'formId="handle"' in page(office, draft).package.files["process.bpmn"]
    design.move_file(office, design.MoveFile(draft, FORM, seen(office, draft, FORM), "forms/handling.json"), ANALYST)
    assert b'formId="handling"' in page(office, draft).package.files["process.bpmn"]
    assert check(page(office, draft).package) == []


def test_a_draft_that_is_not_open_is_not_changed(office: Office, draft: int) -> None:
    design.drop_draft(office, draft, ANALYST)
    with pytest.raises((NotNow, Missing)):
        design.new_form(office, draft, "late", ANALYST)
