"""Compensation: what has completed is undone, the latest first, with the data it had (BPMN 2.0.2, 10.7 and 13.5.5)."""

from __future__ import annotations

from typing import Any

import pytest

from engine.bpmn import Environment, check, load
from engine.errors import Incident, NotNow

from .build import (
    after,
    again,
    boundary,
    call,
    diagram,
    end,
    error,
    escalation,
    file,
    flows,
    handler,
    many,
    message,
    on_compensation,
    on_error,
    on_escalation,
    par,
    process,
    script,
    start,
    sub,
    tag,
    task,
    terminate,
    throw,
    undo,
    user,
    when,
    xor,
)
from .run import Run


def undoing(id: str, content: str = "", **more: Any) -> str:
    return user(id, content, isForCompensation="true", **more)


TWO = (
    start(), user("a"), user("b"), undo("a", "ua"), undo("b", "ub"), undoing("ua"), undoing("ub"),
)  # fmt: skip


def test_the_whole_scope_in_reverse_order_of_completion() -> None:
    run = Run(diagram(*TWO, throw("t", on_compensation()), user("c"), end(), flows("s a b t c e")))
    run.done("a")
    run.done("b")
    assert run.open == ["ub"], "the thrower waits, and one is undone after the other"
    run.done("ub")
    assert run.open == ["ua"]
    run.done("ua")
    assert run.open == ["c"]
    assert [h.key for h in run.happenings if h.kind == "compensate"] == ["b#1", "a#1"]


def test_only_what_has_completed() -> None:
    run = Run(diagram(*TWO, par("f"), par("j"), throw("t", on_compensation()), end(),
                      flows("s f", "f a t j", "f b j", "j e")))  # fmt: skip
    run.done("a")
    assert run.open == ["b", "ua"], "b is still at work: nothing of it to undo"
    run.done("ua")
    run.done("b")
    assert run.state == "completed"


def test_one_activity_by_name_and_each_of_its_runs_once() -> None:
    run = Run(diagram(
        start(), xor("g"), user("a"), xor("h", default="t"), throw("t", on_compensation("a")),
        throw("again", on_compensation("a")), end(), undo("a", "ua"), undoing("ua"),
        flows("s g a h", "h t again e"), when("h", "g", "=more"),
    ))  # fmt: skip
    run.done("a", more=True)
    run.done("a", more=False)
    assert run.keys == ["ua#1"]
    run.done("ua")
    run.done("ua")
    assert run.state == "completed", "what is undone is not undone again"
    assert [h.key for h in run.happenings if h.kind == "compensate"] == ["a#2", "a#1"]


def test_an_end_event_ends_its_scope_only_after_the_compensation() -> None:
    run = Run(diagram(*TWO, end("e", on_compensation("a")), flows("s a b e")))
    run.done("a")
    run.done("b")
    assert (run.open, run.state) == (["ua"], "running")
    run.done("ua")
    assert run.state == "completed"


def test_a_thrower_that_does_not_wait_goes_on_and_its_scope_stays_open() -> None:
    run = Run(diagram(*TWO, throw("t", on_compensation(waits=False)), user("c"), end(), flows("s a b t c e")))
    run.done("a")
    run.done("b")
    assert run.open == ["c", "ub"]
    run.done("c")
    assert (run.open, run.state) == (["ub"], "running")
    run.done("ub")
    run.done("ua")
    assert run.state == "completed"


def test_the_handler_sees_the_data_of_the_completion() -> None:
    run = Run(diagram(
        start(), user("a", inputs={"mine": "=given"}), script("x", '="later"', "given"),
        throw("t", on_compensation()), end(), undo("a", "ua"), undoing("ua", inputs={"both": "=[mine, given]"}),
        flows("s a x t e"),
    ), {"given": "first"})  # fmt: skip
    run.done("a")
    (wait,) = run.execution.waiting().tasks
    assert wait.variables == {"mine": "first", "both": ["first", "later"]}


