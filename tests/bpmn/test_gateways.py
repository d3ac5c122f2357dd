"""Exclusive, parallel, inclusive and event-based gateways, also inside loops of returns."""

from __future__ import annotations

import pytest

from engine.errors import Incident

from .build import (
    after,
    catch,
    diagram,
    end,
    evg,
    flows,
    inc,
    link,
    message,
    on_message,
    on_signal,
    par,
    receive,
    script,
    signal,
    start,
    throw,
    user,
    when,
    xor,
)
from .run import Run

CHOICE = diagram(
    start(), xor("g", default="low"), user("low"), user("high"), user("top"), end(),
    flows("s g", "g low e", "high e", "top e"), when("g", "top", "=amount > 100"), when("g", "high", "=amount > 10"),
)  # fmt: skip


@pytest.mark.parametrize(("amount", "task"), [(5, "low"), (50, "high"), (500, "top")])
def test_exclusive_takes_the_first_true_flow_else_the_default(amount: int, task: str) -> None:
    assert Run(CHOICE, {"amount": amount}).open == [task]


@pytest.mark.parametrize("amount", [None, "abc", {}])
def test_exclusive_condition_that_is_neither_true_nor_false_is_an_incident(amount: object) -> None:
    with pytest.raises(Incident) as caught:
        Run(CHOICE, {"amount": amount})
    assert (caught.value.code, caught.value.element) == ("condition_not_boolean", "g_top")


def test_exclusive_without_any_true_flow_and_default_is_an_incident() -> None:
    source = diagram(
        start(), xor("g"), user("a"), user("b"), end(), flows("s g", "a e", "b e"),
        when("g", "a", "=x = 1"), when("g", "b", "=x = 2"),
    )  # fmt: skip
    with pytest.raises(Incident) as caught:
        Run(source, {"x": 3})
    assert (caught.value.code, caught.value.element, caught.value.key) == ("no_flow", "g", "g#1")


def test_parallel_waits_for_one_token_per_incoming_flow() -> None:
    run = Run(diagram(start(), par("f"), user("a"), user("b"), par("j"), user("c"), end(),
                      flows("s f a j c e", "f b j")))  # fmt: skip
    run.done("b")
    assert run.open == ["a"]
    run.done("a")
    assert run.open == ["c"]
    run.done("c")
    assert run.state == "completed"
    assert run.last.end_events == ("e",)


def test_parallel_join_counts_flows_not_tokens() -> None:
    """Two tokens on one incoming flow do not stand for the other flow."""
    source = diagram(
        start(), par("f"), user("a"), user("b"), user("c"), xor("m"), par("j"), user("d"), end(),
        flows("s f a m", "f b m", "f c j", "m j d e"),
    )  # fmt: skip
    run = Run(source)
    run.done("a")
    run.done("b")
    assert run.open == ["c"]
    run.done("c")
    assert run.open == ["d"]
    run.done("d")
    assert run.state == "running", "the surplus token still waits at the join"


def test_a_join_that_can_never_be_satisfied_is_told() -> None:
    run = Run(diagram(start(), xor("x", default="a"), user("a"), user("b"), par("j"), end(),
                      flows("s x a j e", "b j"), when("x", "b", "=no = 1")), {"no": 0})  # fmt: skip
    assert not run.execution.stuck
    run.done("a")
    assert run.execution.stuck and run.state == "running"


def test_row_1_3_parallel_branches_keep_the_lists_they_wrote() -> None:
    """Plain SpiffWorkflow merged lists of two branches by position; variables are shared, nothing is merged."""
    source = diagram(
        start(), par("f"), script("a", '=append(ops, "A")', "ops"), script("b", '=append(ops, "B")', "ops"),
        par("j"), end(), flows("s f a j e", "f b j"),
    )  # fmt: skip
    assert Run(source, {"ops": []}).data["ops"] == ["A", "B"]


def return_loop(inner: str, chains: list[str]) -> bytes:
    return diagram(
        start(), user("draft"), inner, xor("g", default="e"), end(), flows("s draft", *chains, "g e"),
        when("g", "draft", "=again"),
    )  # fmt: skip


def test_row_12_parallel_fork_and_join_inside_a_return_loop() -> None:
    """Plain SpiffWorkflow raised AttributeError in the second turn (unstructured_join)."""
    run = Run(return_loop(par("f") + user("a") + user("b") + par("j"), ["draft f a j g", "f b j"]))
    for turn in range(20):
        run.done("draft")
        assert run.open == ["a", "b"]
        run.done("a" if turn % 2 else "b")
        assert len(run.open) == 1
        run.done("b" if turn % 2 else "a", again=turn < 19)
    assert run.state == "completed"


def test_row_1_3_depth_1000_has_no_meaning() -> None:
    """Plain SpiffWorkflow lost sight of tasks at depth 1,000 and called the instance completed after 333 returns."""
    run = Run(return_loop("", ["draft g"]))
    for _ in range(1200):
        run.done("draft", again=True)
    assert (run.open, run.state) == (["draft"], "running")
    assert run.keys == ["draft#1201"]
    assert len(run.execution.snapshot()) < 400


