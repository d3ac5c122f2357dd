"""What the witness is given beside a note: everything that leads from the checkpoint it holds to the new one."""

from __future__ import annotations

from sqlalchemy import Connection, select

from engine.errors import Missing
from engine.history.note import Note
from engine.history.tree import Leaf
from engine.history.witness import Delta
from engine.store import tables as t
from engine.store.checkpoints import heads_at, notes_since, stored
from engine.store.evidence import evidence_of
from engine.store.growth import TOGETHER, events_after


def delta_since(connection: Connection, since: int | None) -> tuple[Note, Delta]:
    """The newest note and the way to it from checkpoint `since` (None: the last that was countersigned, else none).

    Raises Missing `no_checkpoint`.
    """
    newest = stored(connection)
    if newest is None:
        raise Missing("no_checkpoint", "还没有检查点。", "There is no checkpoint yet.")
    if since is None:
        last = stored(connection, witnessed=True)
        since = last.n if last is not None and last.n < newest.n else 0
    elif since and stored(connection, since) is None:
        raise Missing("no_checkpoint", f"没有第{since}号检查点。", f"There is no checkpoint {since}.")
    before = {leaf.id: leaf.events for leaf in (heads_at(connection, since) if since else [])}
    heads = heads_at(connection, newest.n)
    names = {row.id: row.number for row in connection.execute(select(t.instance.c.id, t.instance.c.number))}
    grown = [leaf for leaf in heads if leaf.events > before.get(leaf.id, 0)]
    chains: dict[int, list[tuple[bytes, bytes]]] = {leaf.id: [] for leaf in grown}
    for start in range(0, len(grown), TOGETHER):
        _read(connection, grown[start : start + TOGETHER], before, chains)
    return newest.note, Delta(
        evidence_of(connection).office, since, tuple(notes_since(connection, since)), tuple(heads), names,
        {id: tuple(chain) for id, chain in chains.items()},
    )  # fmt: skip


def _read(
    connection: Connection, some: list[Leaf], before: dict[int, int], chains: dict[int, list[tuple[bytes, bytes]]]
) -> None:
    last = {leaf.id: leaf.events for leaf in some}
    for sealed in events_after(connection, {leaf.id: before.get(leaf.id, 0) + 1 for leaf in some}):
        if sealed.seq <= last[sealed.instance_id]:
            chains[sealed.instance_id].append((sealed.meta, sealed.digest))
