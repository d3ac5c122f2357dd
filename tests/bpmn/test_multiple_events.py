"""Events of several definitions: any of them, or with parallelMultiple all together; and definitions referred to."""

from __future__ import annotations

from typing import Any

import pytest

from engine.bpmn import check, load
from engine.drawing.shapes import shape_drawn

from .build import (
    after,
    boundary,
    catch,
    diagram,
    end,
    error,
    escalation,
    evg,
    flows,
    handler,
    link,
    message,
    on_condition,
    on_error,
    on_message,
    on_signal,
    par,
    signal,
    start,
    sub,
    tag,
    terminate,
    throw,
    timer,
    user,
)
from .run import Run

ROOTS = message("note") + message("open") + signal("alarm") + error("bad") + escalation("up")
ANY = on_message("note") + on_signal("alarm") + after("PT1H") + on_condition("=ready")


def codes(source: bytes) -> list[tuple[str, str | None, str]]:
    return [(f.code, f.element, f.severity) for f in check({"p.bpmn": source})]


def pull(run: Run, way: str, element: str = "c", **data: Any) -> None:
    match way:
        case "message":
            run.message("note", **data)
        case "signal":
            run.signal("alarm", **data)
        case "timer":
            run.fire(element)
        case "condition":
            run.change(ready=True)


@pytest.mark.parametrize("way", ["message", "signal", "timer", "condition"])
def test_a_catch_event_happens_by_any_of_its_triggers(way: str) -> None:
    run = Run(diagram(start(), catch("c", ANY), user("a"), end(), flows("s c a e"), roots=ROOTS))
    waits = run.execution.waiting()
    assert [w.key for w in (*waits.subscriptions, *waits.timers, *waits.conditions)] == ["c#2", "c#3", "c#4", "c#5"]
    pull(run, way)
    waits = run.execution.waiting()
    assert run.keys == ["a#1"] and not (waits.subscriptions or waits.timers or waits.conditions)
    assert [h.detail for h in run.happenings if h.kind == "catch"] == [{"event": "multiple"}]


def test_a_catch_event_of_all_waits_for_each_and_brings_what_all_brought() -> None:
    run = Run(diagram(start(), catch("c", ANY, parallelMultiple="true"), user("a"), end(), flows("s c a e"), roots=ROOTS))
    for way in ("timer", "signal", "condition"):
        pull(run, way, **({"x": 1} if way == "signal" else {}))
        assert run.open == []
    run.change(ready=False)  # it has been true; that counts
    assert [w.kind for w in run.execution.waiting().subscriptions] == ["message"]
    pull(run, "message", y=2)
    assert run.open == ["a"] and run.data["x"] == 1 and run.data["y"] == 2


def test_an_interrupting_boundary_event_happens_once_by_any() -> None:
    source = diagram(start(), user("u"), boundary("x", "u", ANY), user("a"), end(), flows("s u e", "x a e"), roots=ROOTS)
    run = Run(source)
    pull(run, "signal")
    waits = run.execution.waiting()
    assert run.open == ["a"] and not (waits.subscriptions or waits.timers or waits.conditions)


def test_a_boundary_event_that_does_not_interrupt_listens_on_for_each() -> None:
    source = diagram(start(), user("u"), boundary("x", "u", ANY, interrupting=False), user("a"), end(), end("e2"),
                     flows("s u e", "x a e2"), roots=ROOTS)  # fmt: skip
    run = Run(source)
    for way, times in (("message", 1), ("message", 2), ("timer", 3), ("signal", 4), ("condition", 5)):
        pull(run, way, "x")
        assert len(run.keys) == times + 1
    waits = run.execution.waiting()
    assert len(waits.subscriptions) == 2 and not waits.timers and len(waits.conditions) == 1


def test_all_of_a_boundary_event_that_does_not_interrupt_are_awaited_anew() -> None:
    both = on_message("note") + timer("cycle", "R2/PT1H")
    source = diagram(start(), user("u"), boundary("x", "u", both, interrupting=False, together=True), user("a"), end(), end("e2"),
                     flows("s u e", "x a e2"), roots=ROOTS)  # fmt: skip
    run = Run(source)
    for times in (1, 2):
        pull(run, "message")
        assert len(run.keys) == times
        pull(run, "timer", "x")
        assert len(run.keys) == times + 1
    waits = run.execution.waiting()
    assert not waits.timers and not waits.subscriptions, "the timer is used up, so all of them never come again"


