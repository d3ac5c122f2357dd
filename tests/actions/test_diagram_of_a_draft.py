"""A draft's diagram: kept unfinished, refused when harmful, never overwritten unseen, branched off whole."""

from __future__ import annotations

import pytest

from engine import actions, queries
from engine.actions import Actor, BeginDraft, ChangeDiagram, ChangeDraft
from engine.bpmn import NotBpmn
from engine.errors import Missing, Refused, Stale
from engine.store.office import Office
from engine.xml import XmlRefused

ANALYST = Actor("A4")
PATH = "process.bpmn"


@pytest.fixture
def draft(office: Office) -> int:
    return actions.begin_draft(office, BeginDraft("leave-request", "请假审批"), ANALYST)


def diagram(office: Office, draft: int) -> bytes:
    return queries.draft_page(office, "A4", draft).package.files[PATH]


def test_an_unfinished_diagram_is_kept(office: Office, draft: int) -> None:
    unfinished = diagram(office, draft).replace(b'targetRef="done"', b'targetRef="nowhere"')
    assert actions.change_diagram(office, ChangeDiagram(draft, unfinished, 1), ANALYST) == 2
    page = queries.draft_page(office, "A4", draft)
    assert page.package.files[PATH] == unfinished and any(f.severity == "error" for f in page.findings)


@pytest.mark.parametrize(
    ("content", "error"),
    [(b"<a/>", NotBpmn), (b"", XmlRefused), (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', XmlRefused)],
)
def test_what_is_no_diagram_changes_nothing(office: Office, draft: int, content: bytes, error: type[Refused]) -> None:
    before = queries.draft_page(office, "A4", draft).revision
    with pytest.raises(error):
        actions.change_diagram(office, ChangeDiagram(draft, content, 1), ANALYST)
    with pytest.raises(error):
        actions.begin_apart(office, draft, content, ANALYST)
    assert queries.draft_page(office, "A4", draft).revision == before
    assert len(queries.workbench(office, "A4").drafts) == 1


def test_whoever_was_overtaken_keeps_his_in_a_draft_of_its_own(office: Office, draft: int) -> None:
    was = diagram(office, draft)
    theirs, mine = was.replace("办理".encode(), b"theirs"), was.replace("办理".encode(), b"mine")
    actions.change_draft(office, ChangeDraft(draft, {PATH: theirs}, {PATH: 1}), ANALYST)
    with pytest.raises(Stale):
        actions.change_diagram(office, ChangeDiagram(draft, mine, 1), ANALYST)
    made = actions.begin_apart(office, draft, mine, ANALYST)
    assert diagram(office, draft) == theirs and diagram(office, made) == mine


def test_only_whose_draft_it_is(office: Office, draft: int) -> None:
    content = diagram(office, draft)
    for by in ("O5", "A2"):
        with pytest.raises(Refused):
            actions.change_diagram(office, ChangeDiagram(draft, content + b" ", 1), Actor(by))
        with pytest.raises(Refused):
            queries.diagram_choices(office, by, draft)
        with pytest.raises(Missing):
            actions.begin_apart(office, draft, content, Actor(by))


def test_choices_are_read_from_office_and_draft(office: Office, draft: int) -> None:
    choices = queries.diagram_choices(office, "A4", draft)
    assert {"handle", "start"} == {form.id for form in choices.forms}
    assert next(role for role in choices.roles if role.id == "checker").name
    assert ("title", "textfield") in {(each.name, each.kind) for each in choices.variables}
    assert b"BPMNShape" in queries.laid_out(office, "A4", draft, diagram(office, draft))
