"""Every kind of fault is found where it is, with a way to it; what only looks like one is left alone."""

from __future__ import annotations

import time

import pytest
from lxml import etree

from engine.bpmn import Execution, Program, check, load
from engine.errors import Finding

from .diagrams import FAULTY, SOUND, Case
from .following import Follower
from .mutating import chosen_freely

KINDS = frozenset(FAULTY) | {"too_large_to_prove"}


def faults(source: bytes) -> list[Finding]:
    found = check({"p.bpmn": source})
    assert [f for f in found if f.severity == "error" and f.code not in KINDS] == [], "the example itself must be right"
    return [f for f in found if f.code in KINDS]


@pytest.mark.parametrize(
    ("kind", "case"), [pytest.param(k, c, id=f"{k}: {n}") for k, cases in FAULTY.items() for n, c in cases.items()]
)
def test_a_fault_is_found_with_a_way_to_it(kind: str, case: Case) -> None:
    source, element, last, severity = case
    found = {(f.code, f.element): f for f in faults(source)}
    assert (kind, element) in found, list(found)
    fault = found[kind, element]
    assert fault.severity == severity
    assert fault.zh and fault.en and fault.fix_zh and fault.fix_en
    assert fault.as_json()["trace"] == fault.trace and fault.trace[-1].startswith(last)
    assert_is_a_walk(source, fault)


@pytest.mark.parametrize(
    ("kind", "case"),
    [pytest.param(k, c, id=f"{k}: {n}") for k, cases in FAULTY.items() for n, c in cases.items() if k != "dead_task"],
)
def test_the_runtime_goes_the_way_and_meets_the_fault(kind: str, case: Case) -> None:
    source, element, _, _ = case
    program = load({"p.bpmn": etree.tostring(chosen_freely(source))}, services=None)
    fault = next(f for f in faults(source) if (f.code, f.element) == (kind, element))
    assert_goes(program, fault)


def assert_goes(program: Program, fault: Finding) -> None:
    """The runtime, answered freely, enters and takes exactly what the trace says, and then is where it says."""
    process = next(id for id, process in program.processes.items() if fault.trace[0] in process.elements)
    follower = Follower(program, process, fault.trace)
    execution = follower.follow(lambda execution: meets(execution, fault))
    assert execution is not None or follower.incident, (fault.code, fault.trace)
    if execution is None:
        assert follower.incident == ("error_uncaught" if fault.code == "error_uncaught" else "too_many_steps")
        return
    if fault.code == "no_synchronisation":
        assert fault.trace.count(fault.element or "") >= 2


def meets(execution: Execution, fault: Finding) -> bool:
    """Whether a token waits at the join that is said to wait for ever."""
    arrivals = {join for tree in execution._instance.trees() for join in tree.arrivals}
    return fault.code not in ("deadlock", "improper_completion") or fault.element in arrivals


def assert_is_a_walk(source: bytes, fault: Finding) -> None:
    """A trace begins at a start and takes no flow whose source was not come to before."""
    program = load({"p.bpmn": source}, services=None)
    elements = {id: e for p in program.processes.values() for id, e in p.elements.items()}
    flows = {id: f for p in program.processes.values() for id, f in p.flows.items()}
    seen: set[str] = set()
    assert fault.trace[0] in elements and elements[fault.trace[0]].scope in program.processes
    for id in fault.trace:
        assert id in elements or id in flows, id
        if id in flows:
            assert flows[id].source in seen, (id, fault.trace)
        elif elements[id].attached_to:
            assert elements[id].attached_to in seen
        seen.add(id)


@pytest.mark.parametrize("name", SOUND)
def test_what_is_sound_is_left_alone(name: str) -> None:
    began = time.perf_counter()
    assert faults(SOUND[name]) == []
    assert time.perf_counter() - began < 2


def test_there_are_enough_examples() -> None:
    assert sum(len(cases) for cases in FAULTY.values()) >= 30
    assert all(len(cases) >= 5 for kind, cases in FAULTY.items() if kind != "error_uncaught")
    assert len(SOUND) >= 15
