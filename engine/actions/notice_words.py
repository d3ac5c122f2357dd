"""What of a notice may leave the house: no title of a work secret, nothing masked for the one who gets it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from engine.definition.masks import veil
from engine.organization import Organization, local_date
from engine.store import tables as t
from engine.store.office import Office

PLAIN = "无"  # the secrecy of an ordinary document
TITLE_LEFT_OUT = "(标题从略)"


def words_of(office: Office, connection: Connection, organization: Organization, row: Row[Any]) -> str:
    """The text of an outbox row as its recipient may read it."""
    text: str = row.text
    if row.instance_id is None:
        return text
    case = connection.execute(
        select(t.instance.c.title, t.instance.c.definition_id, t.document.c.content)
        .join(t.document, t.document.c.instance_id == t.instance.c.id)
        .where(t.instance.c.id == row.instance_id)
    ).one_or_none()
    if case is None:
        return text
    content = case.content or {}
    if content.get("secrecy", PLAIN) != PLAIN:
        text = text.replace(case.title, TITLE_LEFT_OUT)
    procedure = office.definition(connection, case.definition_id).procedure
    roles = organization.roles_of(row.recipient, local_date(office.now()))
    return veil(procedure, content, roles).text(text)
