"""Put an organization or a calendar in force, as content-addressed versions that history can name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from engine.history import canonical
from engine.organization import Calendar, Organization
from engine.store import tables as t
from engine.store.journal import journal
from engine.store.office import Office
from engine.store.work import Actor


def load_organization(office: Office, organization: Organization, by: Actor) -> str:
    """Put a whole organization in force; returns its fingerprint."""
    with office.database.write() as connection:
        return _put(connection, "organization", organization.as_records(), by, office.now(), {})


def load_calendar(office: Office, calendar: Calendar, by: Actor) -> str:
    with office.database.write() as connection:
        return _put(connection, "calendar", calendar.as_json(), by, office.now(), {})


def change_organization(
    office: Office, by: Actor, change: Callable[[Organization, datetime], Organization], what: dict[str, Any]
) -> str:
    """Apply a pure change (appoint, grant, mark absent) to the organization in force.

    The change itself refuses what is not allowed; `what` is what the journal keeps of it.
    """
    with office.database.write() as connection:
        connection.execute(select(t.setting.c.key).where(t.setting.c.key == "organization").with_for_update())
        present = office.organization(connection, office.in_force(connection)["organization"])
        changed = change(present, office.now())
        return _put(connection, "organization", changed.as_records(), by, office.now(), what)


def _put(connection: Connection, kind: str, body: Any, by: Actor, at: datetime, what: dict[str, Any]) -> str:
    fingerprint = hashlib.sha256(canonical(body)).hexdigest()
    known = connection.execute(
        select(t.reference.c.fingerprint).where(t.reference.c.kind == kind, t.reference.c.fingerprint == fingerprint)
    ).one_or_none()
    if known is None:
        connection.execute(t.reference.insert(), {"kind": kind, "fingerprint": fingerprint, "body": body, "since": at})
    s = t.setting.c
    before = connection.execute(select(s.value).where(s.key == kind)).scalar_one_or_none()
    if before is None:
        connection.execute(t.setting.insert(), {"key": kind, "value": fingerprint})
    elif before != fingerprint:
        connection.execute(update(t.setting).where(s.key == kind).values(value=fingerprint))
    if before != fingerprint:
        journal(connection, f"{kind}.changed", by.person, at, {"before": before, "after": fingerprint, **what})
    return fingerprint