def test_an_endless_loop_of_automatic_steps_is_an_incident() -> None:
    """Plain SpiffWorkflow "completed" an endless script loop after 1,006 tasks."""
    source = diagram(start(), xor("m"), script("a", "=n + 1", "n"), xor("g", default="m"), end(),
                     flows("s m a g m"), when("g", "e", "=n < 0"))  # fmt: skip
    with pytest.raises(Incident) as caught:
        Run(source, {"n": 0})
    assert caught.value.code == "too_many_steps"


def inclusive(*extra: str, conditions: bool = True) -> bytes:
    return diagram(
        start(), user("draft"), inc("f", default="c"), user("a"), user("b"), user("c"), inc("j"), user("d"),
        xor("g", default="e"), end(),
        flows("s draft f", "f c", "a j", "b j", "c j", "j d g e"),
        when("f", "a", "=a"), when("f", "b", "=b"), when("g", "draft", "=again"), *extra,
    )  # fmt: skip


@pytest.mark.parametrize(("a", "b", "tasks"), [(True, True, "ab"), (True, False, "a"), (False, False, "c")])
def test_inclusive_takes_every_true_flow_and_joins_what_was_split(a: bool, b: bool, tasks: str) -> None:
    run = Run(inclusive(), {"again": False})
    run.done("draft", a=a, b=b)
    assert run.open == list(tasks)
    for element in tasks:
        assert "d" not in run.open
        run.done(element)
    assert run.open == ["d"]
    run.done("d")
    assert run.state == "completed"


def test_row_1_3_inclusive_join_inside_a_return_loop_waits_in_every_turn() -> None:
    """Plain SpiffWorkflow fired the join after the first branch in the second pass."""
    run = Run(inclusive(), {"a": True, "b": True, "again": True})
    for turn in range(10):
        run.done("draft")
        run.done("ab"[turn % 2])
        assert run.open == ["ba"[turn % 2]], f"turn {turn}"
        run.done("ba"[turn % 2])
        assert run.open == ["d"]
        run.done("d", again=turn < 9)
    assert run.state == "completed"


def test_inclusive_join_sees_tokens_that_come_by_boundary_events_and_links() -> None:
    source = diagram(
        start(), par("f"), user("a"), user("b"), throw("out", link("L")), catch("in", link("L")), inc("j"),
        user("d"), end(), flows("s f a j d e", "f b out", "in j"),
    )  # fmt: skip
    run = Run(source)
    run.done("a")
    assert run.open == ["b"]
    run.done("b")
    assert run.open == ["d"]


def test_inclusive_without_a_true_condition_and_default_is_an_incident() -> None:
    source = diagram(start(), inc("f"), user("a"), user("b"), end(), flows("s f", "a e", "b e"),
                     when("f", "a", "=x = 1"), when("f", "b", "=x = 2"))  # fmt: skip
    with pytest.raises(Incident) as caught:
        Run(source, {"x": 9})
    assert caught.value.code == "no_flow"


def test_mixed_gateways_join_then_split() -> None:
    """Several in and several out: each token type is counted in, then all flows go out."""
    source = diagram(start(), par("f"), user("a"), user("b"), par("mix"), user("c"), user("d"), par("j"), end(),
                     flows("s f a mix c j e", "f b mix d j"))  # fmt: skip
    run = Run(source)
    run.done("a")
    assert run.open == ["b"]
    run.done("b")
    assert run.open == ["c", "d"]


EVENTS = diagram(
    start(), evg("g"), catch("hour", after("PT1H")), catch("day", after("P1D")), catch("msg", on_message("m")),
    catch("sig", on_signal("x")), receive("rec", "n"), user("a"), user("b"), user("c"), user("d"), user("r"), end(),
    flows("s g hour a e", "g day b e", "g msg c e", "g sig d e", "g rec r e"),
    roots=message("m") + message("n") + signal("x"),
)  # fmt: skip


def test_row_1_3_event_gateway_with_two_timers_fires_the_earlier() -> None:
    """Plain SpiffWorkflow kept one deadline for both timers."""
    run = Run(EVENTS)
    assert sorted(timer.element for timer in run.execution.waiting().timers) == ["day", "hour"]
    run.wait(minutes=59)
    assert run.open == []
    run.wait(minutes=1)
    assert run.open == ["a"]
    assert run.execution.waiting().timers == () and run.execution.waiting().subscriptions == ()
    assert run.taken() == ["s_g", "g_hour", "hour_a"]


@pytest.mark.parametrize(("event", "task"), [("m", "c"), ("n", "r"), ("x", "d")])
def test_event_gateway_lets_exactly_one_event_win(event: str, task: str) -> None:
    run = Run(EVENTS)
    outcome = run.signal(event) if event == "x" else run.message(event, got=1)
    assert run.open == [task]
    assert len(outcome.timers_closed) == 2 and len(outcome.subscriptions_closed) == 3
    assert run.data == ({} if event == "x" else {"got": 1})
    run.done(task)
    assert run.state == "completed"
