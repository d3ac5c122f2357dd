"""Matters of a period, tried on a draft of their procedure, a stretch at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, select

from engine.clock import LOCAL
from engine.definition import Definition
from engine.instance.trial import Tally, try_matter
from engine.instance.trial.versions import Versions
from engine.store import tables as t
from engine.store.rebuild import recorded, references

if TYPE_CHECKING:
    from engine.store.office import Office

TRYING = "what_if_begun"  # kind of a report that is not finished; the finished one is `what_if`
MOST_MATTERS = 5_000  # of one trial; a shorter period is asked for beyond


def matters_begun(connection: Connection, procedure: str, first: date, last: date) -> list[int]:
    """Ids of a procedure's matters, all versions, begun from the first day to the last, in order."""
    i = t.instance.c
    start = datetime.combine(first, clock_time(), LOCAL)
    end = datetime.combine(last, clock_time(), LOCAL) + timedelta(days=1)
    query = select(i.id).where(i.procedure == procedure, i.started_at >= start, i.started_at < end)
    return list(connection.execute(query.order_by(i.id).limit(MOST_MATTERS)).scalars())


def drop_report(connection: Connection, hash_: str, kind: str) -> None:
    r = t.package_report.c
    connection.execute(delete(t.package_report).where(r.hash == hash_, r.kind == kind))


def try_on(
    office: Office,
    connection: Connection,
    draft: Definition,
    ids: Sequence[int],
    tally: Tally,
    seconds: float | None = None,
    progress: Callable[[], Any] = lambda: None,
) -> int:
    """Try these matters until the time is up, one at least; how many were tried."""
    known = references(office, connection)
    pairs: dict[str, Versions] = {}

    def pair(then: Definition) -> Versions:
        if then.hash not in pairs:
            pairs[then.hash] = Versions(then, draft)
        return pairs[then.hash]

    until = None if seconds is None else time.monotonic() + seconds
    for done, instance_id in enumerate(ids):
        if done and until is not None and time.monotonic() >= until:
            return done
        tally.add(instance_id, try_matter(recorded(connection, instance_id), known, pair))
        progress()
    return len(ids)
