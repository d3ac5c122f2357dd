"""Checkpoints: signed over every head, refused when history did anything but grow, witnessed by another's key."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from engine.actions import Actor
from engine.actions.countersign_checkpoint import countersign_checkpoint, register_witness
from engine.actions.make_keys import make_office_key
from engine.actions.stamp_checkpoint import stamp_checkpoint
from engine.actions.take_checkpoint import (
    acknowledge_differences,
    checkpoint_if_due,
    outstanding,
    take_checkpoint,
)
from engine.errors import Missing, NotNow, Refused
from engine.history import opened
from engine.history.checkpoint import NOTHING
from engine.history.digests import hash_of
from engine.history.note import read_note
from engine.history.signer import load_signer, make_key, sign_note, signed_by
from engine.history.timestamp import query
from engine.history.tree import root
from engine.history.witness import Held, accepted, read_delta, read_held, witness
from engine.store import tables as t
from engine.store.checkpoints import heads_at, stored
from engine.store.delta import delta_since
from engine.store.evidence import EvidenceSettings, evidence_of
from engine.store.office import open_office
from engine.store.replay import compare
from engine.store.verification import Trust, verify_office
from engine.store.work import SYSTEM
from tests.actions import desk

SYSTEM_ACTOR = Actor(SYSTEM)


@pytest.fixture
def settings(tmp_path):
    return EvidenceSettings(tmp_path / "keys", tmp_path / "out")


@pytest.fixture
def keyed(office, settings):
    make_office_key(office, settings, "qinglan", Actor("A1"))
    desk.to_sign(office)
    return office


@pytest.fixture
def stick(tmp_path):
    """The audit administrator's own key, on his own stick."""
    make_key(tmp_path / "stick", "a3")
    return load_signer(tmp_path / "stick" / "a3.key")


def take(office, settings, by=SYSTEM):
    return take_checkpoint(office, settings, Actor(by))


def tamper(office, *statements):
    with office.database.write() as connection:
        for statement in statements:
            connection.execute(statement)


def journalled(office):
    return [(row.kind, opened(row.body, row.sealed)) for row in desk.rows(office, t.journal)]


def delta(office, since=None):
    with office.database.snapshot() as connection:
        note, found = delta_since(connection, since)
    return note, read_delta(found.lines())


def test_a_checkpoint_binds_every_head_and_is_exported(keyed, settings):
    taken = take(keyed, settings, "A1")
    with keyed.database.read() as connection:
        leaves, kept = heads_at(connection, 1), stored(connection)
    assert [leaf.id for leaf in leaves] == [0, 1] and kept is not None and kept.agrees
    hash = hash_of("sha256")
    assert root([leaf.hash(hash) for leaf in leaves], hash) == taken.checkpoint.root
    assert signed_by(taken.note, load_signer(settings.keys / "qinglan-1.key").public)
    assert (taken.checkpoint.previous, taken.checkpoint.number) == (NOTHING, 1)
    assert read_note((settings.folder / "qinglan-00000001.note").read_text()) == taken.note
    assert journalled(keyed)[-1] == ("checkpoint.taken", {"number": 1})


def test_the_next_one_names_the_one_before_and_keeps_only_what_changed(keyed, settings):
    first = take(keyed, settings)
    desk.start(keyed)
    second = take(keyed, settings)
    assert second.checkpoint.previous == first.checkpoint.hash and second.changed == 1
    with keyed.database.read() as connection:
        assert [leaf.id for leaf in heads_at(connection, 1)] == [0, 1]
        assert [leaf.id for leaf in heads_at(connection, 2)] == [0, 1, 2]


@pytest.mark.parametrize(("kind", "alg"), [("sm2", "sm3"), ("ed25519", "sm3")])
def test_an_office_may_use_the_national_algorithms(office, settings, kind, alg):
    make_office_key(office, settings, "qinglan", Actor("A1"), kind=kind, alg=alg)
    desk.to_sign(office)
    take(office, settings)
    again = open_office(office.database.url, clock=office.clock, files=office.files.folder)
    assert again.alg == alg
    desk.sign(again)
    taken = take(again, settings)
    again.database.dispose()
    assert taken.checkpoint.alg == alg
    assert all(b'"alg":"sm3"' in row.meta for row in desk.rows(office, t.history))
    assert b'"alg":"sm3"' in desk.rows(office, t.journal)[-1].meta
    key = load_signer(settings.keys / "qinglan-1.key").public
    verdict = verify_office(office.database, office.files, Trust((key,)))
    assert verdict.ok and verdict.signed and compare(office, 1) == []


