"""What a draft is called, and that it is wanted no more."""

from __future__ import annotations

from sqlalchemy import update

from engine.actions.design.drafting import called, own_draft
from engine.store import tables as t
from engine.store.journal import journal
from engine.store.office import Office
from engine.store.procedure_drafts import DISCARDED
from engine.store.work import Actor


def rename_draft(office: Office, draft_id: int, name: str, by: Actor) -> None:
    """The draft's name on the workbench; what the procedure is called stands in its procedure.toml."""
    found = called(name)
    with office.database.write() as connection:
        own_draft(office, connection, draft_id, by)
        connection.execute(update(t.procedure_draft).where(t.procedure_draft.c.id == draft_id).values(name=found))


def drop_draft(office: Office, draft_id: int, by: Actor) -> None:
    """Nobody sees it any more; its files stay in the database, so that an administrator could bring them back."""
    with office.database.write() as connection:
        row, now = own_draft(office, connection, draft_id, by)
        connection.execute(
            update(t.procedure_draft)
            .where(t.procedure_draft.c.id == draft_id)
            .values(state=DISCARDED, changed_at=now, changed_by=by.person)
        )
        journal(connection, "draft.discarded", by.person, now, {"draft": draft_id, "procedure": row.procedure})
