"""The owner of a draft lets another analyst edit it, or takes that back."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete

from engine.actions.design.drafting import organization_now, own_draft
from engine.errors import Invalid
from engine.organization import may
from engine.store import tables as t
from engine.store.execute import insert_once
from engine.store.journal import journal
from engine.store.office import Office
from engine.store.work import Actor


@dataclass(frozen=True)
class ShareDraft:
    draft_id: int
    person: str


def share_draft(office: Office, command: ShareDraft, by: Actor) -> None:
    """Raises Invalid for somebody who is no other analyst, Refused `not_draft_owner`, NotNow when it is not open."""
    with office.database.write() as connection:
        row, now = own_draft(office, connection, command.draft_id, by)
        organization = organization_now(office, connection)
        if command.person == row.owner or not may(organization, command.person, "definition.draft", now):
            raise Invalid({"person": "请选择另一位流程分析员。"})
        insert_once(
            connection, t.procedure_draft_editor, [{"draft_id": command.draft_id, "person": command.person}]
        )
        journal(connection, "draft.shared", by.person, now, {"draft": command.draft_id, "person": command.person})


def take_back_draft(office: Office, command: ShareDraft, by: Actor) -> None:
    """What he wrote stays; he sees the draft no more."""
    with office.database.write() as connection:
        _, now = own_draft(office, connection, command.draft_id, by)
        e = t.procedure_draft_editor.c
        gone = connection.execute(
            delete(t.procedure_draft_editor).where(e.draft_id == command.draft_id, e.person == command.person)
        )
        if gone.rowcount == 0:
            raise Invalid({"person": "这份草稿没有交给他编辑。"})
        journal(connection, "draft.taken_back", by.person, now, {"draft": command.draft_id, "person": command.person})
