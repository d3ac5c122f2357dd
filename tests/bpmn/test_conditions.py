"""Conditional events: they happen when data make their condition true, and again only after it was false."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.bpmn import Simulation, check, load
from engine.errors import Incident

from .build import (
    after,
    boundary,
    catch,
    diagram,
    end,
    evg,
    flows,
    handler,
    many,
    on_condition,
    par,
    script,
    start,
    sub,
    task,
    user,
)
from .run import START, Run


def codes(source: bytes) -> list[tuple[str, str | None, str]]:
    return [(f.code, f.element, f.severity) for f in check({"p.bpmn": source})]


CATCH = diagram(start(), catch("c", on_condition("=ready")), user("a"), end(), flows("s c a e"))


def test_a_catch_event_waits_until_its_condition_is_true() -> None:
    run = Run(CATCH)
    assert [(w.key, w.element, w.condition) for w in run.execution.waiting().conditions] == [("c#1", "c", "=ready")]
    assert not run.execution.stuck
    run.change(ready=False)
    run.change(other=1)
    assert run.open == []
    run.change(ready=True)
    assert run.open == ["a"] and run.execution.waiting().conditions == ()
    assert [(h.kind, h.detail) for h in run.happenings if h.element == "c" and h.kind in ("wait", "catch")] == [
        ("wait", {"event": "conditional", "condition": "=ready"}),
        ("catch", {"event": "conditional"}),
    ]


def test_a_condition_true_from_the_beginning_happens_at_once() -> None:
    assert Run(CATCH, {"ready": True}).open == ["a"]


@pytest.mark.parametrize("value", [1, "yes", [True]])
def test_neither_true_nor_false_nor_null_is_an_incident(value: object) -> None:
    run = Run(CATCH)
    with pytest.raises(Incident) as caught:
        run.change(ready=value)
    assert (caught.value.code, caught.value.element, caught.value.key) == ("condition_not_boolean", "c", "c#1")


def test_what_a_parallel_branch_writes_is_seen() -> None:
    source = diagram(start(), par("f"), catch("c", on_condition("=n > 2")), user("a"), user("b"), end(),
                     flows("s f c b e", "f a e"))  # fmt: skip
    run = Run(source)
    run.done("a", n=3)
    assert run.open == ["b"]


def test_a_condition_true_for_one_step_only_has_happened() -> None:
    source = diagram(start(), par("f"), catch("c", on_condition("=n = 1")), script("x", "=1", "n"), script("y", "=2", "n"),
                     user("b"), end(), flows("s f c b e", "f x y e"))  # fmt: skip
    run = Run(source)
    assert run.open == ["b"] and run.data["n"] == 2


def test_an_interrupting_boundary_condition_ends_the_task() -> None:
    source = diagram(start(), user("a"), boundary("x", "a", on_condition('=state = "withdrawn"')), user("b"), end(),
                     flows("s a e", "x b e"))  # fmt: skip
    run = Run(source)
    outcome = run.change(state="withdrawn")
    assert run.open == ["b"] and [(c.key, c.how) for c in outcome.closed] == [("a#1", "cancelled")]


def test_a_boundary_condition_that_is_true_already_lets_nobody_be_asked() -> None:
    source = diagram(start(), user("a"), boundary("x", "a", on_condition("=late")), user("b"), end(), flows("s a e", "x b e"))
    run = Run(source, {"late": True})
    assert run.open == ["b"] and [t.key for t in run.last.opened] == ["b#1"]


def test_a_boundary_condition_of_what_never_waits_never_happens() -> None:
    source = diagram(start(), task("a"), boundary("x", "a", on_condition("=late")), user("b"), user("c"), end(),
                     flows("s a c e", "x b e"))  # fmt: skip
    assert Run(source, {"late": True}).open == ["c"]
    assert ("dead_task", "x", "warning") in codes(source)


def test_a_condition_that_does_not_interrupt_happens_again_after_it_was_false() -> None:
    source = diagram(start(), user("a"), boundary("x", "a", on_condition("=n > 5"), interrupting=False), user("b"), end(),
                     end("e2"), flows("s a e", "x b e2"))  # fmt: skip
    run = Run(source)
    for n, times in ((6, 1), (7, 1), (5, 1), (6, 2), (None, 2), (9, 3)):
        run.change(n=n)
        assert run.keys == ["a#1", *(f"b#{i + 1}" for i in range(times))], n
    assert [w.key for w in run.execution.waiting().conditions] == ["x#4"]


def test_an_event_sub_process_may_begin_by_a_condition() -> None:
    source = diagram(
        start(), user("a"), end(), flows("s a e"),
        handler("h", start("hs", on_condition("=amount > 100")), user("b"), end("he"), flows("hs b he")),
    )  # fmt: skip
    run = Run(source)
    run.change(amount=101)
    assert run.keys == ["h#1/b#1"]
    run.done("b")
    assert run.state == "completed"


def test_an_event_sub_process_may_begin_between_two_steps_nobody_does() -> None:
    source = diagram(
        start(), script("x", "=1", "n"), script("y", "=2", "n"), end(), flows("s x y e"),
        handler("h", start("hs", on_condition("=n = 1")), user("b"), end("he"), flows("hs b he")),
    )  # fmt: skip
    run = Run(source)
    assert run.keys == ["h#1/b#1"] and run.data["n"] == 1
    assert codes(source) == []


def test_a_condition_at_a_sub_process_is_looked_at_while_its_steps_run() -> None:
    source = diagram(
        start(), sub("w", start("ws"), script("x", "=1", "n"), script("y", "=2", "n"), end("we"), flows("ws x y we")),
        boundary("c", "w", on_condition("=n = 1")), user("a"), user("b"), end(), flows("s w a e", "c b e"),
    )  # fmt: skip
    run = Run(source, {"n": 0})
    assert run.open == ["b"] and codes(source) == []


def test_a_condition_sees_the_scope_its_event_stands_in() -> None:
    """A sub-process of each item has its own; a boundary event stands outside its activity."""
    inner = [start("ws"), user("u"), catch("c", on_condition("=item = wanted")), user("v"), end("we"), flows("ws u c v we")]
    source = diagram(start(), sub("w", *inner, many("=[1, 2]", "item")), end(), flows("s w e"))
    run = Run(source)
    run.done("u")
    run.done("u")
    run.change(wanted=2)
    assert run.keys == ["w#1/[1]/v#1"]


def test_after_an_event_gateway_the_first_true_condition_wins() -> None:
    source = diagram(start(), evg("v"), catch("c", on_condition("=x")), catch("d", on_condition("=y")), catch("t", after("PT1H")),
                     *map(user, "abo"), end(), flows("s v", "v c a e", "v d b e", "v t o e"))  # fmt: skip
    run = Run(source)
    run.change(y=True)
    assert run.open == ["b"] and run.execution.waiting().timers == ()
    assert Run(source, {"x": True, "y": True}).open == ["a"]
    late = Run(source)
    late.wait(hours=2)
    assert late.open == ["o"]


def test_the_clock_and_the_office_are_not_data() -> None:
    for condition, asked in (("=now() > due", "now"), ("=today() > d", "today"), ("=list contains(holders(r), p)", "holders")):
        source = diagram(start(), catch("c", on_condition(condition)), end(), flows("s c e"))
        (found,) = [f for f in check({"p.bpmn": source}) if f.severity == "error"]
        assert (found.code, found.element) == ("condition_not_data", "c") and asked in found.en


def test_what_cannot_be_is_refused() -> None:
    first = diagram(start("s", on_condition("=x")), end(), flows("s e"))
    assert ("trigger_refused", "s", "error") in codes(first)
    last = diagram(start(), end("e", on_condition("=x")), flows("s e"))
    assert ("trigger_refused", "e", "error") in codes(last)
    empty = diagram(start(), catch("c", "<conditionalEventDefinition/>"), end(), flows("s c e"))
    assert ("condition_missing", "c", "error") in codes(empty)
    literal = diagram(start(), catch("c", on_condition("x > 1")), end(), flows("s c e"))
    assert ("expression_not_feel", "c", "error") in codes(literal)
    script = on_condition("=x").replace("<condition>", '<condition language="javascript">')
    assert ("expression_not_feel", "c", "error") in codes(diagram(start(), catch("c", script), end(), flows("s c e")))


def test_the_process_reads_the_variables_of_its_conditions() -> None:
    assert load({"p.bpmn": CATCH}, services=None).variables("p") == {"ready"}


def test_a_simulation_may_change_data() -> None:
    program = load({"p.bpmn": CATCH}, services=None)
    events = [{"after": "PT2H", "set": {"ready": True}}]
    simulation = Simulation(program, "p", START, {}, events)
    seen = [(h.kind, h.element) for h in simulation.run()]
    assert ("catch", "c") in seen and simulation.state == "completed" and simulation.undelivered == []
    assert simulation.now == START + timedelta(hours=2)
