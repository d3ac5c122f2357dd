"""What every act on a draft asks first: is he an analyst, is the draft his, is it open?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from engine.errors import Invalid, Missing, NotNow, Refused
from engine.organization import Organization, require
from engine.store.office import Office
from engine.store.procedure_drafts import OPEN, draft_row, files_of
from engine.store.work import Actor

LONGEST_NAME, LONGEST_WORDS = 100, 2000


def organization_now(office: Office, connection: Connection) -> Organization:
    return office.organization(connection, office.in_force(connection)["organization"])


def require_analyst(office: Office, connection: Connection, by: Actor) -> datetime:
    """The moment of the act; raises Refused `not_allowed`."""
    now = office.now()
    require(organization_now(office, connection), by.person, "definition.draft", now)
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


def drafted_file(office: Office, draft_id: int, person: str, path: str) -> Any:
    """The row of one of them; raises Missing."""
    file = drafted(office, draft_id, person).get(path)
    if file is None:
        raise Missing("no_file", "草稿中没有这个文件。", "The draft has no such file.")
    return file


def own_draft(office: Office, connection: Connection, draft_id: int, by: Actor) -> tuple[Any, datetime]:
    """The same, for what only its owner may do: Refused `not_draft_owner` for those he lets edit."""
    row, now = open_draft(office, connection, draft_id, by)
    if row.owner != by.person:
        raise Refused("not_draft_owner", "只有草稿的起草人可以这样做。", "Only the draft's owner may do this.")
    return row, now


def called(name: str) -> str:
    """A draft's name with its blanks put right; raises Invalid when it is none."""
    found = " ".join(name.split())
    if not found or len(found) > LONGEST_NAME or not found.isprintable():
        raise Invalid({"name": f"名称应为1至{LONGEST_NAME}字。"})
    return found


def no_version() -> Missing:
    return Missing("no_version", "没有这个版本。", "There is no such version.")
