"""Random procedures: sound ones are found so, and of mutated ones the check says what the runtime then does.

BANJIE_SEED and BANJIE_CASES repeat or lengthen a run.
"""

from __future__ import annotations

import os
import random

from lxml import etree

from engine.bpmn import check, load
from engine.bpmn.names import BPMN
from engine.bpmn.waits import event_of
from engine.errors import DefinitionRefused, Finding
from tests import seeds

from ..random_procedures import Generator
from .mutating import chosen_freely, mutate
from .playing import Play
from .test_diagrams import KINDS, assert_goes

SEED = seeds.seed(10**6)
CASES = int(os.environ.get("BANJIE_CASES", "60"))
STANDSTILL = frozenset({"deadlock", "improper_completion"})


def found(source: bytes) -> list[Finding]:
    return [f for f in check({"p.bpmn": source}) if f.code in KINDS]


def test_random_procedures_are_sound() -> None:
    for seed in range(SEED, SEED + CASES * 2):
        print(f"seed {seed} (BANJIE_SEED={seed} BANJIE_CASES=1)")
        faults = found(Generator(seed, size=12).source)
        # by chance some have a step that is never come to: an escalation nothing throws, a timer on what never waits
        assert [f for f in faults if f.code != "dead_task"] == []


def test_the_check_and_the_runtime_agree_on_mutated_procedures() -> None:
    unsound = 0
    for seed in range(SEED, SEED + CASES):
        root = chosen_freely(Generator(seed, size=4).source)
        done = mutate(root.find(f"{BPMN}process"), random.Random(seed))
        source = etree.tostring(root)
        print(f"seed {seed} (BANJIE_SEED={seed} BANJIE_CASES=1): {done}")
        try:
            program = load({"p.bpmn": source}, services=None)
        except DefinitionRefused:
            continue
        play = Play(program, most=400).run()
        called = program.processes["q"].elements
        faults = [f for f in found(source) if f.element not in called or play.entered & set(called)]
        assert_agreement(faults, play)
        unsound += bool(faults)
    print(unsound, "of", CASES, "found unsound")


def assert_agreement(faults: list[Finding], play: Play) -> None:
    kinds = {fault.code for fault in faults}
    told = [(fault.code, fault.element, fault.trace) for fault in faults]
    if play.stuck:
        assert kinds & (STANDSTILL | {"no_synchronisation"}), "the runtime stands still and the check says nothing"
    if "error_uncaught" in play.incidents:
        assert "error_uncaught" in kinds or "no_synchronisation" in kinds
    if not play.whole:
        return
    if play.lost() and not play.incidents and not play.rivals:
        assert kinds & {"endless_loop", "no_synchronisation"}, "the runtime goes round for ever"
    for fault in faults:
        if fault.code == "dead_task":
            assert fault.element not in play.entered, told
        elif not play.rivals and not told_otherwise(play, fault.trace):
            assert set(fault.trace) <= play.entered, told
            assert_goes(play.program, fault)


def told_otherwise(play: Play, trace: tuple[str, ...]) -> bool:
    """Whether the runtime does at once, or in another order, what the trace tells one by one.

    Rounds, of which there may be none; escalations and signals thrown on the way; loops without anybody to wait for;
    conditions that come true between two steps, while here they do so only when nothing else moves.
    """
    elements = {id: element for process in play.program.processes.values() for id, element in process.elements.items()}
    passed = [elements[id] for id in trace if id in elements]
    around = [elements[element.scope] for element in passed if element.scope in elements]
    thrown = {
        trigger.kind
        for spec in play.program.specs.values()
        for node in spec.scope.all_nodes()
        if node.type == "intermediateThrowEvent"
        for trigger in node.triggers
    }
    watched = {
        node.id
        for spec in play.program.specs.values()
        for node in spec.scope.all_nodes()
        if any(trigger.kind == "conditional" for trigger in event_of(node).triggers)
    }
    if watched & set(trace) - play.entered:
        return True
    rounds = any(element.loop for element in passed + around)
    return rounds or bool(thrown & {"signal", "escalation", "compensate"}) or "too_many_steps" in play.incidents