@pytest.mark.parametrize("sequential", [False, True])
def test_every_round_of_a_multi_instance(sequential: bool) -> None:
    run = Run(diagram(
        start(), user("a", many('=["x","y","z"]', "who", sequential=sequential)), throw("t", on_compensation()), end(),
        undo("a", "ua"), undoing("ua"), flows("s a t e"),
    ))  # fmt: skip
    for who in ("y", "x", "z") if not sequential else ("x", "y", "z"):
        run.complete(next(t.key for t in run.execution.waiting().tasks if t.variables["who"] == who))
    seen = []
    while run.state == "running":
        (wait,) = run.execution.waiting().tasks
        seen.append(wait.variables["who"])
        run.done("ua")
    assert seen == (["z", "x", "y"] if not sequential else ["z", "y", "x"]), "the last to complete is undone first"


def test_rounds_count_once_the_whole_loop_has_completed() -> None:
    run = Run(diagram(
        start(), user("a", many("=[1,2]", "n")), boundary("late", "a", after("PT1H")), throw("t", on_compensation()),
        xor("m"), end(), undo("a", "ua"), undoing("ua"), flows("s a m t e", "late m"),
    ))  # fmt: skip
    run.complete("a#1/[0]")
    run.fire("late")
    assert run.state == "completed", "the loop was interrupted, so none of it has completed"


def test_every_turn_of_a_standard_loop() -> None:
    run = Run(diagram(
        start(), user("a", again(maximum=2)), throw("t", on_compensation("a")), end(), undo("a", "ua"), undoing("ua"),
        flows("s a t e"),
    ))  # fmt: skip
    run.done("a")
    run.done("a")
    run.done("ua")
    assert run.open == ["ua"]
    run.done("ua")
    assert run.state == "completed"


def inside(*more: str, content: str = "", **attributes: Any) -> str:
    return sub("w", start("ws"), user("a"), user("b"), undo("a", "ua"), undo("b", "ub"), undoing("ua"), undoing("ub"),
               end("we"), flows("ws a b we"), *more, content, **attributes)  # fmt: skip


def test_a_completed_sub_process_is_undone_by_undoing_what_completed_in_it_with_its_own_data() -> None:
    run = Run(diagram(start(), inside(inputs={"mine": "=1"}), throw("t", on_compensation("w")), end(),
                      flows("s w t e")))  # fmt: skip
    run.done("a", mine=2)
    run.done("b")
    assert run.keys == ["w#1/ub#1"]
    run.done("ub", mine=3)
    (wait,) = run.execution.waiting().tasks
    assert (wait.key, wait.variables) == ("w#1/ua#1", {"mine": 3}), "what one handler sets the next sees"
    run.done("ua")
    assert run.state == "completed" and "mine" not in run.data


def test_a_handler_at_its_boundary_stands_for_what_is_inside() -> None:
    run = Run(diagram(start(), inside(), undo("w", "uw"), undoing("uw"), throw("t", on_compensation()), end(),
                      flows("s w t e")))  # fmt: skip
    run.done("a")
    run.done("b")
    assert run.open == ["uw"]
    run.done("uw")
    assert run.state == "completed"


def test_its_event_sub_process_decides_what_is_undone_inside() -> None:
    own = handler("h", start("hs", on_compensation()), user("look"), throw("ht", on_compensation("a")), end("he"),
                  flows("hs look ht he"))  # fmt: skip
    run = Run(diagram(start(), inside(own), throw("t", on_compensation("w")), user("c"), end(), flows("s w t c e")))
    run.done("a")
    run.done("b")
    assert run.keys == ["w#1/h#1/look#1"]
    run.done("look")
    assert run.keys == ["w#1/ua#1"], "b is left as it is"
    run.done("ua")
    assert run.open == ["c"]


def test_rounds_of_a_sub_process_are_opened_again_each_with_its_item() -> None:
    run = Run(diagram(start(), inside(content=many('=["x","y"]', "who")), throw("t", on_compensation("w")), end(),
                      flows("s w t e")))  # fmt: skip
    for key in ("w#1/[0]/a#1", "w#1/[1]/a#1", "w#1/[0]/b#1", "w#1/[1]/b#1"):
        run.complete(key)
    seen = []
    while run.state == "running":
        (wait,) = run.execution.waiting().tasks
        seen.append((wait.key, wait.variables["who"]))
        run.complete(wait.key)
    assert seen == [("w#1/[1]/ub#1", "y"), ("w#1/[1]/ua#1", "y"), ("w#1/[0]/ub#1", "x"), ("w#1/[0]/ua#1", "x")]


