"""Which organization and calendar were in force at a moment, from the office's own journal."""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime

from sqlalchemy import Connection, select

from engine.history import Event
from engine.organization import Calendar, Organization
from engine.queries.bodies import opened, said
from engine.store import tables as t
from engine.store.office import Office


class Offices:
    """The office as it was; an event that moved tokens names what it was decided by, others go by the journal."""

    def __init__(self, office: Office, connection: Connection) -> None:
        self._office, self._connection = office, connection
        self._changes = {kind: self._read(kind) for kind in ("organization", "calendar")}

    def organization(self, event: Event) -> Organization:
        return self._office.organization(self._connection, self._fingerprint("organization", event))

    def calendar(self, event: Event) -> Calendar:
        return self._office.calendar(self._connection, self._fingerprint("calendar", event))

    def _fingerprint(self, kind: str, event: Event) -> str:
        named = event.body.get("in_force", {}).get(kind)
        return str(named) if named else self._at(kind, event.at)

    def _at(self, kind: str, at: datetime) -> str:
        moments, fingerprints = self._changes[kind]
        return fingerprints[max(0, bisect_right(moments, at) - 1)]

    def _read(self, kind: str) -> tuple[list[datetime], list[str]]:
        j = t.journal.c
        changes = select(j.at, *said(t.journal)).where(j.kind == f"{kind}.changed").order_by(j.seq)
        rows = self._connection.execute(changes).all()
        return [row.at for row in rows], [opened(row)["after"] for row in rows]
