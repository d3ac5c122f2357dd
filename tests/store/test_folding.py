"""Folding event by event gives at each event what folding all events up to it gives, and keeps what it gave."""

from __future__ import annotations

from copy import deepcopy

from engine.queries.replay.events import events_of
from engine.store.folding import Folding, fold
from tests.actions import desk


def test_every_prefix_is_told_alike_and_stays_as_it_was(office):
    desk.to_sign(office)
    desk.sign(office, "退回")
    with office.database.read() as connection:
        events = events_of(connection, 1)
    folding, kept, copies = Folding(), [], []
    for event in events:
        folding.add(event)
        kept.append({name: dict(rows) for name, rows in folding.rows.items()})
        copies.append(deepcopy(kept[-1]))
    assert kept == copies, "rows that somebody keeps are not changed later"
    for n, rows in enumerate(kept, start=1):
        assert rows == {name: each for name, each in fold(events[:n]).items() if name in rows}
    assert [len(rows["inbox"]) for rows in kept] == [1, 2, 1, 1, 1]
