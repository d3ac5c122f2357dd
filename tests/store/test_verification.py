"""Verifying in stretches and in processes of its own says what verifying at once says."""

from __future__ import annotations

from dataclasses import asdict

import orjson
import pytest
from sqlalchemy import delete, insert, select, update

from engine.actions import Actor
from engine.actions.make_keys import make_office_key
from engine.actions.take_checkpoint import take_checkpoint
from engine.errors import Refused
from engine.history import GENESIS, canonical, chained
from engine.history.digests import hash_of
from engine.store import tables as t
from engine.store.evidence import EvidenceSettings
from engine.store.verification import Trust, verify_office, whole
from engine.store.work import SYSTEM
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


SHA = hash_of("sha256")
HOSTILE = {
    "erased of no event": ("data.erased", b'{"erased":{"x":["a"]}}'),
    "bodies of no event": ("data.erased", b'{"bodies":[[1]]}'),
    "no JSON": ("task.completed", b'{"files":[{'),
    "no object": ("task.completed", b'["files",{"files":[{}]}]'),
    "files of no kind": ("task.completed", b'{"files":[{"id":{}}],"moved":7}'),
    "in force as a text": ("task.completed", b'{"x":"\\"in_force\\":{","in_force":{"calendar":[],"organization":{}}}'),
    "another kind": ("no.such.kind", b'{"files":[{}]}'),
}


def forge(connection, instance: int, seq: int, kind: str, body: bytes, **columns: object) -> None:
    """An event of that content at the end of a chain, its head following, as whoever owns the database can write it."""
    h, i = t.history.c, t.instance.c
    rows = connection.execute(select(t.history).where(h.instance_id == instance).order_by(h.seq)).all()
    previous = rows[seq - 2].hash if seq > 1 else GENESIS
    meta = canonical({**orjson.loads(rows[-1].meta), "seq": seq, "kind": kind, "command": f"f{seq}"})
    digest = SHA(rows[-1].salt + body)
    hash = chained(SHA, instance, seq, previous, meta, digest)
    values = {
        **rows[-1]._mapping, "seq": seq, "kind": kind, "command_id": f"f{seq}", "meta": meta, "body": body, "digest": digest,
        "hash": hash, "sealed": None, **columns,
    }  # fmt: skip
    connection.execute(delete(t.history).where(h.instance_id == instance, h.seq >= seq))
    connection.execute(insert(t.history).values(**values))
    connection.execute(update(t.instance).where(i.id == instance).values(head=hash, events=seq))


@pytest.mark.tampers
@pytest.mark.parametrize("what", HOSTILE)
@pytest.mark.parametrize("first", [True, False])
def test_whatever_an_event_holds_is_a_finding(office, what, first):
    desk.to_sign(office)
    kind, body = HOSTILE[what]
    seq = 1 if first else 3
    with office.database.write() as connection:
        forge(connection, 1, seq, kind, body)
    (problem, *_) = verify_office(office.database, office.files, Trust()).problems
    assert (problem.chain, problem.seq) == (1, seq)


@pytest.mark.tampers
def test_a_journal_that_cannot_be_read_is_a_finding(office):
    j = t.journal.c
    with office.database.write() as connection:
        last = connection.execute(select(t.journal).order_by(j.seq.desc()).limit(1)).one()
        before = connection.execute(select(j.hash).where(j.seq == last.seq - 1)).scalar_one()
        meta = canonical({**orjson.loads(last.meta), "kind": "definition.published"})
        digest = SHA(last.salt + b"{}")
        hash = chained(SHA, 0, last.seq, before, meta, digest)
        values = {"kind": "definition.published", "meta": meta, "body": b"{}", "digest": digest, "hash": hash, "sealed": None}
        connection.execute(update(t.journal).where(j.seq == last.seq).values(**values))
        connection.execute(
            update(t.setting).where(t.setting.c.key == "journal").values(value={"seq": last.seq, "hash": hash.hex()})
        )
    (problem, *_) = verify_office(office.database, office.files, Trust()).problems
    assert (problem.code, problem.seq) == ("journal_broken", last.seq)


@pytest.mark.tampers
def test_no_checkpoint_is_signed_over_an_event_that_cannot_be_read(office, tmp_path):
    settings = EvidenceSettings(tmp_path / "keys", tmp_path / "checkpoints")
    make_office_key(office, settings, "qinglan", Actor(SYSTEM))
    desk.to_sign(office)
    take_checkpoint(office, settings, Actor(SYSTEM))
    with office.database.write() as connection:
        last = connection.execute(select(t.instance.c.events).where(t.instance.c.id == 1)).scalar_one()
        forge(connection, 1, last + 1, *HOSTILE["erased of no event"])
    with pytest.raises(Refused) as refused:
        take_checkpoint(office, settings, Actor(SYSTEM))
    assert refused.value.code == "history_changed"
