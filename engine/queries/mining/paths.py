"""How often each element and flow was come to, by the tokens' own record in history.

A matter's counts are kept by the head of its chain: they are read again only after something happened to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from engine.queries.bodies import opened, said
from engine.queries.mining.population import Population
from engine.queries.versions import MIGRATED
from engine.store import tables as t
from engine.store.office import Warm

CHUNK = 500
# Events that never move a token: their bodies need not be read.
STILL = (
    "task.opened", "task.claimed", "task.released", "task.urged", "instance.circulated", "reading.changed",
    "message.delivered", "message.undelivered", "action.refused", "opinion.confirmed", "opinion.corrected",
    "attachment.added",
)  # fmt: skip
Counts = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Way:
    visits: Counts
    flows: Counts


_WAYS: Warm[Way] = Warm(200_000)  # head of a chain -> where its tokens went
_SHARED: Warm[Way] = Warm(20_000)  # many matters go the same way: one object for all of them


def ways(connection: Connection, of: Population) -> dict[int, Way]:
    """Matter -> where its tokens went."""
    i = t.instance.c
    rows = connection.execute(select(i.id, i.head).where(*of.known).order_by(i.id)).all()
    found = {row.id: way for row in rows if (way := _WAYS.get(row.head)) is not None}
    missing = [row for row in rows if row.id not in found]
    for n in range(0, len(missing), CHUNK):
        part = {row.id: row.head for row in missing[n : n + CHUNK]}
        for id, way in _read(connection, part).items():
            found[id] = way
            _WAYS.put(part[id], way)
    return found


def _read(connection: Connection, ids: Iterable[int]) -> dict[int, Way]:
    h = t.history.c
    steps: dict[int, list[dict[str, Any]]] = {id: [] for id in ids}
    asked = select(h.instance_id, h.kind, *said(t.history)).where(h.instance_id.in_(list(steps)), h.kind.not_in(STILL))
    for row in connection.execute(asked.order_by(h.instance_id, h.seq)):
        body = opened(row)
        if row.kind == MIGRATED:
            steps[row.instance_id] = _carried(steps[row.instance_id], body.get("mapping", {}))
        steps[row.instance_id] += body.get("moved", {}).get("path", [])
    return {id: _shared(way_of(path)) for id, path in steps.items()}


def _carried(path: list[dict[str, Any]], mapping: dict[str, str]) -> list[dict[str, Any]]:
    """What was come to before a migration, under the names of the version the matter runs on now."""
    return [
        {**step, "element": mapping.get(step["element"], step["element"])} if step["kind"] == "enter" else step
        for step in path
    ]


def way_of(path: Sequence[dict[str, Any]]) -> Way:
    """A multi-instance is come to once for each round, and once when it had none."""
    entered = [(step["element"], step["key"]) for step in path if step["kind"] == "enter"]
    taken = [step.get("detail", {}).get("flow") or step["element"] for step in path if step["kind"] == "take"]
    rounds = {around for around, _, last in (key.rpartition("/") for _, key in entered) if last.startswith("[")}
    return Way(_counts(Counter(element for element, key in entered if key not in rounds)), _counts(Counter(taken)))


def _counts(found: Counter[str]) -> Counts:
    return tuple(sorted(found.items()))


def _shared(way: Way) -> Way:
    known = _SHARED.get(way)
    if known is None:
        _SHARED.put(way, way)
    return known or way


def total(counts: Iterable[Counts]) -> dict[str, int]:
    """How often in all, by element or flow."""
    whole: Counter[str] = Counter()
    for one in counts:
        for name, n in one:
            whole[name] += n
    return dict(whole)
