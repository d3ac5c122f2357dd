"""Thousands of packages tampered with by somebody who knows the format and fixes all he can: every one is found with the
auditor's own keys, and the first event that is wrong is named; untouched ones raise no alarm."""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import cycle
from pathlib import Path

import pytest

from engine.queries.exportable import choose_instance_by_id, choose_period
from engine.store.work import SYSTEM
from engine.verifier.judging import judge
from engine.verifier.single_file import single_file
from tests import seeds
from tests.verifier.exporting import Evidence, busy_office
from tests.verifier.tampering import ALL, Expected, Inapplicable, tamper

TAMPERINGS = 1500  # of each of the two offices, by each kind in turn
SAMPLE = 6  # more by verify.py itself
SEED = seeds.seed(2**32)


@dataclass
class Packages:
    """Packages of a real office: single matters and a period, as of now and as of the witness's last signature."""

    evidence: Evidence
    all: list[bytes] = field(default_factory=list)

    def keep(self) -> None:
        office = self.evidence.office
        for instance in (1, 2, 4):
            self.all.append(self.evidence.export(choose_instance_by_id(office, SYSTEM, instance))[0])
        period = choose_period(office, SYSTEM, date(2026, 1, 1), date(2026, 12, 31))
        self.all.append(self.evidence.export(period)[0])
        self.evidence.checkpoint()
        self.all.append(self.evidence.export(period, witnessed=True)[0])


@pytest.fixture(scope="module", params=[("ed25519", "sha256"), ("sm2", "sm3")], ids=["ed25519", "sm2"])
def packages(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Packages]:
    kind, alg = request.param
    found = Packages(busy_office(tmp_path_factory.mktemp("office"), kind, alg))
    found.keep()
    yield found
    found.evidence.office.database.dispose()


def test_untouched_packages_raise_no_alarm(packages: Packages) -> None:
    for data in packages.all:
        found = judge(io.BytesIO(data), packages.evidence.trust)
        assert found.found.faults == [], found.as_text()
        assert [found.state(layer) for layer in (1, 2, 3)] == ["passed"] * 3
    last = judge(io.BytesIO(packages.all[-1]), packages.evidence.trust)
    assert last.state(4) == "passed", last.as_text()
    whole, _ = packages.evidence.export(choose_instance_by_id(packages.evidence.office, SYSTEM, 2), witnessed=True)
    found = judge(io.BytesIO(whole), packages.evidence.trust)
    assert (found.exit_code, found.found.gaps) == (0, []), found.as_text()
    assert found.as_text().startswith("核验结论:通过:五层全部核验")


def right(expected: Expected, told: tuple[str, int | None] | None) -> bool:
    """Whether the event named is the one that was touched first; some tamperings touch no single event."""
    if expected is None:
        return True
    return told is not None and told[0] == expected[0] and expected[1] in (None, told[1])


def test_every_tampering_is_found_and_its_first_event_named(packages: Packages) -> None:
    print("BANJIE_SEED =", SEED)
    rng, done, wrong = random.Random(SEED), Counter[str](), []
    for how in cycle(ALL):
        if done.total() == TAMPERINGS:
            break
        try:
            data, expected = tamper(rng.choice(packages.all), how, rng)
        except Inapplicable:
            continue
        done[how.__name__] += 1
        verdict = judge(io.BytesIO(data), packages.evidence.trust)
        first = verdict.first
        told = (first.instance, first.seq) if first and first.instance else None
        # whatever is changed, the manifest's signature is broken or gone as well: something else has to tell of it
        codes = {fault.code for fault in verdict.found.faults} - {"manifest_unsigned", "manifest_changed"}
        if verdict.exit_code != 1 or not codes or not right(expected, told):
            wrong.append((how.__name__, expected, told, first and first.code))
    assert wrong == [], (SEED, wrong[:10])
    assert done.keys() == {how.__name__ for how in ALL}


def test_verify_py_says_the_same_on_a_machine_of_its_own(packages: Packages, tmp_path: Path) -> None:
    print("BANJIE_SEED =", SEED)
    rng, trust = random.Random(SEED), packages.evidence.trust
    (tmp_path / "verify.py").write_bytes(single_file())
    keys = packages.evidence.settings.keys
    for name, source in (("K.pub", keys / "qinglan-1.pub"), ("W.pub", keys / "A3.pub")):
        (tmp_path / name).write_bytes(source.read_bytes())
    for n in range(SAMPLE):
        try:
            data, _ = tamper(rng.choice(packages.all), rng.choice(ALL), rng)
        except Inapplicable:
            data = packages.all[n % len(packages.all)]
        (tmp_path / "X.zip").write_bytes(data)
        done = subprocess.run(
            [sys.executable, "-I", "-S", "verify.py", "X.zip", "--json", "--key", "K.pub", "--witness", "W.pub"],
            cwd=tmp_path, capture_output=True, check=False, timeout=60,
        )  # fmt: skip
        here = judge(io.BytesIO(data), trust)
        assert (done.returncode, json.loads(done.stdout)) == (here.exit_code, json.loads(json.dumps(here.as_json())))
