"""Every office action at random on random procedures with parallel branches, multi-instances, sub-processes and timers.

`BANJIE_SEED` runs one seed again, `BANJIE_RUNS` as many runs (each of up to 40 steps); `make test-slow` does 3,000.
"""

from __future__ import annotations

import os
import random

import pytest
from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis import seed as with_seed
from hypothesis.stateful import run_state_machine_as_test

from engine import actions, bpmn
from engine.actions import Actor
from engine.definition import Package
from engine.errors import DefinitionRefused
from engine.store.work import SYSTEM
from tests import seeds
from tests.bpmn.random_procedures import Generator
from tests.bpmn.random_versions import Edited
from tests.dmn.building import decision, file, literal
from tests.packages import form
from tests.properties.random_office import RandomOffice, Versions

SEED = seeds.seed()
RUNS = int(os.environ.get("BANJIE_RUNS") or 0)
STEPS = 40
# a failing run is long enough to read; making it shorter takes minutes and is for whoever looks for the cause
PHASES = tuple(Phase) if os.environ.get("BANJIE_SHRINK") else (Phase.explicit, Phase.generate)
POOL = 24  # random procedures published in each office

PROCEDURE = """
key = "random-{n}"
name = "随机流程"
code = "R{n}N"
process = "p"
title = "title"
urgency = "urgency"
starters = ["liaison"]
dispatcher = ["section-head"]
[instance_term]
"其他" = "10 WD"
[defaults]
c = 1
n = 0
key = "k"
[roles]
"" = ["checker", "clerk"]
"""
TASK = """
[terms.{task}]
"其他" = "{days} WD"
[extensions.{task}]
decision = "extension"
cap = 10
moves = "{moves}"
"""
START = form(
    "start",
    {"key": "title", "type": "textfield", "label": "标题"},
    {"key": "urgency", "type": "textfield", "label": "紧急程度"},
)
STEP = form("step", {"key": "c", "type": "number", "label": "c"})
EXTENSION = file(decision("extension", literal('"director"')))


def package(seed: int, n: int) -> Package:
    return packaged(Generator(seed).source, n)


def packaged(data: bytes, n: int, days: int = 3) -> Package:
    """The diagram with everything a procedure needs; `days` is the term of its steps."""
    program = bpmn.load({"process.bpmn": data}, services=None)
    tasks = [task for process in program.processes.values() for task in process.user_tasks]
    mine = program.processes["p"].user_tasks
    text = PROCEDURE.format(n=n) + "".join(
        TASK.format(task=task, days=days, moves="instance" if i % 3 == 0 else "task") for i, task in enumerate(mine)
    )
    files = {"procedure.toml": text.encode(), "process.bpmn": data, "forms/start.json": START,
             "decisions/extension.dmn": EXTENSION}  # fmt: skip
    return Package(files | {f"forms/{task}.json": STEP for task in tasks})


def publish_pool(office, size: int, rng: random.Random) -> tuple[tuple[str, ...], dict[str, Versions]]:
    """Random procedures, and another version of each that it may be moved to and back: keys, and what leads where."""
    keys: list[str] = []
    versions: dict[str, Versions] = {}
    while len(keys) < size:
        n = len(keys)
        try:
            first = actions.publish_definition(office, package(rng.randrange(10**9), n), Actor(SYSTEM))
            with office.database.read() as connection:
                drawn = office.definition(connection, first.definition_id).package.files["process.bpmn"]
            edited = Edited(drawn, rng.randrange(10**9))
            keys.append(f"random-{n}")
            second = actions.publish_definition(office, packaged(edited.source, n, 5), Actor(SYSTEM))
        except DefinitionRefused:
            continue
        back = {now: then for then, now in edited.chosen.items()}
        versions[keys[-1]] = {
            first.definition_id: (second.definition_id, edited.chosen), second.definition_id: (first.definition_id, back),
        }  # fmt: skip
    return tuple(keys), versions


def run(office, clock, runs: int, seed: int) -> type[RandomOffice]:
    rng = random.Random(seed)
    keys, versions = publish_pool(office, min(POOL, runs), rng)
    machine = type("Machine", (RandomOffice,), {
        "office": office, "clock": clock, "procedures": keys, "versions": versions, "steps": 0, "done": 0,
    })  # fmt: skip
    print(f"seed {seed}: BANJIE_SEED={seed} runs this again")
    run_state_machine_as_test(
        with_seed(seed)(machine),
        settings=settings(
            max_examples=runs, stateful_step_count=STEPS, deadline=None, database=None, print_blob=True,
            suppress_health_check=list(HealthCheck), verbosity=Verbosity.normal, phases=PHASES,
        ),
    )  # fmt: skip
    return machine


@pytest.mark.parametrize("batch", range(4))
def test_a_random_office_keeps_its_books(bare_office, clock, batch):
    runs = (RUNS or 320) // 8  # two databases, four batches
    machine = run(bare_office, clock, runs, SEED + batch)
    assert machine.done > runs, f"hardly anything was done: {machine.done} of {machine.steps}"


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(8))
def test_a_random_office_keeps_its_books_for_long(bare_office, clock, batch):
    runs = -(-(RUNS or 3000) // 16)  # two databases, eight batches; rounded up
    machine = run(bare_office, clock, runs, SEED + 100 + batch)
    assert machine.done > runs * 3, f"hardly anything was done: {machine.done} of {machine.steps}"