def test_a_called_process_is_undone_with_its_own_data() -> None:
    called = process(start("qs"), user("a"), undo("a", "ua"), undoing("ua"), end("qe"), flows("qs a qe"), id="q")
    run = Run(file(process(start(), call("k", "q", propagateAllChildVariables="false"), throw("t", on_compensation()), end(), flows("s k t e")), called), {"v": 1})  # fmt: skip
    run.done("a", v=2)
    run.done("ua", v=3)
    assert (run.state, run.data) == ("completed", {"v": 1})


def test_what_ended_otherwise_than_by_completing_is_not_undone() -> None:
    bad = sub("w", start("ws"), user("a"), undo("a", "ua"), undoing("ua"), end("we", on_error("bad")), flows("ws a we"))
    run = Run(diagram(start(), bad, boundary("x", "w", on_error("bad")), throw("t", on_compensation()), end(), end("n"),
                      flows("s w n", "x t e"), roots=error("bad")))  # fmt: skip
    run.done("a")
    assert run.state == "completed" and "ua" not in run.seen("enter")


def test_an_event_sub_process_undoes_what_completed_around_it() -> None:
    caught = handler("h", start("hs", on_escalation("up")), end("he", on_compensation()), flows("hs he"))
    run = Run(diagram(*TWO, caught, end("e", on_escalation("up")), flows("s a b e"), roots=escalation("up")))
    run.done("a")
    run.done("b")
    run.done("ub")
    run.done("ua")
    assert run.state == "completed"


def test_a_terminated_scope_stops_undoing() -> None:
    run = Run(diagram(*TWO, throw("t", on_compensation(waits=False)), user("c"), end("e", terminate()),
                      flows("s a b t c e")))  # fmt: skip
    run.done("a")
    run.done("b")
    run.done("c")
    assert run.state == "completed" and "ua" not in run.seen("enter")


def test_an_error_in_a_handler_is_the_throwers_scopes() -> None:
    fails = tag("subProcess", start("fs") + end("fe", on_error("bad")) + flows("fs fe"), id="ua",
                isForCompensation="true")  # fmt: skip
    source = (start(), user("a"), undo("a", "ua"), fails, throw("t", on_compensation()), end(), flows("s a t e"))
    with pytest.raises(Incident, match="bad"):
        Run(diagram(*source, roots=error("bad"))).done("a")
    caught = handler("h", start("hs", on_error("bad")), user("mend"), end("he"), flows("hs mend he"))
    run = Run(diagram(*source, caught, roots=error("bad")))
    run.done("a")
    assert run.open == ["mend"], "the thrower was ended by it"
    run.done("mend")
    assert run.state == "completed"


def test_a_step_taken_back_has_not_completed() -> None:
    run = Run(diagram(*TWO, user("c"), throw("t", on_compensation()), end(), flows("s a b c t e")))
    run.done("a")
    run.done("b")
    run._after(run.execution.withdraw("", "b", run.env))
    run.done("b")
    run.done("c")
    run.done("ub")
    run.done("ua")
    assert run.state == "completed", "b was taken back once: one run of it is undone, not two"


def test_a_vote_taken_back_has_not_completed() -> None:
    run = Run(diagram(start(), user("a", many("=[1,2]", "n")), throw("t", on_compensation()), end(), undo("a", "ua"),
                      undoing("ua"), flows("s a t e")))  # fmt: skip
    run.complete("a#1/[0]")
    run._after(run.execution.reopen_round("a#1", 0, {"n": 1}, run.env))
    run.complete("a#1/[0]~1")
    run.complete("a#1/[1]")
    run.done("ua")
    run.done("ua")
    assert run.state == "completed"


