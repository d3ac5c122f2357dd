"""The complex gateway: some of its flows start it, the others are taken in before it begins anew (13.4.5)."""

from __future__ import annotations

import pytest

from engine.bpmn import check
from engine.errors import Incident

from .build import cpx, diagram, end, flows, inc, par, script, start, user, when, xor
from .run import Run


def codes(source: bytes) -> list[tuple[str, str | None, str]]:
    return [(f.code, f.element, f.severity) for f in check({"p.bpmn": source})]


def three(activation: str, *more: str, out: str = "") -> bytes:
    """Three branches into a complex gateway, then `u`."""
    return diagram(
        start(), par("f"), *map(user, "abc"), cpx("k", activation), user("u"), end(), *more,
        flows("s f", "f a k", "f b k", "f c k", "u e") + (out or flows("k u")),
    )  # fmt: skip


TWO = three("=activationCount >= 2")


def test_two_of_three_start_it_and_the_third_is_taken_in() -> None:
    run = Run(TWO)
    run.done("b")
    assert run.open == ["a", "c"]
    run.done("c")
    assert run.open == ["a", "u"]
    run.done("a")
    assert run.open == ["u"] and run.seen("enter").count("k") == 2 and run.taken().count("k_u") == 1
    run.done("u")
    assert run.state == "completed" and codes(TWO) == []


def test_what_comes_late_may_come_last() -> None:
    run = Run(TWO)
    for element in ("a", "b", "u"):
        run.done(element)
    assert run.open == ["c"] and run.state == "running"
    run.done("c")
    assert run.state == "completed"


def test_all_that_came_by_one_step_are_taken_together() -> None:
    source = diagram(start(), user("x"), par("f"), cpx("k", "=activationCount >= 2"), user("u"), end(),
                     script("a", "=1", "n"), script("b", "=1", "n"), flows("s x f", "f a k", "f b k", "k u e"))  # fmt: skip
    run = Run(source)
    run.done("x")
    assert run.keys == ["u#1"] and run.seen("enter").count("k") == 1


def test_conditions_tell_the_start_from_the_reset() -> None:
    out = when("k", "u", "=waitingForStart") + when("k", "late", "=not(waitingForStart)") + flows("late e2")
    source = three("=activationCount >= 1", user("late"), end("e2"), out=out)
    run = Run(source)
    run.done("a")
    assert run.open == ["b", "c", "u"]
    run.done("b")
    assert "late" not in run.open
    run.done("c")
    assert run.open == ["late", "u"]
    assert [code for code, _, severity in codes(source) if severity == "error"] == []


def test_named_flows_and_data_may_be_asked_for() -> None:
    source = three("=activationCounts.a_k > 0 and amount > 10")
    run = Run(source, {"amount": 5})
    run.done("b")
    run.done("a")
    assert run.open == ["c"]
    run.change(amount=11)
    assert run.open == ["c", "u"]


def test_after_the_reset_it_counts_anew() -> None:
    source = diagram(
        start(), xor("m"), par("f"), user("a"), user("b"), cpx("k", "=activationCount >= 1"), xor("g", "e"), user("u"), end(),
        flows("s m f", "f a k", "f b k", "k u g", "g e"), when("g", "m", "=again"),
    )  # fmt: skip
    run = Run(source, {"again": False})
    run.done("a")
    run.done("b")
    run.done("u", again=True)
    assert run.open == ["a", "b"]
    run.done("b")
    assert run.open == ["a", "u"]


def test_a_branch_that_ends_elsewhere_is_not_waited_for() -> None:
    source = diagram(
        start(), par("f"), user("a"), user("b"), xor("g", "k"), cpx("k", "=activationCount >= 1"), user("u"), end(), end("e2"),
        flows("s f", "f a k", "f b g", "g k", "k u e"), when("g", "e2", "=stop"),
    )  # fmt: skip
    run = Run(source)
    run.done("a")
    run.done("b", stop=True)
    assert run.execution._instance.consumed == {} and run.open == ["u"]


def test_a_return_before_the_branches_lets_it_count_anew() -> None:
    source = diagram(start(), user("x"), par("f"), *map(user, "abc"), cpx("k", "=activationCount >= 2"), user("u"), end(),
                     flows("s x f", "f a k", "f b k", "f c k", "k u e"))  # fmt: skip
    run = Run(source)
    run.done("x")
    run.done("a")
    run.done("b")
    run._after(run.execution.go_back("u#1", "x", run.env))
    assert run.open == ["x"]
    run.done("x")
    run.done("a")
    run.done("c")
    assert run.open == ["b", "u"]


def test_as_a_split_alone_it_chooses_like_an_inclusive_gateway() -> None:
    source = diagram(start(), cpx("k", default="c"), *map(user, "abc"), inc("j"), end(), flows("s k c j e", "a j", "b j"),
                     when("k", "a", "=n > 1"), when("k", "b", "=n > 2"))  # fmt: skip
    assert [Run(source, {"n": n}).open for n in (1, 2, 3)] == [["c"], ["a"], ["a", "b"]]
    without = source.replace(b' default="k_c"', b"").replace(b'<sequenceFlow id="k_c" sourceRef="k" targetRef="c"></sequenceFlow>', b"")
    with pytest.raises(Incident) as caught:
        Run(without, {"n": 1})
    assert (caught.value.code, caught.value.element) == ("no_flow", "k")


def test_a_condition_that_is_neither_true_nor_false_is_an_incident() -> None:
    run = Run(three("=amount > 10"))
    with pytest.raises(Incident) as caught:
        run.done("a")
    assert (caught.value.code, caught.value.element) == ("condition_not_boolean", "k")
