"""What is too large is said to be so, in bounded time; what was found before is told all the same."""

from __future__ import annotations

import time

from engine.bpmn import check
from engine.bpmn.reading import read
from engine.bpmn.soundness import Limits, check_soundness

from ..build import diagram, end, flows, inc, par, start, terminate, user, when, xor


def branches(number: int, last: str) -> bytes:
    """Parallel branches with a return loop each, joined by `last`."""
    parts = [start(), par("f"), last, user("u"), end(), flows("s f", "j u e")]
    for n in range(number):
        parts += [
            xor(f"m{n}"), user(f"a{n}"), xor(f"g{n}", f"b{n}"), user(f"b{n}"),
            flows(f"f m{n} a{n} g{n} b{n} j"), when(f"g{n}", f"m{n}", f"=x{n} > 2"),
        ]  # fmt: skip
    return diagram(*parts)


def test_four_branches_with_loops_are_proved() -> None:
    assert check({"p.bpmn": branches(4, par("j"))}) == []


def test_thirty_are_too_many_and_it_is_said_soon() -> None:
    processes = read({"p.bpmn": branches(30, par("j"))}).processes
    began = time.process_time()
    found = check_soundness(processes, Limits(markings=2_000))
    assert time.process_time() - began < 5
    assert [(f.code, f.severity, f.element) for f in found] == [("too_large_to_prove", "warning", "p")]
    assert "2000" in found[0].zh and "2000" in found[0].en


def test_a_fault_in_something_large_is_found_before_the_bound() -> None:
    found = check({"p.bpmn": branches(8, xor("j"))})
    assert [(f.code, f.element, f.severity) for f in found] == [("no_synchronisation", "j", "error")]


def test_too_many_elements_are_not_looked_at() -> None:
    found = check_soundness(read({"p.bpmn": branches(4, par("j"))}).processes, Limits(elements=10))
    assert [f.code for f in found] == ["too_large_to_prove"] and "10" in found[0].zh


def test_an_inclusive_split_with_many_conditions_is_tried_in_part() -> None:
    names = [f"t{n}" for n in range(7)]
    source = diagram(
        start(), inc("i", "d"), user("d"), inc("k"), end(), flows("s i d k e"), *(user(name) for name in names),
        *(when("i", name, f"=v{name} > 1") for name in names), flows(*(f"{name} k" for name in names)),
    )  # fmt: skip
    assert [f.code for f in check({"p.bpmn": source})] == ["too_large_to_prove"]
    assert check_soundness(read({"p.bpmn": source}).processes, Limits(inclusive=7)) == []


def test_branches_thrown_off_without_end_stay_countable() -> None:
    """Every turn leaves a token at `note` for good; the markings are finite all the same."""
    source = diagram(
        start(), xor("m"), user("a"), par("f"), user("note"), xor("g", "m"), end("n"), end("e", terminate()),
        flows("s m a f", "f note n", "f g m"), when("g", "e", "=enough"),
    )  # fmt: skip
    assert check({"p.bpmn": source}) == []
