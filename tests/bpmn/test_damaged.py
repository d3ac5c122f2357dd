"""Damaged diagrams: refused with findings or run within bounds; never another exception, never a broken state.

`load` refuses exactly the diagrams in which `check` finds an error, soundness apart: an unsound procedure that was
published before must still load, and it may get stuck, but not break.
"""

from __future__ import annotations

import copy
import os
import random

from lxml import etree

from engine.bpmn import Environment, Execution, Program, check, load
from engine.bpmn.soundness import KINDS
from engine.errors import Refused
from tests import seeds

from .random_procedures import Generator
from .run import START

SEED = seeds.seed()
CASES = int(os.environ.get("BANJIE_CASES") or 200)
TEXTS = ["", "=x", "P1D", "R/", "=[1]", "abc", "=1 +", "${x}", "R3/PT1H", "=null"]
ENV = Environment(START, serve=lambda call: {"answer": call.name})


def damage(source: bytes, rng: random.Random) -> bytes:
    """One to four elements lost, doubled, renamed, or with another attribute or text."""
    root = etree.fromstring(source)
    for _ in range(rng.randint(1, 4)):
        elements = [element for element in root.iter() if element.getparent() is not None]
        one, other = rng.choice(elements), rng.choice(elements)
        kind = rng.randrange(5)
        if kind == 0:
            one.getparent().remove(one)
        elif kind == 1:
            other.append(copy.deepcopy(one))
        elif kind == 2:
            one.text = rng.choice(TEXTS)
        elif kind == 3:
            one.tag = other.tag
        elif one.attrib:
            value = rng.choice([None, "true", "-1", other.get("id"), *TEXTS])
            name = rng.choice(sorted(one.attrib))
            if value is None:
                del one.attrib[name]
            else:
                one.set(name, value)
    return etree.tostring(root)


def walk(program: Program, process: str, rng: random.Random) -> None:
    execution, _ = Execution.start(program, process, {"c": 1, "n": 0, "key": "k"}, ENV)
    for _ in range(12):
        waits = execution.waiting()
        if waits.tasks:
            execution.complete(rng.choice(waits.tasks).key, {"c": rng.randrange(9)}, ENV)
        elif waits.timers:
            execution.fire(waits.timers[0].key, ENV)
        elif waits.subscriptions:
            wait = waits.subscriptions[0]
            execution.catch(wait.kind, wait.name, ENV, wait.correlation)
        elif waits.conditions:
            execution.amend(ENV, values={"c": rng.randrange(9)})
        else:
            assert execution.stuck or execution.state != "running"
            return
        state = execution.snapshot()
        execution = Execution.restore(program, state)
        assert execution.snapshot() == state


def test_damaged_diagrams_are_refused_or_run() -> None:
    loaded = 0
    for seed in range(SEED, SEED + CASES):
        print(f"seed {seed} (BANJIE_SEED={seed} BANJIE_CASES=1)")
        rng = random.Random(seed)
        source = damage(Generator(seed).source, rng)
        errors = [one for one in check({"p": source}) if one.severity == "error" and one.code not in KINDS]
        try:
            program = load({"p": source}, services=None)
        except Refused:
            assert errors, "refused only for what the check found"
            continue
        assert not errors
        loaded += 1
        for process in program.processes:
            try:
                walk(program, process, rng)
            except Refused as refused:
                assert refused.zh and refused.en
    print(f"{loaded} of {CASES} loaded")
