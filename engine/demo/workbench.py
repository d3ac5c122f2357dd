"""What lies on the analyst's table in the demo office: 发文 with a longer term, and a new small procedure half way."""

from __future__ import annotations

from pathlib import Path

from engine import queries
from engine.actions import Actor
from engine.actions.design import BeginDraft, ChangeDraft, begin_draft, change_draft
from engine.definition import Package
from engine.definition.procedure import FILE
from engine.store.office import Office

ANALYST = Actor("A4")
NEW = Path(__file__).parent / "vehicle-request"
CHANGED, STEP, BEFORE, AFTER = "outgoing-document", "[terms.sign]", '"平件" = "1 WD"', '"平件" = "2 WD"'


def begin_drafts(office: Office) -> None:
    """Two drafts of the analyst, as he would have begun them; neither is handed in."""
    newest = {each.key: each.versions[0].id for each in queries.workbench(office, ANALYST.person).procedures}
    draft = begin_draft(
        office, BeginDraft(CHANGED, "发文办理(签发时限放宽)", definition_id=newest[CHANGED]), ANALYST
    )  # fmt: skip
    page = queries.draft_page(office, ANALYST.person, draft)
    head, step, terms = page.package.files[FILE].decode().partition(STEP)
    longer = head + step + terms.replace(BEFORE, AFTER, 1)
    change_draft(office, ChangeDraft(draft, {FILE: longer.encode()}, {FILE: page.files[FILE].revision}), ANALYST)
    begin_draft(office, BeginDraft("vehicle-request", "用车申请", Package.from_folder(NEW)), ANALYST)