CHANGES = {
    "an event cut from the end": lambda: (
        delete(t.history).where(t.history.c.instance_id == 1, t.history.c.seq == 4),
        update(t.instance).values(events=3, head=select(t.history.c.hash).where(t.history.c.seq == 3).scalar_subquery()),
    ),
    "the head": lambda: (update(t.instance).values(head=bytes(32)),),
    "a row dropped": lambda: (delete(t.history).where(t.history.c.seq == 2),),
    "a checkpoint's heads": lambda: (update(t.checkpoint_head).where(t.checkpoint_head.c.instance_id == 1).values(events=9),),
    "a checkpoint's root": lambda: (update(t.checkpoint).values(root=bytes(32)),),
    "the old head's hash": lambda: (update(t.history).where(t.history.c.seq == 4).values(hash=bytes(32)),),
}  # fmt: skip


@pytest.mark.tampers
@pytest.mark.parametrize("change", CHANGES)
def test_nothing_is_signed_when_history_did_not_only_grow(keyed, settings, change):
    take(keyed, settings)
    if change == "the old head's hash":
        desk.sign(keyed)
    tamper(keyed, *CHANGES[change]())
    with pytest.raises(Refused) as refused:
        take(keyed, settings)
    assert refused.value.code == "history_changed" and refused.value.details["differences"]
    assert len(desk.rows(keyed, t.checkpoint)) == 1
    assert outstanding(keyed, settings)
    assert [kind for kind, _ in journalled(keyed)].count("checkpoint.refused") == 1
    with pytest.raises(Refused):
        take(keyed, settings)
    assert [kind for kind, _ in journalled(keyed)].count("checkpoint.refused") == 1, "the same is told once"


@pytest.mark.tampers
def test_new_events_must_lead_on_from_the_old_head(keyed, settings):
    take(keyed, settings)
    desk.sign(keyed)
    tamper(keyed, update(t.history).where(t.history.c.seq == 5).values(body=b"{}", sealed=None))
    with pytest.raises(Refused) as refused:
        take(keyed, settings)
    (first, *_) = refused.value.details["differences"]
    assert (first["code"], first["chain"], first["seq"]) == ("history_changed", 1, 5)


@pytest.mark.tampers
def test_a_key_exchanged_in_the_database_signs_for_nobody(keyed, settings, tmp_path):
    take(keyed, settings)
    other = make_key(tmp_path / "other", "qinglan-1")
    tamper(keyed, update(t.setting).where(t.setting.c.key == "evidence").values(
        value={"alg": "sha256", "office": "qinglan", "key": "qinglan-1", "keys": [other.line], "witnesses": {}}))  # fmt: skip
    with keyed.database.read() as connection:
        assert [key.line for key in evidence_of(connection).trusted(settings)] != [other.line]
    with keyed.database.write() as connection:
        row = connection.execute(select(t.checkpoint)).one()
        signer = load_signer(tmp_path / "other" / "qinglan-1.key")
        forged = sign_note(replace(read_note(row.note), signatures=()), signer)
        connection.execute(update(t.checkpoint).values(note=forged.written))
    with pytest.raises(Refused) as refused:
        take(keyed, settings)
    assert refused.value.details["differences"][0]["code"] == "checkpoint_changed"


@pytest.mark.tampers
def test_a_restored_backup_is_noticed_and_signs_again_only_after_the_auditor_says_so(keyed, settings):
    take(keyed, settings)
    with keyed.database.read() as connection:
        backup = {table: [dict(row._mapping) for row in connection.execute(select(table))] for table in (t.checkpoint, t.checkpoint_head)}
    desk.start(keyed)
    take(keyed, settings)
    with keyed.database.write() as connection:  # as if the backup of before the second checkpoint had been put back
        for table in (t.checkpoint_head, t.checkpoint):
            connection.execute(delete(table))
        for table in (t.checkpoint, t.checkpoint_head):
            connection.execute(insert(table), backup[table])
    (found,) = outstanding(keyed, settings)
    assert (found.code, found.seq) == ("system_restored", 2)
    with pytest.raises(Refused) as refused:
        take(keyed, settings)
    assert refused.value.details["differences"][0]["code"] == "system_restored"
    with pytest.raises(Refused) as refused:
        acknowledge_differences(keyed, settings, "磁盘损坏,恢复昨日备份", Actor("A1"))
    assert refused.value.code == "not_allowed"
    with pytest.raises(Refused) as refused:
        acknowledge_differences(keyed, settings, " ", Actor("A3"))
    assert refused.value.code == "reason_missing"
    acknowledge_differences(keyed, settings, "磁盘损坏,恢复昨日备份", Actor("A3"))
    kind, body = journalled(keyed)[-1]
    assert kind == "system.restored" and body["reason"].startswith("磁盘损坏") and body["differences"]
    with pytest.raises(NotNow):
        acknowledge_differences(keyed, settings, "再确认一次", Actor("A3"))
    assert take(keyed, settings).checkpoint.number == 3, "an exported note is never written over"
    assert outstanding(keyed, settings) == []


