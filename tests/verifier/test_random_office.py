"""Every office action at random on random procedures: the verifier agrees with every history that comes of it.

`BANJIE_SEED` runs one seed again, `BANJIE_RUNS` as many runs of up to 40 steps.
"""

from __future__ import annotations

import os
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import seed as with_seed
from hypothesis.stateful import run_state_machine_as_test

from engine.clock import SimulatedClock
from engine.store.office import Office
from tests import seeds
from tests.properties.random_office import RandomOffice
from tests.properties.test_random_office import PHASES, POOL, STEPS, publish_pool
from tests.verifier.histories import Histories

SEED = seeds.seed()
RUNS = int(os.environ.get("BANJIE_RUNS") or 0)


class Verified(RandomOffice):
    """After each run the matter's history is judged; `histories` counts over all runs."""

    histories: Histories

    def teardown(self) -> None:
        if getattr(self, "instance", 0):
            self.histories.verify(self.instance)


def play(office: Office, clock: SimulatedClock, runs: int, seed: int) -> Histories:
    print(f"seed {seed}: BANJIE_SEED={seed} BANJIE_RUNS={runs} runs this again")
    rng = random.Random(seed)
    keys, versions = publish_pool(office, min(POOL, runs), rng)
    histories = Histories(office)
    facts: dict[str, Any] = {"office": office, "clock": clock, "procedures": keys, "versions": versions, "histories": histories}
    machine = type("Machine", (Verified,), {**facts, "steps": 0, "done": 0})
    run_state_machine_as_test(
        with_seed(seed)(machine),
        settings=settings(
            max_examples=runs, stateful_step_count=STEPS, deadline=None, database=None, print_blob=True,
            suppress_health_check=list(HealthCheck), phases=PHASES,
        ),
    )  # fmt: skip
    print(histories.share)
    return histories


def test_a_random_office_verifies(bare_office: Office, clock: SimulatedClock) -> None:
    runs = RUNS or 24
    histories = play(bare_office, clock, runs, SEED)
    assert histories.totals["events"] > runs


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(8))
def test_a_random_office_verifies_for_long(bare_office: Office, clock: SimulatedClock, batch: int) -> None:
    runs = RUNS or 150
    histories = play(bare_office, clock, runs, SEED + 1 + batch)
    assert histories.totals["events"] > runs * 3
