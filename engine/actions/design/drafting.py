"""What every act on a draft asks first: is he an analyst, is the draft his, is it open?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from engine.errors import NotNow
from engine.organization import require
from engine.store.office import Office
from engine.store.procedure_drafts import OPEN, draft_row, files_of
from engine.store.work import Actor


def require_analyst(office: Office, connection: Connection, by: Actor) -> datetime:
    """The moment of the act; raises Refused `not_allowed`."""
    now = office.now()
    organization = office.organization(connection, office.in_force(connection)["organization"])
    require(organization, by.person, "definition.draft", now)
    return now


def open_draft(office: Office, connection: Connection, draft_id: int, by: Actor) -> tuple[Any, datetime]:
    """The locked row of an open draft of his, and the moment; raises NotNow for one handed in or published."""
    now = require_analyst(office, connection, by)
    row = draft_row(connection, draft_id, by.person, lock=True)
    if row.state != OPEN:
        raise NotNow(
            "draft_not_open", "草稿已提交或已发布,不能再改。",
            "The draft was handed in or published; it stays as it is.", state=row.state,
        )  # fmt: skip
    return row, now


def drafted(office: Office, draft_id: int, person: str) -> Mapping[str, Any]:
    """Path -> row of the files of a draft of his as they are now, to work out a change; nothing is locked."""
    with office.database.read() as connection:
        draft_row(connection, draft_id, person)
        return files_of(connection, draft_id)
