"""Notices to those who release, and to those who drafted; they are about no matter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from engine.store import tables as t
from engine.store.execute import insert_once
from engine.store.jobs import wake
from engine.store.office import Office


def notify(office: Office, connection: Connection, people: Iterable[str], text: str, now: datetime, key: str) -> None:
    """One notice for each of them, in the transaction of what they are told."""
    rows = [
        {
            "key": f"release-{key}-{person}", "kind": "release", "recipient": person, "instance_id": None,
            "task_id": None, "urgent": False, "text": text, "created_at": now, "not_before": now, "attempts": 0,
            "sent_at": None, "read_at": None, "failure": None,
        }
        for person in sorted(set(people))
    ]  # fmt: skip
    if rows:
        insert_once(connection, t.outbox, rows)
        wake(office.database.url, connection, notices=f"release-{key}")
