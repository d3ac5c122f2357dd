"""Verifying in stretches and in processes of its own says what verifying at once says."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from sqlalchemy import update

from engine.store import tables as t
from engine.store.verification import Trust, verify_office, whole
from tests.actions import desk


@pytest.fixture
def several(office, monkeypatch):
    """Four matters, read in stretches of two events, however few they are."""
    monkeypatch.setattr(whole, "FEW", 0)
    monkeypatch.setattr(whole, "STRETCH", 2)
    desk.to_sign(office)
    for _ in range(3):
        desk.start(office)
    return office


def test_two_processes_say_what_one_says(several):
    counted: list[int] = []
    alone = verify_office(several.database, several.files, Trust())
    together = verify_office(several.database, several.files, Trust(), processes=2, progress=counted.append)
    assert alone.ok and asdict(together) == asdict(alone)
    assert len(counted) > 2 and sum(counted) == 7 and together.chains == 5


@pytest.mark.tampers
def test_what_is_wrong_in_several_stretches_is_told_in_order(several):
    with several.database.write() as connection:
        connection.execute(update(t.history).where(t.history.c.instance_id == 3).values(actor="U99"))
        connection.execute(update(t.history).where(t.history.c.instance_id == 1, t.history.c.seq == 2).values(body=b"{}"))
    verdict = verify_office(several.database, several.files, Trust(), processes=2)
    assert [(p.chain, p.seq, p.code) for p in verdict.problems] == [(1, 2, "chain_broken"), (3, 1, "columns_changed")]
    assert verdict.as_json()["first"]["name"] == "QS20260001"