def test_who_may_do_what(keyed, settings, stick):
    for person in ("A2", "A3", "O1", "U11"):
        with pytest.raises(Refused) as refused:
            take(keyed, settings, person)
        assert refused.value.code == "not_allowed"
        with pytest.raises(Refused):
            make_office_key(keyed, settings, "qinglan", Actor(person))
    for person in ("A1", "A2", "O1"):
        with pytest.raises(Refused) as refused:
            register_witness(keyed, settings, stick.public, Actor(person))
        assert refused.value.code == "not_allowed"
    assert desk.rows(keyed, t.checkpoint) == []


def test_without_a_key_nothing_is_signed(office, settings):
    with pytest.raises(Missing) as refused:
        take(office, settings)
    assert refused.value.code == "no_keys"
    assert checkpoint_if_due(office, settings) is None


def test_a_new_key_takes_over_and_the_name_stays(keyed, settings):
    take(keyed, settings)
    make_office_key(keyed, settings, "qinglan", Actor("A1"))
    with pytest.raises(Refused) as refused:
        make_office_key(keyed, settings, "other", Actor("A1"))
    assert refused.value.code == "office_named"
    note = take(keyed, settings).note
    assert [signature.name for signature in note.signatures] == ["qinglan-2"]
    with keyed.database.read() as connection:
        trust = Trust(evidence_of(connection).trusted(settings))
    assert verify_office(keyed.database, keyed.files, trust).ok


def test_background_work_signs_when_due_and_only_when_something_happened(keyed, settings, clock):
    assert checkpoint_if_due(keyed, settings).checkpoint.number == 1
    desk.sign(keyed)
    assert checkpoint_if_due(keyed, settings) is None, "not due yet"
    clock.move_to(clock.now() + timedelta(minutes=61))
    assert checkpoint_if_due(keyed, settings).checkpoint.number == 2
    clock.move_to(clock.now() + timedelta(minutes=61))
    assert checkpoint_if_due(keyed, settings) is None, "nothing happened"
    assert checkpoint_if_due(keyed, replace(settings, minutes=0)) is None


def test_the_days_first_checkpoint_goes_to_the_auditors(keyed, settings, clock):
    by_mail = replace(settings, mail=True)
    note = take(keyed, by_mail).note
    desk.sign(keyed)
    take(keyed, by_mail)
    (row,) = desk.rows(keyed, t.outbox, t.outbox.c.kind == "checkpoint")
    assert row.recipient == "A3" and note.written in row.text


# -- the witness


def test_the_witness_checks_signs_and_the_office_takes_the_line(keyed, settings, stick):
    register_witness(keyed, settings, stick.public, Actor("A3"))
    taken = take(keyed, settings)
    note, way = delta(keyed)
    office_key = load_signer(settings.keys / "qinglan-1.key").public
    held = witness(Held(office_key.line), [office_key], note, way)
    signed = sign_note(note, stick)
    done = countersign_checkpoint(keyed, settings, signed, Actor("A3"))
    assert (done.number, done.witness) == (1, "a3") and signed_by(done.note, stick.public)
    assert journalled(keyed)[-1] == ("checkpoint.countersigned", {"number": 1, "key": stick.public.line})
    assert read_note((settings.folder / "qinglan-00000001.note").read_text()) == done.note
    with pytest.raises(NotNow) as refused:
        countersign_checkpoint(keyed, settings, signed, Actor("A3"))
    assert refused.value.code == "countersigned"
    desk.sign(keyed)
    desk.start(keyed)
    take(keyed, settings)
    note, way = delta(keyed)
    assert way.since == 1 and set(way.chains) == {0, 1, 2} and len(way.chains[1]) == 1
    again = witness(read_held(json.dumps(held.as_json())), [office_key], note, way)
    assert len(again.heads) == 3 and taken.checkpoint.number == 1
    assert witness(again, [office_key], note, way) == again, "the same checkpoint again is nothing new"