def test_a_boundary_event_may_catch_an_error_beside_a_message() -> None:
    inner = [start("ws"), user("u"), end("we", on_error("bad")), flows("ws u we")]
    source = diagram(start(), sub("w", *inner), boundary("x", "w", on_error("bad") + on_message("note")), user("a"), end(),
                     flows("s w e", "x a e"), roots=ROOTS)  # fmt: skip
    for act in (lambda run: run.done("u"), lambda run: run.message("note")):
        run = Run(source)
        act(run)
        assert run.open == ["a"] and run.execution.waiting().subscriptions == ()
    assert codes(source) == [] or all(severity == "warning" for _, _, severity in codes(source))


def test_an_event_sub_process_begins_by_any_or_by_all() -> None:
    def drawn(together: bool) -> bytes:
        begin = start("hs", on_message("note") + on_signal("alarm"), parallelMultiple=str(together).lower())
        return diagram(start(), user("u"), end(), flows("s u e"), handler("h", begin, user("a"), end("he"), flows("hs a he")),
                       roots=ROOTS)  # fmt: skip

    run = Run(drawn(False))
    run.signal("alarm")
    assert run.keys == ["h#1/a#1"]
    run = Run(drawn(True))
    run.signal("alarm")
    assert run.open == ["u"]
    run.message("note")
    assert run.keys == ["h#1/a#1"]


def test_after_an_event_gateway_a_multiple_event_is_one_of_the_choices() -> None:
    source = diagram(start(), evg("v"), catch("c", on_message("note") + on_signal("alarm"), parallelMultiple="true"),
                     catch("t", after("PT1H")), user("a"), user("b"), end(), flows("s v", "v c a e", "v t b e"), roots=ROOTS)  # fmt: skip
    run = Run(source)
    run.message("note")
    assert run.open == []
    run.signal("alarm")
    assert run.open == ["a"] and run.execution.waiting().timers == ()
    late = Run(source)
    late.message("note")
    late.wait(hours=1)
    assert late.open == ["b"]


def test_a_process_may_start_by_any_of_several() -> None:
    source = diagram(start("s", on_message("note") + on_signal("alarm")), user("a"), end(), flows("s a e"), roots=ROOTS)
    starts = load({"p.bpmn": source}, services=None).processes["p"].start_events
    assert [(one.id, one.kind, one.event) for one in starts] == [("s", "message", "note"), ("s", "signal", "alarm")]
    assert Run(source, start_event="s").open == ["a"]


def test_a_throwing_event_throws_everything_it_names() -> None:
    source = diagram(
        start(), par("f"), catch("c", on_message("open")), catch("d", on_signal("alarm")), user("u"),
        throw("t", on_message("open") + on_signal("alarm")), user("a"), user("b"), user("x"), end(),
        flows("s f", "f c a e", "f d b e", "f u t x e"), roots=ROOTS,
    )  # fmt: skip
    run = Run(source)
    run.done("u")
    assert run.open == ["a", "b", "x"]
    assert [(h.detail["event"], h.detail["name"]) for h in run.happenings if h.kind == "throw"] == [
        ("message", "open"), ("signal", "alarm")
    ]  # fmt: skip


def test_an_end_event_throws_all_and_the_error_last() -> None:
    inner = [start("ws"), user("u"), end("we", on_error("bad") + on_signal("alarm")), flows("ws u we")]
    source = diagram(
        start(), par("f"), catch("c", on_signal("alarm")), user("a"), sub("w", *inner), boundary("x", "w", on_error("bad")),
        user("b"), end(), flows("s f", "f c a e", "f w e", "x b e"), roots=ROOTS,
    )  # fmt: skip
    run = Run(source)
    run.done("u")
    assert run.open == ["a", "b"] and [h.detail["event"] for h in run.happenings if h.kind == "throw"] == ["signal", "error"]


