"""An analyst's drafts: begun, changed, never overwritten unseen, never another's."""

from __future__ import annotations

import pytest

from engine import actions, queries
from engine.actions import Actor, BeginDraft, ChangeDraft
from engine.bpmn.canonical import canonical
from engine.definition import check
from engine.errors import DefinitionRefused, Invalid, Missing, Refused, Stale
from engine.store.office import Office

ANALYST, CLERK, RELEASER = Actor("A4"), Actor("O5"), Actor("A2")


def begin(office: Office, procedure: str = "leave-request", name: str = "请假审批", **more: int) -> int:
    return actions.begin_draft(office, BeginDraft(procedure, name, **more), ANALYST)


def test_a_new_procedure_begins_with_what_passes_the_check(office: Office) -> None:
    page = queries.draft_page(office, "A4", begin(office, name='请假"<审批>"&销假'))
    assert check(page.package) == []
    assert page.mine and page.open and page.based_on is None and page.procedure == "leave-request"


def test_a_published_version_is_taken_over_as_it_is(office: Office) -> None:
    bench = queries.workbench(office, "A4")
    version = bench.procedures[0].versions[0]
    page = queries.draft_page(office, "A4", begin(office, "approval", "审批", definition_id=version.id))
    assert page.package.hash == version.hash and page.based_on == version.version
    assert [d.id for d in queries.workbench(office, "A4").drafts] == [page.id]


@pytest.mark.parametrize("key", ["", "Leave", "请假", "a b", "-a", "a-", "a" * 81, "../x"])
def test_a_wrong_key_begins_nothing(office: Office, key: str) -> None:
    with pytest.raises(Invalid):
        begin(office, key)
    assert queries.workbench(office, "A4").drafts == ()


@pytest.mark.parametrize("by", [CLERK, RELEASER])
def test_only_analysts_draft(office: Office, by: Actor) -> None:
    with pytest.raises(Refused, match="not_allowed"):
        actions.begin_draft(office, BeginDraft("leave-request", "请假"), by)
    draft = begin(office)
    with pytest.raises(Refused, match="not_allowed"):
        actions.change_draft(office, ChangeDraft(draft, {"README.md": b"x"}), by)
    with pytest.raises(Refused, match=r"not_allowed|no_draft"):
        queries.draft_page(office, by.person, draft)


def test_a_change_tells_the_new_revisions(office: Office) -> None:
    draft = begin(office)
    first = actions.change_draft(office, ChangeDraft(draft, {"README.md": b"one"}), ANALYST)
    assert first["README.md"] == 2 and first["process.bpmn"] == 1
    again = actions.change_draft(office, ChangeDraft(draft, {"README.md": b"one"}, first), ANALYST)
    assert again == first, "writing what is there changes nothing"
    gone = actions.change_draft(office, ChangeDraft(draft, {"README.md": None}, first), ANALYST)
    assert "README.md" not in gone and "README.md" not in queries.draft_page(office, "A4", draft).files


def test_two_who_edit_do_not_overwrite_each_other(office: Office) -> None:
    draft = begin(office)
    actions.change_draft(office, ChangeDraft(draft, {"README.md": b"mine"}), ANALYST)
    with pytest.raises(Stale) as refused:
        actions.change_draft(office, ChangeDraft(draft, {"README.md": b"theirs", "texts.toml": b""}), ANALYST)
    assert refused.value.details["changed_by"] == "A4" and refused.value.details["revision"] == 2
    page = queries.draft_page(office, "A4", draft)
    assert page.package.files["README.md"] == b"mine" and "texts.toml" not in page.files


@pytest.mark.parametrize("path", ["../x.md", "/etc/x.md", "a\\b.md", "x.py", "x.exe", "forms/../../x.json", ""])
def test_what_no_procedure_may_hold_is_refused_whole(office: Office, path: str) -> None:
    draft = begin(office)
    with pytest.raises(DefinitionRefused):
        actions.change_draft(office, ChangeDraft(draft, {path: b"x", "README.md": b"x"}), ANALYST)
    assert "README.md" not in queries.draft_page(office, "A4", draft).files


def test_an_unknown_draft_and_version_are_missing(office: Office) -> None:
    with pytest.raises(Missing):
        queries.draft_page(office, "A4", 99)
    with pytest.raises(Missing):
        begin(office, "approval", definition_id=99)
    with pytest.raises(Missing):
        begin(office, "other", definition_id=queries.workbench(office, "A4").procedures[0].versions[0].id)


def test_a_diagram_is_kept_in_canonical_form_whatever_wrote_it(office: Office) -> None:
    """Two who save the same drawing from different editors save the same bytes; nothing else is touched."""
    draft = begin(office)
    first = queries.draft_page(office, "A4", draft)
    other = first.package.files["process.bpmn"].replace(b"\n  ", b"\n\t\t").replace(b' isExecutable="true"', b"")
    other = other.replace(b"<bpmn:process ", b'<bpmn:process isExecutable="true" ')
    seen = {"process.bpmn": first.files["process.bpmn"].revision}
    revisions = actions.change_draft(office, ChangeDraft(draft, {"process.bpmn": other, "README.md": b" x\r\n"}, seen), ANALYST)
    kept = queries.draft_page(office, "A4", draft).package
    assert kept.files["process.bpmn"] == canonical(other) == canonical(first.package.files["process.bpmn"])
    assert kept.files["README.md"] == b" x\r\n"
    assert actions.change_draft(office, ChangeDraft(draft, {"process.bpmn": other}, revisions), ANALYST) == revisions
    broken = ChangeDraft(draft, {"process.bpmn": b"<oops"}, revisions)
    actions.change_draft(office, broken, ANALYST)
    assert queries.draft_page(office, "A4", draft).package.files["process.bpmn"] == b"<oops", "nothing is lost"
