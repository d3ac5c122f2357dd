"""Random procedures on random paths, movements that follow no flow among them: the verifier's interpreter walks every
event the engine makes, and stands where it stands. `BANJIE_SEED` runs from that seed, `BANJIE_CASES` as many."""

from __future__ import annotations

import os
import random
from datetime import timedelta

import pytest

from engine.bpmn import Environment, Execution, load
from engine.errors import Incident, NotNow
from tests import seeds
from tests.bpmn.random_procedures import Generator
from tests.properties.test_random_jumps import DATA, START, STEPS, choose, do
from tests.verifier.walking import Twin

SEED = seeds.seed()
CASES = int(os.environ.get("BANJIE_CASES") or 0)


def walk(seed: int) -> tuple[int, int]:
    """How many acts both did, and how many the verifier refused as the engine had."""
    rng = random.Random(seed)
    source = Generator(seed).source
    program = load({"p.bpmn": source}, services=None)
    elements = [id for id, info in program.processes["p"].elements.items() if info.type != "startEvent"]
    try:
        execution, outcome = Execution.start(program, "p", DATA, Environment(START))
    except Incident:
        return 0, 0
    twin = Twin(source)
    twin.start(DATA, outcome, execution, START)
    acts, refused, done, now = 0, 0, [], START
    while execution.state == "running" and not execution.stuck and acts < STEPS:
        act = choose(rng, execution, elements, done)
        if act is None:
            break
        acts, now = acts + 1, now + timedelta(minutes=rng.randrange(90))
        before, waits = execution.snapshot(), {wait.key: wait for wait in execution.waiting().tasks}
        try:
            outcome = do(execution, act, START)
        except NotNow:
            assert twin.refuses(*act, START), f"seed {seed}: the engine refused {act}, the verifier does not"
            refused += 1
            execution = Execution.restore(program, before)
            continue
        except Incident:
            break
        twin.follow(*act, outcome, execution, START)
        done += [(waits[c.key].element, c.key, waits[c.key].variables) for c in outcome.closed
                 if c.how == "completed" and c.key in waits]  # fmt: skip
    return acts, refused


def run(seed: int, cases: int) -> tuple[int, int]:
    acts = refused = 0
    for case in range(cases):
        print(f"seed {seed + case} (BANJIE_SEED={seed + case} BANJIE_CASES=1)")
        more = walk(seed + case)
        acts, refused = acts + more[0], refused + more[1]
    return acts, refused


def test_every_random_path_is_walked() -> None:
    acts, refused = run(SEED, CASES or 80)
    print(f"{acts} acts, {refused} of them refused by both")
    assert acts


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(8))
def test_every_random_path_is_walked_for_long(batch: int) -> None:
    assert run(SEED + 10_000 * (batch + 1), CASES or 400)[0]


