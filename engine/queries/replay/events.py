"""The events of one instance, bodies opened."""

from __future__ import annotations

from sqlalchemy import Connection, select

from engine.history import Event
from engine.queries.bodies import opened
from engine.store import tables as t


def events_of(connection: Connection, instance_id: int) -> list[Event]:
    """Oldest first."""
    h = t.history.c
    rows = connection.execute(select(t.history).where(h.instance_id == instance_id).order_by(h.seq))
    return [
        Event(instance_id, row.seq, row.kind, row.at, row.actor, opened(row), row.on_behalf_of, row.command_id)
        for row in rows
    ]

