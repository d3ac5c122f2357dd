"""What the verifier says of whole packages: in order, erased with and without telling, without keys, with a timestamp."""

from __future__ import annotations

import io
import json
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.verifier.judging import judge
from engine.verifier.keys import read_key
from engine.verifier.signatures import Trust
from engine.verifier.verdict import Verdict
from tests.verifier.tampering import Dossier
from tests.verifier.writing import Office, Signer, invented, link, plain, zipped


def trust(office: Office, *, witness: bool = True) -> Trust:
    return Trust((read_key(office.server.public),), (read_key(office.witness.public),) if witness else ())


def verdict(office: Office, given: Trust | None = None, data: bytes | None = None) -> Verdict:
    return judge(io.BytesIO(office.package() if data is None else data), given or trust(office))


def codes(found: Verdict, layer: int) -> set[str]:
    return {each.code for each in [*found.found.faults, *found.found.gaps] if each.layer == layer}


def states(found: Verdict) -> list[str]:
    return [found.state(layer) for layer in (1, 2, 3, 4)]


@pytest.mark.parametrize("alg", ["sha256", "sm3"])
@pytest.mark.parametrize("ids", [None, [2]])
def test_an_untouched_package_passes_four_layers(alg: str, ids: list[int] | None) -> None:
    office = invented(alg=alg)
    found = verdict(office, data=office.package(ids))
    assert states(found) == ["passed"] * 4
    assert found.as_text().count("通过") >= 4


def test_without_the_auditors_keys_it_proves_only_that_it_agrees_with_itself() -> None:
    found = verdict(invented(), Trust())
    assert not found.found.faults
    assert codes(found, 4) == {"no_trusted_key", "no_trusted_witness"}
    assert found.exit_code == 3
    assert "只能说明包内前后一致" in found.as_text()


def test_a_checkpoint_without_its_witness_is_not_passed_over() -> None:
    office = invented()
    office.notes.pop()
    office.checkpoint(witnessed=False)
    assert codes(verdict(office), 4) == {"not_witnessed"}
    assert codes(verdict(office, trust(office, witness=False)), 4) == {"no_trusted_witness"}


def test_another_office_s_key_signs_nothing_here() -> None:
    office = invented()
    stranger = Signer(office.server.name)
    found = verdict(office, Trust((read_key(stranger.public),), ()))
    assert codes(found, 4) >= {"signed_by_another"}
    assert found.exit_code == 1


def test_told_erasures_leave_every_proof_valid_and_are_named() -> None:
    office = invented(1)
    chain = office.chains[0]
    name = next(iter(chain.lines[2]["sealed"]))
    office.now += timedelta(hours=1)
    chain.add("data.erased", "A2", office.now, {"erased": {"3": [name]}, "bodies": [5], "ground": "依申请"})
    chain.lines[2]["sealed"][name] = None
    chain.lines[4].update(body="", sealed=None)
    office.checkpoint()
    found = verdict(office)
    assert found.found.faults == []
    assert [gap.seq for gap in found.found.gaps if gap.code == "erased"] == [3, 5]
    assert found.exit_code == 3


def test_an_untold_erasure_is_tampering() -> None:
    office = invented(1)
    office.chains[0].lines[4].update(body="", sealed=None)
    found = verdict(office)
    assert (found.first.code, found.first.seq) == ("erasure_untold", 5)  # type: ignore[union-attr]


def test_an_organization_of_another_day_is_named() -> None:
    office = invented(1)
    chain = office.chains[0]
    old, new = (sorted({json.loads(line["body"])["in_force"]["organization"] for line in lines}) for lines in
                (chain.lines[:1], chain.lines[-1:]))  # fmt: skip
    line = chain.lines[5]
    line["body"] = line["body"].replace(new[0], old[0])
    link(chain.lines, 1, 5)
    office.notes.pop()
    office.checkpoint()  # signed: the office itself lied
    found = verdict(office)
    assert (found.first.code, found.first.seq) == ("not_in_force", 6)  # type: ignore[union-attr]


def test_a_definition_published_too_late_is_named() -> None:
    office = invented(1)
    line = office.journal.lines[2]
    line["meta"] = plain({**json.loads(line["meta"]), "at": (office.now + timedelta(days=1)).isoformat()})
    link(office.journal.lines, 0, 2)
    office.notes.clear()
    office.checkpoint()
    found = verdict(office)
    assert (found.first.code, found.first.seq) == ("not_published", 1)  # type: ignore[union-attr]


