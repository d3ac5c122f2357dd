"""The action that tries a period on a draft, its report, and who may see what of it."""

from __future__ import annotations

from datetime import date

import pytest

from engine import actions, queries
from engine.actions import Actor, BeginDraft, ChangeDraft
from engine.actions.design.what_if import Tried, WhatIf, what_if
from engine.errors import DefinitionRefused, Invalid, Missing, NotYours, Refused
from engine.queries.design.what_if import behind, tried_matters, what_if_page
from engine.store import tables as t
from engine.store.office import Office
from engine.store.procedure_drafts import report_of
from tests.actions import desk
from tests.packages import PROCEDURE

ANALYST = Actor("A4")
FIRST, LAST = date(2026, 2, 1), date(2026, 2, 28)
LONGER = PROCEDURE.format(key="approval").replace('"平件" = "1 WD"', '"平件" = "3 WD"').encode()


def drafted(office: Office, **writes: bytes) -> int:
    version = queries.workbench(office, "A4").procedures[0].versions[0]
    draft = actions.begin_draft(office, BeginDraft("approval", "请示审批", definition_id=version.id), ANALYST)
    seen = {path: file.revision for path, file in queries.draft_page(office, "A4", draft).files.items()}
    actions.change_draft(
        office, ChangeDraft(draft, {k.replace("__", "."): v for k, v in writes.items()}, seen), ANALYST
    )
    return draft


def matters(office: Office, n: int = 3) -> None:
    for number in range(1, n + 1):
        desk.start(office)
        desk.review(office, instance=number)


def test_a_period_is_tried_and_the_report_stays_with_these_files(office: Office) -> None:
    matters(office)
    draft = drafted(office, procedure__toml=LONGER)
    history = desk.rows(office, t.history)
    assert what_if_page(office, "A4", draft).report is None
    assert what_if(office, WhatIf(draft, FIRST, LAST), ANALYST) == Tried(3, 3)
    page = what_if_page(office, "A4", draft)
    assert page.finished and page.report is not None and page.report["same"] == 3
    assert page.report["dues"]["review"]["moved"] == 3
    assert desk.rows(office, t.history) == history, "matters are read, never changed"
    kept = desk.rows(office, t.package_report)
    assert [(row.hash, row.kind, row.made_by) for row in kept] == [(page.draft.package.hash, "what_if", "A4")]
    actions.change_draft(office, ChangeDraft(draft, {"README.md": b"x"}), ANALYST)
    assert what_if_page(office, "A4", draft).report is None, "other files were not tried"
    with office.database.read() as connection:
        assert report_of(connection, kept[0].hash, "what_if") is not None


def test_a_long_trial_goes_on_in_stretches(office: Office) -> None:
    matters(office)
    draft = drafted(office, procedure__toml=LONGER)
    stretch = WhatIf(draft, FIRST, LAST, seconds=0)
    assert [what_if(office, stretch, ANALYST).done for _ in range(4)] == [1, 2, 3, 3]
    page = what_if_page(office, "A4", draft)
    assert page.finished and page.report is not None and page.report["matters"] == 3
    assert not what_if(office, WhatIf(draft, FIRST, LAST, anew=True, seconds=0), ANALYST).finished
    assert what_if_page(office, "A4", draft).done == 1
    other = what_if(office, WhatIf(draft, date(2026, 3, 1), date(2026, 3, 31)), ANALYST)
    assert other == Tried(0, 0) and what_if_page(office, "A4", draft).finished, "nothing was begun in March"


def test_what_cannot_be_tried_is_refused_and_nothing_is_kept(office: Office) -> None:
    matters(office, 1)
    draft = drafted(office, process__bpmn=b"<oops")
    with pytest.raises(DefinitionRefused):
        what_if(office, WhatIf(draft, FIRST, LAST), ANALYST)
    assert what_if_page(office, "A4", draft).findings
    with pytest.raises(Invalid):
        what_if(office, WhatIf(draft, LAST, FIRST), ANALYST)
    assert desk.rows(office, t.package_report) == []


@pytest.mark.parametrize("person", ["O5", "A2", "O1"])
def test_only_analysts_try_and_only_their_own(office: Office, person: str) -> None:
    draft = drafted(office)
    with pytest.raises(Refused, match="not_allowed"):
        what_if(office, WhatIf(draft, FIRST, LAST), Actor(person))
    with pytest.raises(Refused, match=r"not_allowed|no_draft"):  # who releases sees one that was handed in
        what_if_page(office, person, draft)
    with pytest.raises(Missing):
        what_if(office, WhatIf(draft + 1, FIRST, LAST), ANALYST)


def test_an_analyst_sees_numbers_never_whose_matters(office: Office) -> None:
    matters(office, 1)
    draft = drafted(office, procedure__toml=LONGER)
    what_if(office, WhatIf(draft, FIRST, LAST), ANALYST)
    page = what_if_page(office, "A4", draft)
    assert not page.may_list and page.report is not None
    with pytest.raises(NotYours):
        tried_matters(office, "A4", draft, "same")
    assert behind(page.report, "same") == [1] and behind(page.report, "moved-review") == [1]
    for wrong in ("", "x", "cause-1", "cause-x", "ask-99", "moved-nowhere", "of-same"):
        with pytest.raises(Missing):
            behind(page.report, wrong)
