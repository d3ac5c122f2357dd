"""Mark notices in the page as read: one's own, in no history."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import update

from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import Actor


def read_notices(office: Office, by: Actor, only: Collection[int] = ()) -> int:
    """Mark his unread notices, or only those of these ids, as read; answers how many that were."""
    o = t.outbox.c
    mine = update(t.outbox).where(o.recipient == by.person, o.read_at.is_(None))
    if only:
        mine = mine.where(o.id.in_(only))
    with office.database.write() as connection:
        return connection.execute(mine.values(read_at=office.now())).rowcount
