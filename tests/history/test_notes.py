"""Signed notes: exact form, real signatures of both kinds, keys that nobody else may read."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from engine.errors import Refused
from engine.history.checkpoint import NOTHING, checkpoint_over, read_checkpoint
from engine.history.keys import read_key
from engine.history.note import Note, read_note
from engine.history.signer import load_public, load_signer, make_key, sign_note, signed_by
from engine.history.tree import Leaf

AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
LEAVES = [Leaf(0, 12, b"j" * 32), Leaf(1, 7, b"a" * 32), Leaf(5, 40, b"b" * 32)]


def point(alg="sha256"):
    return checkpoint_over(LEAVES, office="qinglan", previous=NOTHING, number=1, time=AT, alg=alg)


@pytest.mark.parametrize("alg", ["sha256", "sm3"])
def test_a_checkpoint_reads_as_it_was_written(alg):
    made = point(alg)
    assert read_checkpoint(made.text) == made
    assert (made.events, made.leaves, made.journal_seq, made.journal_head) == (59, 3, 12, b"j" * 32)
    assert made.text.startswith("banjie/qinglan\n3\n") and made.text.endswith(f"\nalg {alg}\n")


@pytest.mark.parametrize(
    "bend",
    [
        lambda text: text.replace("events 59", "events 059"),
        lambda text: text.replace("number 1", "number 1 "),
        lambda text: text + "extra\n",
        lambda text: text[:-1],
        lambda text: text.replace("banjie/qinglan", "banjie/"),
        lambda text: text.replace("+00:00", "Z"),
        lambda text: "",
    ],
)
def test_a_checkpoint_in_another_form_is_refused(bend):
    with pytest.raises(Refused) as refused:
        read_checkpoint(bend(point().text))
    assert refused.value.code == "checkpoint_malformed"


@pytest.mark.parametrize("kind", ["ed25519", "sm2"])
def test_two_sign_one_note_and_each_is_known_by_his_key(tmp_path, kind):
    for name in ("office", "witness"):
        make_key(tmp_path, name, kind)
    office, witness = (load_signer(tmp_path / f"{name}.key") for name in ("office", "witness"))
    note = sign_note(sign_note(Note(point().text, ()), office), witness)
    again = read_note(note.written)
    assert again == note and again.written == note.written
    for signer in (office, witness):
        key = read_key(signer.public.line)
        assert key == signer.public and signed_by(again, key)
        assert not signed_by(replace(again, text=again.text.replace("events 59", "events 60")), key)
        bent = tuple(replace(s, bytes=s.bytes[:-1] + bytes([s.bytes[-1] ^ 1])) for s in again.signatures)
        assert not signed_by(replace(again, signatures=bent), key)
    assert not signed_by(again, replace(office.public, key=witness.public.key))
    assert not signed_by(again, replace(office.public, name="other"))


def test_an_sm2_signature_is_one_that_openssl_verifies(tmp_path):
    make_key(tmp_path, "office", "sm2")
    signer = load_signer(tmp_path / "office.key")
    from engine.history.sm2 import _der

    (tmp_path / "m").write_bytes(b"banjie")
    (tmp_path / "s").write_bytes(_der(signer.sign(b"banjie")))
    told = subprocess.run(
        [str(shutil.which("openssl")), "pkeyutl", "-verify", "-inkey", str(tmp_path / "office.key"), "-rawin", "-digest",
         "sm3", "-in", str(tmp_path / "m"), "-sigfile", str(tmp_path / "s"), "-pkeyopt", "distid:1234567812345678"],
        capture_output=True, check=True,
    )  # fmt: skip
    assert b"Verified Successfully" in told.stdout


def test_a_key_is_made_once_and_read_by_its_owner_alone(tmp_path):
    make_key(tmp_path, "office")
    path = tmp_path / "office.key"
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(Refused) as refused:
        make_key(tmp_path, "office")
    assert refused.value.code == "key_exists"
    path.chmod(0o640)
    with pytest.raises(Refused) as refused:
        load_signer(path)
    assert refused.value.code == "key_readable"
    path.chmod(0o600)
    make_key(tmp_path, "other")
    (tmp_path / "office.pub").write_text(load_public(tmp_path / "other.pub").line)
    with pytest.raises(Refused) as refused:
        load_signer(path)
    assert refused.value.code == "key_mismatch"
    assert "PRIVATE" not in repr(load_signer(tmp_path / "other.key"))


@pytest.mark.parametrize("line", ["", "office", "office+00000000+AAAA", "a b+12345678+AQ==", "+" * 5])
def test_a_malformed_key_is_refused(line):
    with pytest.raises(Refused) as refused:
        read_key(line)
    assert refused.value.code == "key_malformed"


@pytest.mark.parametrize(
    "written", ["", "text\n", "text\n\n", "text\n\n— office\n", "text\n\n— office !!!\n", "text\n\n- office AAAAAAAA\n"]
)
def test_a_malformed_note_is_refused(written):
    with pytest.raises(Refused) as refused:
        read_note(written)
    assert refused.value.code == "note_malformed"
