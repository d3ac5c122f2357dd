"""A package that proves nothing is none; checkpoints left out between two that are given are named."""

from __future__ import annotations

import io

import pytest

from engine.verifier.findings import Unusable
from engine.verifier.judging import judge
from engine.verifier.signatures import Trust
from tests.verifier.test_layers import codes, trust, verdict
from tests.verifier.writing import Office, Signer, invented


def of_nothing(office: Office, *, notes: bool) -> bytes:
    """A period without matters."""
    files = {
        path: data
        for path, data in office.files_of_package([]).items()
        if not path.startswith(("definitions/", "organization/", "calendar/"))
        and (notes or not path.startswith("checkpoints/"))
    }
    return office.signed(files, office.manifest(files, []))


@pytest.mark.parametrize("notes", [True, False])
@pytest.mark.parametrize("trusted", [True, False])
def test_a_period_without_matters_is_no_package(notes: bool, trusted: bool) -> None:
    office = invented(1)
    with pytest.raises(Unusable):
        judge(io.BytesIO(of_nothing(office, notes=notes)), trust(office) if trusted else Trust())


def test_without_a_key_it_is_said_even_where_no_checkpoint_is_given() -> None:
    office = invented(1)
    office.server = Signer(office.server.name)
    office.notes.clear()
    assert "no_trusted_key" in codes(verdict(office, Trust()), 4)


def jumped(*, follows: bool) -> Office:
    """The first checkpoint and one numbered 9, which names the first as the one before it or something else."""
    office = invented(1)
    first, proving = office.notes[0], office.notes[-1].partition(b"\n\n")[0] + b"\n"
    before = proving.partition(b"previous ")[2][:64]
    text = proving.replace(b"number 2\n", b"number 9\n").replace(before, before if follows else b"1" * 64)
    signed = text + b"\n" + office.server.line(text).encode() + office.witness.line(text).encode()
    office.notes = [first, signed]
    return office


def package(office: Office) -> bytes:
    files = office.files_of_package()
    files["checkpoints/9.note"] = files.pop("checkpoints/2.note")
    proof = "instances/QS20260001/proof.json"
    files[proof] = files[proof].replace(b'"checkpoint":2', b'"checkpoint":9')
    return office.signed(files, office.manifest(files))


def test_checkpoints_left_out_are_named() -> None:
    office = jumped(follows=False)
    found = verdict(office, data=package(office))
    assert found.found.faults == []
    assert codes(found, 4) == {"notes_missing"} and found.exit_code == 3


def test_a_number_may_jump_where_the_note_follows() -> None:
    """So it does after a backup was restored: numbers already exported are never signed again."""
    office = jumped(follows=True)
    assert codes(verdict(office, data=package(office)), 4) == set()