def test_a_delta_that_begins_later_than_what_the_witness_holds_says_so(keyed, settings, stick):
    register_witness(keyed, settings, stick.public, Actor("A3"))
    take(keyed, settings)
    note, way = delta(keyed)
    office_key = load_signer(settings.keys / "qinglan-1.key").public
    witness(Held(office_key.line), [office_key], note, way)
    countersign_checkpoint(keyed, settings, sign_note(note, stick), Actor("A3"))
    desk.start(keyed)
    take(keyed, settings)
    note, way = delta(keyed)
    with pytest.raises(Refused) as refused:
        witness(Held(office_key.line), [office_key], note, way)
    assert refused.value.code == "witness_since" and "--since 0" in refused.value.zh


def test_only_the_registered_key_of_the_audit_administrator_counts(keyed, settings, stick, tmp_path):
    taken = take(keyed, settings)
    signed = sign_note(taken.note, stick)
    with pytest.raises(Missing) as refused:
        countersign_checkpoint(keyed, settings, signed, Actor("A3"))
    assert refused.value.code == "no_witness_key"
    register_witness(keyed, settings, stick.public, Actor("A3"))
    with pytest.raises(NotNow) as refused:
        register_witness(keyed, settings, stick.public, Actor("A3"))
    assert refused.value.code == "key_registered"
    with pytest.raises(Refused) as refused:
        register_witness(keyed, settings, load_signer(settings.keys / "qinglan-1.key").public, Actor("A3"))
    assert refused.value.code == "key_of_office"
    make_key(tmp_path / "wrong", "a3")
    for note in (taken.note, sign_note(taken.note, load_signer(tmp_path / "wrong" / "a3.key"))):
        with pytest.raises(Refused) as refused:
            countersign_checkpoint(keyed, settings, note, Actor("A3"))
        assert refused.value.code == "witness_key"
    for person in ("A1", "A2", "O1", "U11"):
        with pytest.raises(Refused) as refused:
            countersign_checkpoint(keyed, settings, signed, Actor(person))
        assert refused.value.code == "not_allowed"
    other = replace(signed, text=signed.text.replace("number 1\n", "number 7\n"))
    with pytest.raises(Missing):
        countersign_checkpoint(keyed, settings, other, Actor("A3"))
    other = replace(signed, text=signed.text.replace("\nevents ", "\nevents 1"))
    with pytest.raises(Refused) as refused:
        countersign_checkpoint(keyed, settings, other, Actor("A3"))
    assert refused.value.code == "checkpoint_other"
    assert all(row.witness is None for row in desk.rows(keyed, t.checkpoint))


@pytest.mark.tampers
def test_the_witness_refuses_what_an_office_with_its_own_key_rewrites(keyed, settings):
    """Whoever holds the server's key can sign another story: the witness holds the first one."""
    key = load_signer(settings.keys / "qinglan-1.key").public
    take(keyed, settings)
    note, way = delta(keyed)
    held = witness(Held(key.line), [key], note, way)
    tamper(keyed, *CHANGES["an event cut from the end"](), delete(t.checkpoint_head), delete(t.checkpoint))
    other = replace(settings, folder=None)
    take(keyed, other)
    note, way = delta(keyed, 0)
    with pytest.raises(Refused) as refused:
        witness(held, [key], note, way)
    assert refused.value.code == "witness_fork"
    desk.start(keyed)
    take(keyed, other)
    note, way = delta(keyed, 0)
    with pytest.raises(Refused) as refused:
        witness(held, [key], note, way)
    assert refused.value.code == "witness_fork"
    kept = accepted(held, [key], note, way, "备份恢复", keyed.now())
    assert kept.breaks[0]["held"] == held.note and len(kept.heads) == 3


