"""Ad-hoc sub-processes: whoever answers for one starts what is needed, in any order, until it is done."""

from __future__ import annotations

from typing import Any

import pytest

from engine.bpmn import Outcome, Simulation, check, load
from engine.errors import NotNow

from .build import (
    adhoc,
    after,
    boundary,
    diagram,
    end,
    flows,
    handler,
    many,
    message,
    on_compensation,
    on_message,
    start,
    task,
    throw,
    undo,
    user,
    xor,
)
from .run import START, Run

ASSIGNED = '<zeebe:assignmentDefinition assignee="=who"/>'


def begin(run: Run, element: str, of: str = "h") -> Outcome:
    key = next(t.key for t in run.execution.waiting().tasks if t.element == of)
    return run._after(run.execution.start_activity(key, element, run.env))


def around(*parts: str, **attributes: str) -> bytes:
    return diagram(start(), adhoc("h", *parts, **attributes), end(), flows("s h e"))


def test_a_task_opens_for_whoever_answers_for_it_and_nothing_starts_by_itself() -> None:
    run = Run(around(user("a"), user("b"), extensions=ASSIGNED), {"who": "U1"})
    (wait,) = run.execution.waiting().tasks
    assert (wait.key, wait.element, wait.assignee) == ("h#1", "h", "U1")


def test_he_starts_what_he_needs_any_number_of_times_and_says_when_it_is_done() -> None:
    run = Run(around(user("a"), user("b"), task("c")))
    begin(run, "b")
    begin(run, "a")
    begin(run, "a")
    assert run.keys == ["h#1", "h#1/b#1", "h#1/a#1", "h#1/a#2"]
    begin(run, "c")
    run.complete("h#1/a#1")
    run.complete("h#1/a#2")
    run.complete("h#1/b#1")
    assert run.open == ["h"], "without a condition only he ends it"
    run.done("h", result=1)
    assert (run.state, run.data) == ("completed", {"result": 1})


def test_what_is_under_way_when_it_is_done_is_cancelled() -> None:
    run = Run(around(user("a")))
    begin(run, "a")
    outcome = run.done("h")
    assert {(c.key, c.how) for c in outcome.closed} == {("h#1", "completed"), ("h#1/a#1", "cancelled")}
    assert run.state == "completed"


def test_or_waited_for() -> None:
    run = Run(around(user("a"), cancelRemainingInstances="false"))
    begin(run, "a")
    run.done("h")
    assert (run.open, run.state) == (["a"], "running")
    run.done("a")
    assert run.state == "completed"


def test_one_at_a_time() -> None:
    run = Run(around(user("a"), user("b"), ordering="Sequential"))
    begin(run, "a")
    with pytest.raises(NotNow) as refused:
        begin(run, "b")
    assert refused.value.code == "adhoc_sequential"
    run.done("a")
    begin(run, "b")
    assert run.open == ["b", "h"]


def test_its_condition_ends_it_and_is_asked_for_when_he_says_so() -> None:
    source = around(user("a"), user("b"), until="=count(done) >= 2")
    run = Run(source, {"done": []})
    with pytest.raises(NotNow) as refused:
        run.execution.complete("h#1", {}, run.env)
    assert refused.value.code == "adhoc_unfinished"
    run = Run(source, {"done": []})
    begin(run, "a")
    begin(run, "b")
    run.done("a", done=[1])
    assert run.open == ["b", "h"]
    outcome = run.done("b", done=[1, 2])
    assert {(c.key, c.how) for c in outcome.closed} == {("h#1", "cancelled"), ("h#1/b#1", "completed")}
    assert run.state == "completed"
    run = Run(source, {"done": []})
    run.done("h", done=[1, 2])
    assert run.state == "completed", "what he fills in counts"


def test_flows_inside_are_followed() -> None:
    run = Run(around(user("a"), user("b"), flows("a b")))
    with pytest.raises(NotNow, match="不能由此"):
        begin(run, "b")
    begin(run, "a")
    run.done("a")
    assert run.open == ["b", "h"]


