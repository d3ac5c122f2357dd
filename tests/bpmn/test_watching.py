"""Watching a run: which conditions were asked with which values, and where the tokens stand; neither changes a byte."""

from __future__ import annotations

from typing import Any

from engine.bpmn import Asked

from .build import again, diagram, end, flows, inc, many, par, script, start, sub, user, when, xor
from .run import Run


def watched(source: bytes, data: dict[str, Any]) -> tuple[Run, list[Asked]]:
    seen: list[Asked] = []
    return Run(source, data, watch=seen.append), seen


CHOICE = diagram(
    start(), user("a"), xor("g", default="low"), user("high"), user("middle"), user("low"), end(),
    flows("s a g", "high e", "middle e", "g low e"),
    when("g", "high", "=amount > 100"), when("g", "middle", "=amount > 10 and level = \"x\""),
)  # fmt: skip


def test_conditions_are_told_in_the_order_asked_with_what_they_read():
    run, seen = watched(CHOICE, {"amount": 1, "other": "unread"})
    assert seen == []
    run.done("a", amount=50, level="x")
    assert [(one.element, one.values, one.result) for one in seen] == [
        ("g_high", {"amount": 50}, False),
        ("g_middle", {"amount": 50, "level": "x"}, True),
    ]
    assert {one.key for one in seen} == {"g#1"} and seen[0].text == "=amount > 100"


def test_what_is_not_set_is_left_out_and_the_rest_is_not_asked():
    run, seen = watched(CHOICE, {"amount": 1})
    run.done("a", amount=500)
    assert [(one.element, one.values) for one in seen] == [("g_high", {"amount": 500})]


def test_an_inclusive_gateway_asks_all_its_flows():
    source = diagram(
        start(), inc("g", default="c"), user("a"), user("b"), user("c"), end(), flows("s g c e", "a e", "b e"),
        when("g", "a", "=x > 1"), when("g", "b", "=x > 2"),
    )  # fmt: skip
    _, seen = watched(source, {"x": 3})
    assert [(one.element, one.result) for one in seen] == [("g_a", True), ("g_b", True)]


def test_loops_ask_whether_they_have_enough_and_values_do_not_change_afterwards():
    loop = many("=units", "unit", "votes", "=vote", until="=count(votes[item = \"no\"]) > 0")
    source = diagram(start(), user("sign", loop), end(), flows("s sign e"))
    run, seen = watched(source, {"units": ["a", "b", "c"]})
    keys = [task.key for task in run.execution.waiting().tasks]
    run.complete(keys[0], vote="yes")
    run.complete(keys[1], vote="no")
    assert [(one.element, one.result) for one in seen] == [("sign", False), ("sign", True)]
    assert [one.values["votes"][:2] for one in seen] == [["yes", None], ["yes", "no"]]


def test_a_standard_loop_is_asked_each_time():
    source = diagram(
        start(), script("n", "=(if n = null then 0 else n) + 1", "n", again("=n < 3")), user("a"), end(), flows("s n a e")
    )
    _, seen = watched(source, {"n": 0})
    assert [one.values["n"] for one in seen] == [1, 2, 3] and [one.result for one in seen] == [True, True, False]


def test_watching_changes_nothing():
    def played(**more: Any) -> tuple[bytes, list[Any]]:
        run = Run(CHOICE, {"amount": 1}, **more)
        run.done("a", amount=50, level="x")
        return run.execution.snapshot(), run.happenings

    assert played() == played(watch=lambda asked: None)


def test_places_are_all_that_stand_in_the_diagram():
    source = diagram(
        start(), par("f"), user("a"), user("b", many("=units", "unit")),
        sub("c", start("cs"), user("inner"), end("ce"), flows("cs inner ce")), par("j"), end(),
        flows("s f a j e", "f b j", "f c j"),
    )  # fmt: skip
    run = Run(source, {"units": ["x", "y"]})
    assert sorted(run.execution.places()) == ["a", "b", "b", "c", "inner"]
    run.done("a")
    assert sorted(run.execution.places()) == ["b", "b", "c", "inner", "j"], "one waits at the join"
    run.done("b")
    run.done("b")
    run.done("inner")
    assert run.execution.places() == ()
