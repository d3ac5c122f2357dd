"""Rebuilding an instance from its history alone and comparing it with what the tables say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from engine.errors import Refused
from engine.history import ERASED, Broken, Event, Sealed, opened, verify
from engine.instance.reexecution import Recorded, reexecute
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


@dataclass(frozen=True)
class Comparison:
    """`problems`: what differs; `erased`: what cannot be compared any more because texts were erased by law."""

    problems: tuple[str, ...] = ()
    erased: tuple[str, ...] = ()


def compare(office: Office, instance_id: int) -> list[str]:
    """Differences between an instance and its history: chain, re-execution, snapshot, rows. Empty when equal."""
    return list(examine(office, instance_id).problems)


def examine(office: Office, instance_id: int) -> Comparison:
    """The differences, and beside them what erased texts leave no way to compare."""
    with office.database.read() as connection:
        row = connection.execute(select(t.instance).where(t.instance.c.id == instance_id)).one()
        if problems := _chain(connection, row):
            return Comparison(tuple(problems))
        events = recorded(connection, instance_id)
        gaps = [event for event in events if event.erased]
        erased = [f"event {event.seq}: {'the whole event' if not event.body else 'texts'}" for event in gaps]
        try:
            problems = _tokens(office, connection, row, events)
        except Refused as refused:
            if not gaps:
                raise
            problems, erased = [], [*erased, f"re-execution: {refused.en}"]
        if gaps and problems:  # without its texts another path may be right: nothing can be said of it
            problems, erased = [], [*erased, *(f"re-execution: {problem}" for problem in problems)]
        if any(not event.body for event in gaps):
            return Comparison(tuple(problems), (*erased, "rows: they cannot be derived without the whole history"))
        return Comparison((*problems, *_rows(connection, instance_id)), tuple(erased))


def _tokens(office: Office, connection: Connection, row: Any, events: list[Recorded]) -> list[str]:
    """Re-execution, and whether the live tokens and open tasks are those it ends in."""
    execution = None
    for step in reexecute(events, references(office, connection)):
        if step.difference is not None:
            return [f"event {step.event.seq} ({step.event.kind}): {step.difference}"]
        execution = step.execution
    if execution is None:
        return ["history holds no start"]
    try:
        live = restore_execution(office, connection, row)
    except Refused as refused:
        return [f"snapshot: {refused.en}"]
    problems = []
    if live.snapshot() != execution.snapshot():
        problems.append("the stored tokens are not those of history")
    waits = {w.key for w in execution.waiting().tasks}
    task = t.task.c
    opened_tasks = set(
        connection.execute(
            select(task.key).where(
                task.instance_id == row.id, task.state.in_(("open", "held")), task.role == "main"
            )
        ).scalars()
    )
    if waits != opened_tasks:
        problems.append(f"open tasks {sorted(opened_tasks)} are not the waiting tokens {sorted(waits)}")
    return problems


def _chain(connection: Connection, row: Any) -> list[str]:
    h = t.history.c
    rows = connection.execute(
        select(h.instance_id, h.seq, h.meta, h.salt, h.body, h.digest, h.hash, h.sealed)
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
        Event(instance_id, r.seq, r.kind, r.at, r.actor, opened(r.body, r.sealed), r.on_behalf_of, r.command_id)
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
                if not _equal(was[column], now[column]):
                    yield f"{name} {key} {column}: history {was[column]!r}, table {now[column]!r}"


def _equal(said: Any, kept: Any) -> bool:
    """Equal, where an erased text of history stands for any words of which something was erased."""
    if said == kept:
        return True
    if isinstance(said, str) and isinstance(kept, str):
        return said == ERASED and ERASED in kept
    if isinstance(said, dict) and isinstance(kept, dict):
        return said.keys() == kept.keys() and all(_equal(said[key], kept[key]) for key in said)
    if isinstance(said, list) and isinstance(kept, list):
        return len(said) == len(kept) and all(map(_equal, said, kept))
    return False
