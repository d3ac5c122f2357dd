"""Several flows out of an activity or event: all are taken, conditional ones of an activity when their condition holds."""

from __future__ import annotations

import pytest

from engine.bpmn import check, load
from engine.drawing.edges import edge_drawn
from engine.errors import Incident

from .build import (
    after,
    boundary,
    catch,
    diagram,
    end,
    flows,
    inc,
    link,
    many,
    par,
    script,
    start,
    sub,
    tag,
    task,
    throw,
    user,
    when,
)
from .run import Run


def codes(source: bytes) -> list[tuple[str, str | None, str]]:
    return [(f.code, f.element, f.severity) for f in check({"p.bpmn": source})]


@pytest.mark.parametrize(
    "element",
    [task("x"), script("x", "=1", "n"), throw("x"), sub("x", start("xs"), end("xe"), flows("xs xe")), user("x", many("=[]", "i"))],
    ids=["task", "script", "throw", "sub-process", "loop without rounds"],
)  # fmt: skip
def test_every_flow_out_of_what_is_no_gateway_is_taken(element: str) -> None:
    source = diagram(start(), element, user("a"), user("b"), par("j"), end(), flows("s x", "x a j", "x b j", "j e"))
    run = Run(source)
    assert run.open == ["a", "b"] and [flow for flow in run.taken() if flow != "xs_xe"] == ["s_x", "x_a", "x_b"]
    run.done("a")
    run.done("b")
    assert run.state == "completed" and codes(source) == []


def test_every_flow_out_of_start_catch_and_boundary_events_is_taken() -> None:
    source = diagram(
        start(), user("u"), boundary("t", "u", after("PT1H")), catch("c", after("PT1H")), *map(user, "abd"), end(),
        flows("s u e", "s c", "c a e", "c b e", "t c", "t d e"),
    )  # fmt: skip
    run = Run(source)
    assert run.taken() == ["s_u", "s_c"]
    run.fire("c")
    run.fire("t")
    assert run.open == ["a", "b", "d"]


def test_a_link_catch_may_lead_on_twice() -> None:
    source = diagram(start(), throw("t", link("L")), catch("c", link("L")), user("a"), user("b"), end(),
                     flows("s t", "c a e", "c b e"))  # fmt: skip
    assert Run(source).open == ["a", "b"]


CHOICE = diagram(
    start(), user("x", default="x_d"), *map(user, "abdo"), inc("j"), end(),
    flows("s x", "x d j", "x o j", "a j", "b j", "j e"), when("x", "a", "=n > 1"), when("x", "b", "=n > 2"),
)  # fmt: skip


@pytest.mark.parametrize(("n", "opened"), [(1, ["d", "o"]), (2, ["a", "o"]), (3, ["a", "b", "o"])])
def test_conditional_flows_when_true_the_default_when_none_is_and_the_others_in_any_case(
    n: int, opened: list[str]
) -> None:
    run = Run(CHOICE)
    run.done("x", n=n)
    assert run.open == opened
    for element in opened:
        run.done(element)
    assert run.state == "completed"


def test_a_condition_sees_what_the_activity_let_out_not_its_own_names() -> None:
    source = diagram(
        start(), user("x", inputs={"n": "=n + 10"}, outputs={"m": "=n"}, default="x_d"), user("a"), user("d"), end(),
        flows("s x", "x d e", "a e"), when("x", "a", "=n = 1 and m = 11"),
    )  # fmt: skip
    run = Run(source, {"n": 1})
    run.done("x")
    assert run.open == ["a"]


def test_a_loop_leaves_once_its_rounds_are_done_by_what_they_brought() -> None:
    source = diagram(
        start(), user("x", many("=[1, 2]", "i", "votes", "=vote"), default="x_d"), user("a"), user("d"), end(),
        flows("s x", "x d e", "a e"), when("x", "a", "=every v in votes satisfies v"),
    )  # fmt: skip
    for second, opened in ((True, ["a"]), (False, ["d"])):
        run = Run(source)
        run.done("x", vote=True)
        run.done("x", vote=second)
        assert run.open == opened


def test_no_true_condition_and_no_default_is_an_incident_and_the_task_stays_open() -> None:
    source = diagram(start(), user("x"), user("a"), user("b"), end(), flows("s x", "a e", "b e"),
                     when("x", "a", "=n = 1"), when("x", "b", "=n = 2"))  # fmt: skip
    run = Run(source)
    before = run.execution.snapshot()
    with pytest.raises(Incident) as caught:
        run.done("x", n=3)
    assert (caught.value.code, caught.value.element, caught.value.key) == ("no_flow", "x", "x#1")
    run.execution = type(run.execution).restore(run.program, before)
    run.done("x", n=2)
    assert run.open == ["b"]
    assert ("default_missing", "x", "warning") in codes(source)


def test_a_condition_that_is_neither_true_nor_false_is_an_incident() -> None:
    run = Run(CHOICE)
    with pytest.raises(Incident) as caught:
        run.done("x")
    assert (caught.value.code, caught.value.element) == ("condition_not_boolean", "x_a")


def test_an_element_where_two_ways_meet_passes_every_token() -> None:
    """An uncontrolled merge: what follows is done once for each, of which the check warns."""
    source = diagram(start(), task("x"), user("a"), end(), flows("s x a", "a e"), tag("sequenceFlow", id="again", sourceRef="x", targetRef="a"))  # fmt: skip
    run = Run(source)
    assert run.keys == ["a#1", "a#2"]
    assert ("no_synchronisation", "a", "error") in codes(source)


def test_what_cannot_be_is_refused() -> None:
    alone = diagram(start(), user("x"), end(), flows("s x"), when("x", "e", "=a"))
    assert ("conditional_flow", "x_e", "error") in codes(alone)
    event = diagram(start(), user("a"), user("b"), end(), flows("s a e", "b e"), when("s", "b", "=x"))
    assert ("conditional_flow", "s_b", "error") in codes(event)
    default = diagram(start("s", default="s_a"), user("a"), user("b"), end(), flows("s a e", "s b e"))
    assert ("default_refused", "s", "error") in codes(default)
    unknown = diagram(start(), user("x", default="z"), user("a"), end(), flows("s x a e"))
    assert ("default_unknown", "x", "error") in codes(unknown)
    both = diagram(
        start(), user("x", default="x_a"), user("a"), user("b"), end(), flows("s x b e", "a e"), when("x", "a", "=x")
    )
    assert ("default_condition", "x_a", "error") in codes(both)


def test_a_conditional_flow_is_drawn_with_a_diamond() -> None:
    edge = '<bpmndi:BPMNEdge id="{0}_di" bpmnElement="{0}"><di:waypoint x="0" y="0"/><di:waypoint x="50" y="0"/></bpmndi:BPMNEdge>'
    drawn = (
        '<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"'
        ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI"><bpmndi:BPMNPlane>'
        + edge.format("x_a") + edge.format("x_d") + "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></definitions>"
    )  # fmt: skip
    program = load({"p.bpmn": CHOICE.replace(b"</definitions>", drawn.encode())}, services=None)
    edges = {edge.element: edge for edge in program.diagram("p").edges}
    assert edges["x_a"].conditional and not edges["x_d"].conditional and edges["x_d"].default
    assert edge_drawn(edges["x_a"]).count("<polygon") == 2 and edge_drawn(edges["x_d"]).count("<polygon") == 1
