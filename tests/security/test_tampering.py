"""Thousands of random changes behind history's back: every one is found, the first wrong event named, none imagined."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from io import BytesIO

import pytest
from sqlalchemy import text

from engine import actions
from engine.actions import Actor
from engine.actions.countersign_checkpoint import countersign_checkpoint, register_witness
from engine.actions.make_keys import make_office_key
from engine.actions.take_checkpoint import take_checkpoint
from engine.definition import Package
from engine.history.signer import load_public, load_signer, make_key, sign_note
from engine.store.checkpoints import heads_at
from engine.store.evidence import EvidenceSettings
from engine.store.office import open_office
from engine.store.verification import Trust, verify_office, verify_stored
from engine.store.work import SYSTEM
from tests import seeds
from tests.actions import desk
from tests.conftest import furnish
from tests.packages import approval
from tests.security.tampering import KINDS, Tamperer

pytestmark = pytest.mark.tampers
SEED = seeds.seed(2**32)
EACH = {"sqlite": 110, "postgresql": 6}  # of every kind


@pytest.fixture
def proven(database_url, clock, tmp_path):
    """Three matters with attachments, a changed organization, two definitions; a witnessed checkpoint, one after, and more."""
    office = furnish(open_office(database_url, clock=clock, files=tmp_path / "files"), approval())
    package = approval()
    toml = package.files["procedure.toml"].decode().replace("请示审批", "请示审批(新)")
    actions.publish_definition(office, Package({**package.files, "procedure.toml": toml.encode()}), Actor(SYSTEM))
    settings = EvidenceSettings(tmp_path / "keys", None)
    key = make_office_key(office, settings, "qinglan", Actor(SYSTEM))
    make_key(tmp_path / "stick", "a3")
    witness = load_signer(tmp_path / "stick" / "a3.key")
    register_witness(office, settings, witness.public, Actor("A3"))
    desk.to_sign(office)
    for n in (1, 2):
        upload = actions.Upload(f"附件{n}.txt", "text/plain", BytesIO(f"content {n}".encode()))
        actions.attach_files(office, actions.AttachFiles(1, (upload,), desk.command_id()), Actor("U11"))
    actions.change_organization(
        office, Actor("A2"), lambda organization, at: replace(organization, plan_items=organization.plan_items[:-1]), {"why": "test"}
    )
    desk.start(office)
    desk.review(office, instance=2)
    taken = take_checkpoint(office, settings, Actor(SYSTEM))
    countersign_checkpoint(office, settings, sign_note(taken.note, witness), Actor("A3"))
    desk.sign(office)
    desk.start(office)
    later = take_checkpoint(office, settings, Actor(SYSTEM))
    trust = Trust((key,), (load_public(tmp_path / "keys" / "a3.pub"),), sign_note(taken.note, witness), later.note)
    marks: dict[int, list[int]] = {}
    with office.database.read() as connection:
        for n in (1, 2):
            for leaf in heads_at(connection, n):
                marks.setdefault(leaf.id, []).append(leaf.events)
    desk.start(office)
    yield office, trust, marks
    office.database.dispose()


def test_what_was_not_touched_raises_no_alarm(proven):
    office, trust, _ = proven
    for against in (trust, replace(trust, against=None), Trust()):
        verdict = verify_office(office.database, office.files, against)
        assert verdict.ok, verdict.problems
    assert verify_office(office.database, office.files, trust).witnessed


def test_every_tampering_is_found_and_the_first_wrong_event_named(proven, database_url):
    office, trust, marks = proven
    kind = database_url.partition(":")[0].partition("+")[0]
    print(f"BANJIE_SEED={SEED}")
    draw = random.Random(SEED)
    missed, misnamed, found = [], [], Counter()
    with office.database.engine.connect() as connection:
        if kind == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN")
        else:
            connection.execute(text("SET session_replication_role = replica"))
        for name in KINDS:
            for n in range(EACH[kind]):
                seed = draw.getrandbits(64)
                tamperer = Tamperer(connection, office.files, marks, random.Random(seed))
                with connection.begin_nested() as savepoint:
                    chain, seq = getattr(tamperer, name)()
                    verdict = verify_stored(connection, office.files, trust)
                    savepoint.rollback()
                for undo in tamperer.undo:
                    undo()
                if verdict.ok:
                    missed.append((name, n, seed))
                    continue
                first = verdict.problems[0]
                if (chain is not None and first.chain != chain) or (seq is not None and first.seq != seq):
                    misnamed.append((name, seed, (chain, seq), first))
                found[name] += 1
        verdict = verify_stored(connection, office.files, trust)
        connection.rollback()
    assert not missed, f"seed {SEED}: {missed[:5]}"
    assert not misnamed, f"seed {SEED}: {misnamed[:5]}"
    assert verdict.ok, "everything was put back"
    assert sum(found.values()) == len(KINDS) * EACH[kind] and (kind != "sqlite" or sum(found.values()) >= 3000)
