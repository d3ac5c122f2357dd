"""Rebuilding an instance from its history alone and comparing it with what the tables say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
from sqlalchemy import Connection, select

from engine.errors import Refused
from engine.history import Broken, Event, Sealed, verify
from engine.instance.reexecution import reexecute
from engine.store import tables as t
from engine.store.folding import fold
from engine.store.folding import key_of as _key
from engine.store.office import Office
from engine.store.rebuild import recorded, references, restore_execution

# Tables wholly explained by history, with what history does not say: who received a message, why a timer failed.
COMPARED: dict[str, frozenset[str]] = {
    "instance": frozenset({"events", "head"}),
    "document": frozenset(),
    "task": frozenset(),
    "inbox": frozenset(),
    "timer": frozenset({"failure"}),
    "subscription": frozenset(),
    "opinion": frozenset(),
    "participant": frozenset(),
    "attachment": frozenset(),
    "reading": frozenset(),
    "request": frozenset(),
    "due_change": frozenset(),
    "link": frozenset(),
    "document_number": frozenset(),
    "message": frozenset({"receiver", "received_at"}),
}


def compare(office: Office, instance_id: int) -> list[str]:
    """Differences between an instance and its history: chain, re-execution, snapshot, rows. Empty when equal."""
    with office.database.read() as connection:
        row = connection.execute(select(t.instance).where(t.instance.c.id == instance_id)).one()
        problems = _chain(connection, row)
        if problems:
            return problems
        execution = None
        for step in reexecute(recorded(connection, instance_id), references(office, connection)):
            if step.difference is not None:
                return [f"event {step.event.seq} ({step.event.kind}): {step.difference}"]
            execution = step.execution
        if execution is None:
            return ["history holds no start"]
        try:
            live = restore_execution(office, connection, row)
        except Refused as refused:
            return [f"snapshot: {refused.en}"]
        if live.snapshot() != execution.snapshot():
            problems.append("the stored tokens are not those of history")
        waits = {w.key for w in execution.waiting().tasks}
        opened = set(
            connection.execute(
                select(t.task.c.key).where(
                    t.task.c.instance_id == instance_id,
                    t.task.c.state.in_(("open", "held")),
                    t.task.c.role == "main",
                )
            ).scalars()
        )
        if waits != opened:
            problems.append(f"open tasks {sorted(opened)} are not the waiting tokens {sorted(waits)}")
        return problems + list(_rows(connection, instance_id))


def _chain(connection: Connection, row: Any) -> list[str]:
    h = t.history.c
    rows = connection.execute(
        select(h.instance_id, h.seq, h.meta, h.salt, h.body, h.digest, h.hash)
        .where(h.instance_id == row.id)
        .order_by(h.seq)
    )
    try:
        verify((Sealed(**r._mapping) for r in rows), instance_id=row.id, head=row.head, length=row.events)
    except Broken as broken:
        return [str(broken)]
    return []


def _rows(connection: Connection, instance_id: int) -> Iterator[str]:
    h = t.history.c
    events = [
        Event(instance_id, r.seq, r.kind, r.at, r.actor, orjson.loads(r.body), r.on_behalf_of, r.command_id)
        for r in connection.execute(select(t.history).where(h.instance_id == instance_id).order_by(h.seq))
    ]
    meant = fold(events)
    for name, left_out in COMPARED.items():
        table = t.metadata.tables[name]
        of_tasks = t.inbox.c.task_id.in_(select(t.task.c.id).where(t.task.c.instance_id == instance_id))
        own = table.c["id"] if name == "instance" else table.c.get("instance_id")
        where = of_tasks if own is None else own == instance_id
        stored = {
            _key(name, dict(r._mapping)): dict(r._mapping) for r in connection.execute(select(table).where(where))
        }
        for key in sorted(meant[name].keys() | stored.keys(), key=repr):
            was, now = meant[name].get(key), stored.get(key)
            if was is None or now is None:
                yield f"{name} {key}: {'missing in history' if was is None else 'missing in the table'}"
                continue
            for column in was.keys() - left_out:
                if was[column] != now[column]:
                    yield f"{name} {key} {column}: history {was[column]!r}, table {now[column]!r}"