def test_history_that_shrank_between_two_checkpoints_is_named() -> None:
    office = invented(1)
    kept = office.chains[0].lines[:]
    office.chains[0].lines[:] = kept[:2]
    office.now += timedelta(hours=1)
    office.checkpoint()
    found = verdict(office)
    assert {"history_shrank"} <= codes(found, 4)


def test_a_checkpoint_that_follows_from_nothing_is_named() -> None:
    office = invented(1)
    second = office.notes.pop()
    office.notes.clear()
    office.checkpoint()
    other = office.notes[0]
    office.notes[:] = [other, second]
    assert {"notes_part"} <= codes(verdict(office), 4)


def test_a_repeated_key_is_refused() -> None:
    """json.loads silently keeps the last of two; a forger would show the first to one reader."""
    office = invented(1)
    line = office.chains[0].lines[3]
    line["body"] = line["body"].replace('{"again"', '{"again":[],"again"', 1)
    link(office.chains[0].lines, 1, 3)
    office.notes.pop()
    office.checkpoint()
    found = verdict(office)
    assert (found.first.code, found.first.seq) == ("event_unreadable", 4)  # type: ignore[union-attr]


CONFIG = """
oid_section = oids
[oids]
policy = 1.2.3.4.1
[tsa]
default_tsa = stamps
[stamps]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = policy
digests = sha256, sm3
accuracy = secs:1
"""


def stamped(folder: Path, data: bytes, algorithm: str) -> bytes:
    """A token of a timestamp authority made on the spot."""

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    (folder / "note").write_bytes(data)
    (folder / "serial").write_text("01\n")
    (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "tsa.key", "-out", "tsa.pem", "-days", "2",
            "-subj", "/CN=TSA", "-addext", "extendedKeyUsage=critical,timeStamping")  # fmt: skip
    openssl("ts", "-query", "-data", "note", f"-{algorithm}", "-cert", "-out", "query")
    openssl("ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query", "-out", "reply")
    return (folder / "reply").read_bytes()


@pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
def test_a_timestamp_is_read_and_its_authority_named_not_verified(tmp_path: Path, algorithm: str) -> None:
    office = invented(1)
    note = office.notes[-1]
    text = note.partition(b"\n\n")[0] + b"\n"
    files = office.files_of_package()

    def found(token: bytes) -> Verdict:
        stamps = {**files, "checkpoints/2.tsr": token}
        return verdict(office, data=office.signed(stamps, office.manifest(stamps)))

    right = found(stamped(tmp_path, text, algorithm))
    assert codes(right, 4) == {"authority_unverified"}
    assert right.found.faults == []
    assert codes(found(stamped(tmp_path, text + b"x", algorithm)), 4) == {"timestamp_foreign"}
    assert codes(found(b"\x30\x03\x02\x01\x00"), 4) == {"timestamp_unreadable"}


def test_a_changed_manifest_is_named_even_where_all_files_agree() -> None:
    office = invented(1)
    files = office.files_of_package()
    whole = Dossier.open(office.package())
    manifest = {**office.manifest(files), "made_by": "somebody else"}
    whole.files["manifest.json"] = plain(manifest).encode()
    assert codes(verdict(office, data=zipped(whole.files)), 4) == {"manifest_changed"}
    del whole.files["manifest.note"]
    assert codes(verdict(office, data=zipped(whole.files)), 4) == {"manifest_unsigned"}


def test_a_matter_left_out_of_a_period_is_told_by_the_manifest() -> None:
    office = invented(3)
    files = office.files_of_package([1, 3])
    assert verdict(office, data=office.signed(files, office.manifest(files, [1, 3]))).found.faults == []
    whole = Dossier.open(office.package())
    fewer = {**files, "manifest.json": plain(office.manifest(files, [1, 3])).encode()}
    kept = verdict(office, data=zipped({**fewer, "manifest.note": whole.files["manifest.note"]}))
    assert codes(kept, 4) == {"manifest_changed"}
    assert codes(verdict(office, data=zipped(fewer)), 4) == {"manifest_unsigned"}


def test_the_verdict_in_json_names_all_five_layers() -> None:
    office = invented(1)
    told: dict[str, Any] = verdict(office).as_json()
    assert [layer["layer"] for layer in told["layers"]] == [1, 2, 3, 4, 5]
    assert json.loads(json.dumps(told)) == told