def test_no_return_from_a_compensation_nor_jump_into_one_but_the_whole_matter_may_go_elsewhere() -> None:
    run = Run(diagram(*TWO, throw("t", on_compensation()), user("c"), end(), flows("s a b t c e")))
    run.done("a")
    run.done("b")
    for target in ("a", "b"):
        with pytest.raises(NotNow):
            run.execution.go_back("ub#1", target, run.env)
    with pytest.raises(NotNow, match="ua"):
        run.execution.jump("ua", run.env)
    run._after(run.execution.jump("c", run.env))
    assert run.open == ["c"]
    run.done("c")
    assert run.state == "completed"


def test_a_handler_may_be_a_loop_or_wait_for_a_message() -> None:
    wait = tag("receiveTask", many('=["x","y"]', "part"), id="ua", messageRef="ok", isForCompensation="true")
    run = Run(diagram(start(), user("a", inputs={"mine": "=1"}), undo("a", "ua"), wait, throw("t", on_compensation()),
                      end(), flows("s a t e"), roots=message("ok")))  # fmt: skip
    run.done("a")
    run.message("ok")
    assert run.state == "running"
    run.message("ok")
    assert run.state == "completed"


def codes(*parts: str, roots: str = "") -> set[str]:
    return {finding.code for finding in check({"p.bpmn": diagram(*parts, roots=roots)})}


def test_the_check_refuses_what_could_not_be_undone_as_drawn() -> None:
    base = (start(), user("a"), end(), flows("s a e"))
    event = tag("boundaryEvent", on_compensation(), id="c", attachedToRef="a")
    assert codes(*base, event) == {"compensation_handler"}
    assert codes(*base, undoing("u")) == {"compensation_untied"}
    assert "compensation_in_flow" in codes(*base, undo("a", "u"), undoing("u"), task("n"), flows("u n"))
    assert "compensation_in_flow" in codes(*base, undo("a", "u"), undoing("u"), boundary("x", "u", after("PT1H")))
    assert "compensation_of_handler" in codes(*base, undo("a", "u"), undoing("u"), undo("u", "v"), undoing("v"))
    for target in ("s", "nowhere", "inner"):
        w = sub("w", start("ws"), user("inner"), end("we"), flows("ws inner we"))
        assert codes(start(), w, throw("t", on_compensation(target)), end(), flows("s w t e")) == {"compensation_target"}
    twice = [handler(f"h{n}", start(f"hs{n}", on_compensation()), end(f"he{n}"), flows(f"hs{n} he{n}")) for n in (1, 2)]
    assert "catch_ambiguous" in codes(*base, *twice)
    assert "trigger_refused" in codes(start("s", on_compensation()), user("a"), end(), flows("s a e"))


def test_states_without_anything_to_undo_keep_their_bytes() -> None:
    plain = diagram(start(), user("a"), user("b"), end(), flows("s a b e"))
    run = Run(load({"p.bpmn": plain}))
    run.done("a")
    assert all(not tree.done for tree in run.execution._instance.trees())
    assert isinstance(run.env, Environment)


def other_version(**names: str) -> bytes:
    """The same with other ids: `a` completed, its compensation to come."""
    a, ua = names.get("a", "a"), names.get("ua", "ua")
    return diagram(start(), user(a), user("b"), throw("t", on_compensation()), end(), flows(f"s {a} b t e"),
                   *([undo(a, ua), undoing(ua)] if ua else []))  # fmt: skip


@pytest.mark.parametrize(("names", "undone"), [({"a": "x", "ua": "y"}, ["y"]), ({"ua": ""}, [])])
def test_what_completed_is_undone_as_the_version_says_that_it_was_moved_to(names: Any, undone: list[str]) -> None:
    run = Run(other_version())
    run.done("a")
    program = load({"p.bpmn": other_version(**names)}, services=None)
    mapping = {"s": "s", "a": names.get("a", "a"), "ua": names.get("ua", "ua"), "b": "b", "t": "t", "e": "e"}
    run.program = program
    run._after(run.execution.migrate(program, "p", mapping, run.env))
    run.done("b")
    assert run.open == undone
    for element in undone:
        run.done(element)
    assert run.state == "completed"
