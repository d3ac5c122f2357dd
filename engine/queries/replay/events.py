"""The events of one instance, bodies opened: the one place where the replay reads them."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import Connection, select

from engine.history import Event
from engine.store import tables as t


def events_of(connection: Connection, instance_id: int) -> list[Event]:
    """Oldest first."""
    h = t.history.c
    rows = connection.execute(select(t.history).where(h.instance_id == instance_id).order_by(h.seq))
    return [
        Event(instance_id, row.seq, row.kind, row.at, row.actor, opened(row), row.on_behalf_of, row.command_id)
        for row in rows
    ]


def opened(row: Any) -> dict[str, Any]:
    """The body of a stored event."""
    return orjson.loads(row.body) if row.body else {}
