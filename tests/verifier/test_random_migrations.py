"""Random procedures that go on in other versions of themselves at random moments: the tokens run to the end, the
recorded inputs run again to the same bytes, and the verifier stands where the engine stands after every event.

A failing seed is printed; `BANJIE_SEED` runs from that seed, `BANJIE_CASES` as many.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from engine.bpmn import Environment, Execution, load, match
from engine.errors import DefinitionRefused, Incident, NotNow
from engine.verifier.bpmn.matching import partners
from engine.verifier.bpmn.reading import read_processes
from tests import seeds
from tests.bpmn.random_procedures import Generator
from tests.bpmn.random_versions import Edited
from tests.properties.test_random_jumps import DATA, START, choose, do
from tests.verifier.walking import Twin

SEED = seeds.seed()
CASES = int(os.environ.get("BANJIE_CASES") or 0)
STEPS = 60


def walk(seed: int, counts: Counter[str]) -> None:
    rng = random.Random(seed)
    source = Generator(seed).source
    program = first = load({"p.bpmn": source}, services=None)
    try:
        execution, outcome = Execution.start(program, "p", DATA, Environment(START))
    except Incident:
        return
    twin = Twin(source)
    twin.start(DATA, outcome, execution, START)
    done: list[tuple[Any, ...]] = []
    history: list[tuple[Any, ...]] = []
    now = START
    for step in range(STEPS):
        if execution.state != "running" or execution.stuck:
            counts["ended"] += 1
            break
        now += timedelta(minutes=rng.randrange(90))
        before = execution.snapshot()
        if rng.random() < 0.2:
            edited = Edited(source, seed * 100 + step)
            try:
                other = load({"p.bpmn": edited.source}, services=None)
            except DefinitionRefused:
                continue
            mapping = match(program, "p", other, "p", edited.chosen)
            theirs = read_processes({"p.bpmn": edited.source})
            assert partners(twin.machine.processes, "p", theirs, "p", edited.chosen) == mapping
            recount = rng.random() < 0.5
            standing = execution.standing()
            try:
                outcome = execution.migrate(other, "p", mapping, Environment(now), recount)
            except NotNow as refused:
                assert execution.snapshot() == before, "a refusal changed something"
                assert twin.refuses_move(theirs, mapping, now), f"the engine refused {refused}, the verifier does not"
                counts["refused"] += 1
                continue
            except Incident:
                execution = Execution.restore(program, before)
                continue
            twin.migrate(theirs, mapping, recount, outcome, execution, now)
            assert [key for key, _ in execution.standing()] == [key for key, _ in standing] or outcome.happenings
            program, source = other, edited.source
            history.append((program, mapping, recount, now))
            done = [(mapping.get(element, element), key, names) for element, key, names in done]
            counts["migrated"] += 1
        else:
            elements = [id for id, info in program.processes["p"].elements.items() if info.type != "startEvent"]
            act = choose(rng, execution, elements, done)
            if act is None:
                break
            waits = {wait.key: wait for wait in execution.waiting().tasks}
            try:
                outcome = do(execution, act, now)
            except NotNow:
                continue
            except Incident:
                execution = Execution.restore(program, before)
                continue
            twin.follow(*act, outcome, execution, now)
            history.append((act, now))
            done += [(waits[c.key].element, c.key, waits[c.key].variables) for c in outcome.closed
                     if c.how == "completed" and c.key in waits]  # fmt: skip
            counts["acts"] += 1
        state = execution.snapshot()
        assert Execution.restore(program, state).snapshot() == state
        if rng.random() < 0.3:
            execution = Execution.restore(program, state)
    again(first, history, execution)


def again(program: Any, history: list[tuple[Any, ...]], ended: Execution) -> None:
    """The recorded inputs, run from nothing, end in the same bytes."""
    execution, _ = Execution.start(program, "p", DATA, Environment(START))
    for entry in history:
        if len(entry) == 2:
            do(execution, *entry)
        else:
            other, mapping, recount, now = entry
            execution.migrate(other, "p", mapping, Environment(now), recount)
    assert execution.snapshot() == ended.snapshot()


def run(seed: int, cases: int) -> Counter[str]:
    counts: Counter[str] = Counter()
    for case in range(cases):
        print(f"seed {seed + case} (BANJIE_SEED={seed + case} BANJIE_CASES=1)")
        walk(seed + case, counts)
    return counts


def test_random_procedures_go_on_in_other_versions() -> None:
    counts = run(SEED, CASES or 60)
    print(dict(counts))
    assert counts["migrated"] or CASES


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(4))
def test_random_procedures_go_on_in_other_versions_for_long(batch: int) -> None:
    assert run(SEED + 10_000 * (batch + 1), CASES or 400)["migrated"]
