"""An office that rewrites history and signs it with its own key: hashes, tree and signatures hold, execution does not."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from engine.history.signer import FileSigner, load_signer
from engine.queries.exportable import choose_instance_by_id
from engine.store.work import SYSTEM
from engine.verifier.judging import judge
from engine.verifier.signatures import Trust
from engine.verifier.tree import leaf, root
from tests import seeds
from tests.verifier.exporting import Evidence, busy_office
from tests.verifier.tampering import Dossier
from tests.verifier.writing import link, plain, zipped

Json = dict[str, Any]
NUMBER = "QS20260001"
SEED = seeds.seed(2**32)


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evidence]:
    made = busy_office(tmp_path_factory.mktemp("liar"))
    made.checkpoint()
    yield made
    made.office.database.dispose()


def line_of(signer: FileSigner, text: bytes) -> bytes:
    signature = base64.b64encode(signer.public.id + signer.sign(text)).decode()
    return f"— {signer.public.name} {signature}\n".encode()


def lied(evidence: Evidence, change: Callable[[list[Json]], None], data: bytes = b"") -> bytes:
    """The package as the office would have made it, had history been like this: everything computed and signed anew."""
    if not data:
        data, _ = evidence.export(choose_instance_by_id(evidence.office, SYSTEM, 1), witnessed=True)
    dossier, signer = Dossier.open(data), load_signer(evidence.settings.keys / "qinglan-1.key")
    manifest, folder = dossier.manifest, f"instances/{NUMBER}/"
    lines = dossier.lines(folder + "events.jsonl")
    change(lines)
    for seq, line in enumerate(lines, start=1):
        line["meta"] = plain({**json.loads(line["meta"]), "seq": seq})
    link(lines, 1)
    head = lines[-1]["hash"]
    proof = {**json.loads(dossier.files[folder + "proof.json"]), "events": len(lines), "head": head}
    dossier.files[folder + "proof.json"] = plain(proof).encode()
    (note,) = (path for path in dossier.files if path.endswith(".note") and path != "manifest.note")
    path = [bytes.fromhex(each) for each in proof["path"]]
    made = root("sha256", leaf("sha256", 1, len(lines), bytes.fromhex(head)), proof["index"], proof["leaves"], path)
    text = dossier.files[note].partition(b"\n\n")[0].decode().split("\n")
    text[2] = base64.b64encode(made or b"").decode()
    signed = ("\n".join(text) + "\n").encode()
    dossier.files[note] = signed + b"\n" + line_of(signer, signed)
    manifest["instances"][0].update(events=len(lines), head=head)
    packed = Dossier.open(dossier.zip(manifest)).files
    named = f"banjie/qinglan\npackage {hashlib.sha256(packed['manifest.json']).hexdigest()}\ntime x\n".encode()
    return zipped({**packed, "manifest.note": named + b"\n" + line_of(signer, named)})


def nothing(lines: list[Json]) -> None:
    pass


def another_hand(lines: list[Json]) -> None:
    """Somebody without the post did the review."""
    place = kinds(lines).index("task.completed")
    lines[place]["meta"] = plain({**json.loads(lines[place]["meta"]), "who": "U11"})


def another_answer(lines: list[Json]) -> None:
    """The review said no; the tokens went on as if it had said yes."""
    place = kinds(lines).index("task.completed")
    lines[place]["body"] = lines[place]["body"].replace('"review_result":"同意"', '"review_result":"不同意"')


def a_step_left_out(lines: list[Json]) -> None:
    """One unit never signed."""
    del lines[kinds(lines).index("task.completed") + 1]


def another_way(lines: list[Json]) -> None:
    """The flow taken is not the one its condition asks for."""
    place = kinds(lines).index("task.completed")
    lines[place]["body"] = lines[place]["body"].replace('"element":"f5"', '"element":"f4"')


def kinds(lines: list[Json]) -> list[str]:
    return [json.loads(line["meta"])["kind"] for line in lines]


def test_signing_the_truth_anew_changes_nothing(evidence: Evidence) -> None:
    """So that the lies below are found as lies, not as clumsy work."""
    found = judge(io.BytesIO(lied(evidence, nothing)), Trust(evidence.trust.servers, ()))
    assert found.found.faults == [], found.as_text()


@pytest.mark.parametrize("lie", [another_hand, another_answer, a_step_left_out, another_way], ids=lambda lie: lie.__name__)
def test_a_signed_lie_is_found_by_executing_it(evidence: Evidence, lie: Callable[[list[Json]], None]) -> None:
    data, _ = evidence.export(choose_instance_by_id(evidence.office, SYSTEM, 1), witnessed=True)
    place = kinds(Dossier.open(data).lines(f"instances/{NUMBER}/events.jsonl")).index("task.completed")
    found = judge(io.BytesIO(lied(evidence, lie)), Trust(evidence.trust.servers, ()))
    first = found.first
    assert [found.state(layer) for layer in (1, 2, 3)] == ["passed"] * 3, found.as_text()
    assert first is not None and first.layer == 5, found.as_text()
    assert first.seq is not None and place + 1 <= first.seq <= place + 4, found.as_text()
    if lie in (another_hand, another_answer, another_way):
        assert first.seq == place + 1
    assert found.exit_code == 1


def test_the_witness_alone_finds_every_such_lie(evidence: Evidence) -> None:
    """Whatever the office signs, the witness did not."""
    found = judge(io.BytesIO(lied(evidence, nothing)), evidence.trust)
    assert "not_witnessed" in {gap.code for gap in found.found.gaps}


STRANGE = [None, True, 0, -1, 10**30, 1.5, "", "x", "〔已删除〕", "2026-13-01T00:00:00", "9999-12-31T23:59:59+00:00", [], {}, [[]],
           {"a": 1}, ["x"] * 3]  # fmt: skip


def twist(value: Any, rng: random.Random) -> Any:
    """One value somewhere inside, replaced by something strange or dropped."""
    if isinstance(value, dict) and value and rng.random() < 0.9:
        key = rng.choice(sorted(value))
        if rng.random() < 0.1:
            return {k: v for k, v in value.items() if k != key}
        return {**value, key: twist(value[key], rng)}
    if isinstance(value, list) and value and rng.random() < 0.9:
        place = rng.randrange(len(value))
        return [*value[:place], twist(value[place], rng), *value[place + 1 :]]
    return rng.choice(STRANGE)


def test_whatever_an_office_signs_the_verifier_does_not_break(evidence: Evidence) -> None:
    """Values of any kind anywhere in a signed history: a verdict, mostly a fault, never an error of the verifier's."""
    print("seed", SEED)
    rng, found = random.Random(SEED), 0
    data, _ = evidence.export(choose_instance_by_id(evidence.office, SYSTEM, 1), witnessed=True)
    for n in range(150):

        def change(lines: list[Json]) -> None:
            line = rng.choice(lines)
            if rng.random() < 0.2:
                line["meta"] = plain(twist(json.loads(line["meta"]), rng))
            else:
                line["body"] = plain(twist(json.loads(line["body"]), rng))
                marks = line["body"]
                line["sealed"] = {name: text for name, text in line.get("sealed", {}).items() if f'"{name}"}}' in marks}

        try:
            package = lied(evidence, change, data)
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError):  # it broke the forger's own tools
            continue
        verdict = judge(io.BytesIO(package), Trust(evidence.trust.servers, ()))
        found += bool(verdict.found.faults)
        assert "interpreter_failed" not in {gap.code for gap in verdict.found.gaps}, (SEED, n, verdict.as_text())
    assert found > 75, (SEED, found)