def test_an_end_event_may_tell_and_terminate() -> None:
    source = diagram(start(), par("f"), user("a"), user("b"), end("e", on_message("open") + terminate()), end("e2"),
                     flows("s f", "f a e", "f b e2"), roots=ROOTS)  # fmt: skip
    run = Run(source)
    outcome = run.done("a")
    assert run.state == "completed" and [m.name for m in outcome.messages] == ["open"]


def test_what_cannot_be_is_refused() -> None:
    def at(element: str) -> bytes:
        return diagram(start(), user("u"), element, end(), flows("s u e", "x e"), roots=ROOTS)

    assert ("multiple_part", "x", "error") in codes(at(boundary("x", "u", on_error("bad") + on_message("note"), together=True)))
    assert ("error_not_interrupting", "x", "error") in codes(at(boundary("x", "u", on_error() + after("PT1H"), False)))
    assert ("timer_cycle_once", "x", "error") in codes(at(boundary("x", "u", timer("cycle", "R/PT1H") + on_message("note"))))
    assert ("trigger_refused", "x", "error") in codes(at(boundary("x", "u", on_message("note") + terminate())))
    links = diagram(start(), throw("t", link("L") + on_signal("alarm")), catch("c", link("L")), end(), flows("s t", "c e"),
                    roots=ROOTS)  # fmt: skip
    assert ("multiple_part", "t", "error") in codes(links)
    first = diagram(start("s", on_message("note") + on_signal("alarm"), parallelMultiple="true"), end(), flows("s e"), roots=ROOTS)
    assert ("multiple_part", "s", "error") in codes(first)
    twice = diagram(
        start(), user("u"), boundary("x", "u", on_error("bad")), boundary("y", "u", on_error("bad") + on_message("note")), end(),
        flows("s u e", "x e", "y e"), roots=ROOTS,
    )  # fmt: skip
    assert ("catch_ambiguous", "y", "error") in codes(twice)


DECLARED = ROOTS + tag("timerEventDefinition", tag("timeDuration", "PT3H"), id="later") + tag("messageEventDefinition", id="told", messageRef="note")  # fmt: skip


def test_definitions_may_be_referred_to() -> None:
    source = diagram(start(), user("u"), boundary("x", "u", "<eventDefinitionRef>later</eventDefinitionRef>"), user("a"), end(),
                     flows("s u e", "x a e"), roots=DECLARED)  # fmt: skip
    run = Run(source)
    run.wait(hours=3)
    assert run.open == ["a"] and codes(source) == []


def test_references_and_own_definitions_together_are_a_multiple_event() -> None:
    both = "<eventDefinitionRef>told</eventDefinitionRef>" + on_signal("alarm")
    run = Run(diagram(start(), catch("c", both), user("a"), end(), flows("s c a e"), roots=DECLARED))
    assert [w.kind for w in run.execution.waiting().subscriptions] == ["message", "signal"]
    run.message("note")
    assert run.open == ["a"]


def test_an_unknown_reference_is_refused() -> None:
    source = diagram(start(), catch("c", "<eventDefinitionRef>nothing</eventDefinitionRef>"), end(), flows("s c e"))
    assert ("event_definition_unknown", "c", "error") in codes(source)


def test_they_are_drawn_with_their_marks() -> None:
    def drawn(event: str) -> str:
        shape = '<bpmndi:BPMNShape id="c_di" bpmnElement="c"><dc:Bounds x="0" y="0" width="36" height="36"/></bpmndi:BPMNShape>'
        plane = (
            '<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"'
            f' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"><bpmndi:BPMNPlane>{shape}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'
        )
        source = diagram(start(), event, end(), flows("s c e"), roots=DECLARED)
        program = load({"p.bpmn": source.replace(b"</definitions>", plane.encode() + b"</definitions>")}, services=None)
        (shape,) = program.diagram("p").shapes
        assert "<path" in shape_drawn(shape)
        return shape.event

    assert drawn(catch("c", on_condition("=x"))) == "conditional"
    assert drawn(catch("c", on_message("note") + after("PT1H"))) == "multiple"
    assert drawn(catch("c", on_message("note") + after("PT1H"), parallelMultiple="true")) == "parallel"
    assert drawn(catch("c", "<eventDefinitionRef>later</eventDefinitionRef>")) == "timer"