def test_who_is_not_waiting_cannot_start_anything() -> None:
    run = Run(diagram(start(), user("u"), adhoc("h", user("a")), end(), flows("s u h e")))
    for key, code in (("u#1", "not_adhoc"), ("h#1", "not_waiting")):
        with pytest.raises(NotNow) as refused:
            run.execution.start_activity(key, "a", run.env)
        assert refused.value.code == code


def test_boundary_events_end_it_with_all_in_it() -> None:
    run = Run(diagram(start(), adhoc("h", user("a")), boundary("t", "h", after("P1D")), user("l"), end(), end("n"),
                      flows("s h e", "t l n")))  # fmt: skip
    begin(run, "a")
    run.fire("t")
    assert run.open == ["l"]


def test_one_for_each_of_many() -> None:
    run = Run(around(user("a"), many("=[1,2]", "n")))
    run._after(run.execution.start_activity("h#1/[1]", "a", run.env))
    (inner,) = [t for t in run.execution.waiting().tasks if t.element == "a"]
    assert (inner.key, inner.variables["n"]) == ("h#1/[1]/a#1", 2)
    run.complete("h#1/[1]/a#1", n=5)
    assert [t.variables["n"] for t in run.execution.waiting().tasks] == [1, 5], "its variables go on changing"
    run.complete("h#1/[1]")
    run.complete("h#1/[0]")
    assert run.state == "completed"


def test_what_was_started_and_completed_can_be_undone() -> None:
    parts = (user("a"), undo("a", "ua"), user("ua", isForCompensation="true"))
    run = Run(diagram(start(), adhoc("h", *parts), throw("t", on_compensation("h")), end(), flows("s h t e")))
    begin(run, "a")
    run.done("a")
    run.done("h")
    assert run.keys == ["h#1/ua#1"]
    run.done("ua")
    assert run.state == "completed"


def test_a_jump_leads_into_one_and_out_of_it() -> None:
    run = Run(diagram(start(), user("u"), adhoc("h", user("a"), user("b")), user("v"), end(), flows("s u h v e")))
    run._after(run.execution.jump("b", run.env))
    assert run.open == ["b", "h"]
    run._after(run.execution.go_back(run.keys[1], "u", run.env))
    assert run.open == ["u"]


def test_an_empty_one_is_passed() -> None:
    assert Run(around()).state == "completed"


def test_it_is_described_for_the_pages() -> None:
    info = load({"p.bpmn": around(user("a"), user("b"), user("c"), flows("a b"), ordering="Sequential")}).processes["p"]
    assert info.user_tasks == ("h", "a", "b", "c")
    assert (info.elements["h"].startable, info.elements["h"].one_by_one, info.elements["h"].asks) == (("a", "c"), True, True)


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ((start("hs"), user("a"), flows("hs a")), "adhoc_element"),
        ((user("a"), end("he"), flows("a he")), "adhoc_element"),
        ((user("a"), handler("k", start("ks", on_message("m")), end("ke"), flows("ks ke"))), "adhoc_element"),
        ((xor("g"), user("a"), flows("g a")), "adhoc_start"),
    ],
)
def test_the_check_refuses_what_nobody_could_start(parts: tuple[str, ...], code: str) -> None:
    source = diagram(start(), adhoc("h", *parts), end(), flows("s h e"), roots=message("m"))
    assert code in {f.code for f in check({"p.bpmn": source})}


def test_a_wrong_ordering_is_refused() -> None:
    assert {f.code for f in check({"p.bpmn": around(user("a"), ordering="Any")})} == {"adhoc_ordering"}


def simulated(source: bytes, **more: Any) -> Simulation:
    run = Simulation(load({"p.bpmn": source}), "p", START, **more)
    list(run.run())
    return run


def test_a_simulation_starts_what_its_events_say_and_ends_it_when_nothing_is_under_way() -> None:
    source = around(user("a"), user("b"), ordering="Sequential")
    run = simulated(source, events=[{"start": "a"}, {"start": "b"}], answers={"b": [{"x": 1}]})
    assert (run.state, run.data, run.undelivered) == ("completed", {"x": 1}, [])
    waits = simulated(around(user("a"), until="=false"), events=[{"start": "a"}, {"start": "nothing"}])
    assert (waits.state, waits.undelivered) == ("waiting", [{"start": "nothing"}])