@pytest.mark.parametrize(
    ("bend", "code"),
    [
        (lambda way: replace(way, heads=way.heads[:-1]), "witness_root"),
        (lambda way: replace(way, heads=(replace(way.heads[0], events=1), *way.heads[1:])), "witness_root"),
        (lambda way: replace(way, chains={**way.chains, 1: way.chains[1][1:]}), "witness_rewritten"),
        (lambda way: replace(way, chains={**way.chains, 1: ((way.chains[1][0][0], bytes(32)), *way.chains[1][1:])}), "witness_rewritten"),
        (lambda way: replace(way, chains={**way.chains, 1: tuple(reversed(way.chains[1]))}), "witness_rewritten"),
        (lambda way: replace(way, notes=()), "witness_delta"),
    ],
)  # fmt: skip
def test_a_delta_that_does_not_lead_there_is_refused(keyed, settings, bend, code):
    key = load_signer(settings.keys / "qinglan-1.key").public
    take(keyed, settings)
    note, way = delta(keyed)
    with pytest.raises(Refused) as refused:
        witness(Held(key.line), [key], note, bend(way))
    assert refused.value.code == code
    if code == "witness_rewritten":
        assert refused.value.details["name"] == "QS20260001"


def test_the_witness_takes_no_note_of_another_key(keyed, settings, stick):
    take(keyed, settings)
    note, way = delta(keyed)
    with pytest.raises(Refused) as refused:
        witness(Held(stick.public.line), [stick.public], note, way)
    assert refused.value.code == "witness_signature"


@pytest.mark.tampers
def test_a_rewritten_chain_is_named_by_its_matter(keyed, settings):
    key = load_signer(settings.keys / "qinglan-1.key").public
    take(keyed, settings)
    note, way = delta(keyed)
    held = witness(Held(key.line), [key], note, way)
    events, head = held.heads[1]
    for heads, code in (
        ({**held.heads, 1: (events + 1, head)}, "witness_shrank"),
        ({**held.heads, 1: (events, "ab" * 32)}, "witness_rewritten"),
        ({**held.heads, 5: (1, head)}, "witness_shrank"),
    ):
        desk.start(keyed)
        take(keyed, settings)
        note, way = delta(keyed, 1)
        with pytest.raises(Refused) as refused:
            witness(replace(held, heads=heads), [key], note, way)
        assert refused.value.code == code


# -- RFC 3161, with an authority of our own, offline

TSA = """[ tsa ]
default_tsa = one
[ one ]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512, sm3
accuracy = secs:1
"""


@pytest.fixture
def authority(tmp_path):
    folder = tmp_path / "tsa"
    folder.mkdir()
    (folder / "tsa.cnf").write_text(TSA.format(folder=folder))
    (folder / "serial").write_text("01\n")
    (folder / "ext").write_text("extendedKeyUsage = critical,timeStamping\n")

    def run(*arguments):
        subprocess.run([str(shutil.which("openssl")), *map(str, arguments)], check=True, capture_output=True, cwd=folder)

    run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Test CA", "-days", "2")
    run("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "ts.key", "-out", "ts.csr", "-subj", "/CN=Test TSA")
    run("x509", "-req", "-in", "ts.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", "ts.pem", "-days", "2", "-extfile", "ext")

    def answer(request: bytes) -> bytes:
        (folder / "q.tsq").write_bytes(request)
        run("ts", "-reply", "-config", "tsa.cnf", "-queryfile", "q.tsq", "-signer", "ts.pem", "-inkey", "ts.key", "-out", "r.tsr")
        return (folder / "r.tsr").read_bytes()

    return answer, folder / "ca.pem"


def test_an_authoritys_time_stamp_is_checked_and_kept(keyed, settings, authority):
    answer, ca = authority
    first = take(keyed, settings)
    desk.sign(keyed)
    second = take(keyed, settings)
    reply = answer(query(first.note.text, "sha256"))
    with pytest.raises(Refused) as refused:
        stamp_checkpoint(keyed, 2, reply, ca, Actor("A1"))
    assert refused.value.code == "timestamp_wrong", "it is over another checkpoint"
    with pytest.raises(Refused):
        stamp_checkpoint(keyed, 1, reply[:-1] + bytes([reply[-1] ^ 1]), ca, Actor("A1"))
    assert stamp_checkpoint(keyed, 1, reply, ca, Actor("A1")).n == 1
    with pytest.raises(NotNow) as refused:
        stamp_checkpoint(keyed, 1, reply, ca, Actor("A1"))
    assert refused.value.code == "stamped"
    with pytest.raises(Refused) as refused:
        stamp_checkpoint(keyed, 2, answer(query(second.note.text, "sha256")), ca, Actor("U11"))
    assert refused.value.code == "not_allowed"
    assert [row.token for row in desk.rows(keyed, t.checkpoint, t.checkpoint.c.n == 1)] == [reply]
