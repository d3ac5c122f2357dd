"""The office's own chain: what happens outside any instance (sign-in, publishing, grants), in one order."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from engine.history import GENESIS, Event, link
from engine.store import tables as t

JOURNAL = 0  # stands where an instance's id would
EVIDENCE = "evidence"  # the setting of the evidence: {alg, …}


def journal(connection: Connection, kind: str, actor: str, at: datetime, body: dict[str, Any]) -> int:
    """Append one entry inside the caller's transaction; the head row is locked, so entries never fork."""
    s = t.setting.c
    rows = connection.execute(select(s.key, s.value).where(s.key.in_(("journal", EVIDENCE))).with_for_update())
    settings = {row.key: row.value for row in rows}
    head, alg = settings.get("journal"), settings.get(EVIDENCE, {}).get("alg", "sha256")
    seq, previous = (head["seq"], bytes.fromhex(head["hash"])) if head else (0, GENESIS)
    event = Event(JOURNAL, seq + 1, kind, at, actor, body, alg=alg)
    sealed = link(event, previous)
    connection.execute(
        t.journal.insert(),
        {
            "seq": event.seq, "kind": kind, "at": at, "actor": actor, "meta": sealed.meta, "salt": sealed.salt,
            "body": sealed.body, "digest": sealed.digest, "hash": sealed.hash, "sealed": sealed.sealed,
        },
    )  # fmt: skip
    value = {"seq": event.seq, "hash": sealed.hash.hex()}
    if head is None:
        connection.execute(t.setting.insert(), {"key": "journal", "value": value})
    else:
        connection.execute(update(t.setting).where(s.key == "journal").values(value=value))
    return event.seq
