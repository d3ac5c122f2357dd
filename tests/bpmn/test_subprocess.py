"""Sub-processes, event sub-processes and calls."""

from __future__ import annotations

import pytest

from engine.bpmn import load
from engine.errors import Incident

from .build import (
    after,
    boundary,
    call,
    catch,
    diagram,
    end,
    error,
    escalation,
    file,
    flows,
    handler,
    link,
    message,
    on_error,
    on_escalation,
    on_message,
    on_signal,
    par,
    process,
    script,
    signal,
    start,
    sub,
    task,
    terminate,
    throw,
    timer,
    user,
)
from .run import Run


def test_a_sub_process_ends_when_nothing_moves_in_it() -> None:
    inner = sub("work", start("ws"), par("f"), user("a"), user("b"), end("x"), end("y"), flows("ws f a x", "f b y"))
    run = Run(diagram(start(), inner, user("after"), end(), flows("s work after e")))
    assert run.keys == ["work#1/a#1", "work#1/b#1"]
    run.done("a")
    assert run.open == ["b"]
    run.done("b")
    assert run.open == ["after"]
    assert run.last.end_events == ()


def test_an_empty_sub_process_passes() -> None:
    assert Run(diagram(start(), sub("work"), user("after"), end(), flows("s work after e"))).open == ["after"]


def test_a_sub_process_entered_again_gets_new_keys() -> None:
    from .build import when, xor

    inner = sub("work", start("ws"), user("a"), end("x"), flows("ws a x"))
    run = Run(diagram(start(), inner, xor("g", default="e"), end(), flows("s work g e"), when("g", "work", "=again")))
    run.done("a", again=True)
    assert run.keys == ["work#2/a#1"]


def test_terminate_ends_its_own_scope_only() -> None:
    inner = sub("work", start("ws"), par("f"), user("a"), user("b"), end("x", terminate()), end("y"),
                flows("ws f a x", "f b y"))  # fmt: skip
    run = Run(diagram(start(), inner, user("after"), end(), flows("s work after e")))
    run.done("a")
    assert run.open == ["after"]
    assert run.seen("cancel") == ["b"]
    whole = Run(diagram(start(), par("f"), user("a"), user("b"), end("x", terminate()), end("y"),
                        flows("s f a x", "f b y")))  # fmt: skip
    whole.done("a")
    assert whole.state == "completed" and whole.last.end_events == ("x",)


HANDLERS = diagram(
    start(), user("a"), end(),
    handler("stop", start("hs", on_message("m")), user("tidy"), end("he"), flows("hs tidy he")),
    handler("note", start("ns", on_signal("n"), isInterrupting="false"), user("write"), end("ne"), flows("ns write ne")),
    flows("s a e"), roots=message("m") + signal("n"),
)  # fmt: skip


def test_row_1_3_interrupting_event_sub_process_ends_the_rest_of_its_scope() -> None:
    """Plain SpiffWorkflow never interrupted (`triggeredByEvent` looked up in a namespace)."""
    run = Run(HANDLERS)
    outcome = run.message("m", why="x")
    assert run.open == ["tidy"] and run.keys == ["stop#1/tidy#1"]
    assert ("a#1", "cancelled") in [(c.key, c.how) for c in outcome.closed]
    assert run.execution.waiting().subscriptions == ()
    run.done("tidy")
    assert run.state == "completed" and run.data == {"why": "x"}


def test_row_12_signal_event_sub_process_runs_beside_the_main_path_as_often_as_told() -> None:
    run = Run(HANDLERS)
    run.signal("n")
    run.signal("n")
    assert run.open == ["a", "write", "write"]
    assert [task.key for task in run.execution.waiting().tasks if task.element == "write"] == [
        "note#1/write#1",
        "note#2/write#1",
    ]
    run.done("a")
    assert run.state == "running", "the scope ends when the handlers have ended too"
    run.done("write")
    run.done("write")
    assert run.state == "completed"


def test_handlers_stop_listening_when_their_scope_ends() -> None:
    run = Run(HANDLERS)
    run.done("a")
    assert run.state == "completed"
    assert run.execution.waiting().subscriptions == ()


def test_row_1_3_event_sub_process_inside_a_sub_process() -> None:
    """Plain SpiffWorkflow ignored event sub-processes inside sub-processes."""
    inner = sub(
        "work", start("ws"), user("a"), end("we"), flows("ws a we"),
        handler("late", start("ls", after("PT1H")), user("tidy"), end("le"), flows("ls tidy le")),
    )  # fmt: skip
    run = Run(
        diagram(start(), par("f"), inner, user("b"), par("j"), user("c"), end(), flows("s f work j c e", "f b j"))
    )
    run.wait(hours=1)
    assert run.open == ["b", "tidy"]
    run.done("tidy")
    run.done("b")
    assert run.open == ["c"]


def test_non_interrupting_timer_event_sub_process_repeats() -> None:
    run = Run(diagram(start(), user("a"), end(), flows("s a e"),
                      handler("h", start("hs", timer("cycle", "R2/PT1H"), isInterrupting="false"), user("u"), end("he"),
                              flows("hs u he"))))  # fmt: skip
    run.wait(hours=5)
    assert run.open == ["a", "u", "u"]
    assert run.execution.waiting().timers == ()


@pytest.mark.parametrize("interrupting", ["true", "false"])
def test_row_1_3_escalation_event_sub_process_starts_only_when_thrown(interrupting: str) -> None:
    """Plain SpiffWorkflow started error and escalation handlers at once."""
    run = Run(diagram(start(), user("a"), throw("up", on_escalation("x")), user("b"), end(), flows("s a up b e"),
                      handler("h", start("hs", on_escalation("x"), isInterrupting=interrupting), user("u"), end("he"),
                              flows("hs u he")), roots=escalation("x")))  # fmt: skip
    assert run.open == ["a"]
    run.done("a")
    assert run.open == (["u"] if interrupting == "true" else ["b", "u"])


def test_error_event_sub_process_catches_before_the_boundary() -> None:
    inner = sub(
        "work", start("ws"), user("a"), end("bad", on_error("x")), flows("ws a bad"),
        handler("h", start("hs", on_error("x")), user("u"), end("he"), flows("hs u he")),
    )  # fmt: skip
    run = Run(diagram(start(), inner, user("outside"), end(), boundary("b", "work", on_error()),
                      flows("s work e", "b outside e"), roots=error("x")))  # fmt: skip
    run.done("a")
    assert run.open == ["u"]
    run.done("u")
    assert run.state == "completed"


def test_an_error_thrown_by_a_handler_goes_outwards() -> None:
    inner = sub(
        "work", start("ws"), user("a"), end("bad", on_error("x")), flows("ws a bad"),
        handler("h", start("hs", on_error("x")), user("u"), end("worse", on_error("x")), flows("hs u worse")),
    )  # fmt: skip
    run = Run(diagram(start(), inner, user("outside"), end(), boundary("b", "work", on_error("x")),
                      flows("s work e", "b outside e"), roots=error("x")))  # fmt: skip
    run.done("a")
    run.done("u")
    assert run.open == ["outside"]


def test_row_12_error_end_event_at_top_level_is_an_incident() -> None:
    """Plain SpiffWorkflow completed silently."""
    run = Run(diagram(start(), user("a"), end("e", on_error("x")), flows("s a e"), roots=error("x")), restoring=False)
    with pytest.raises(Incident) as caught:
        run.done("a")
    assert (caught.value.code, caught.value.element, caught.value.key) == ("error_uncaught", "e", "e#1")


def test_row_1_3_link_throw_goes_on_at_its_catch() -> None:
    """Plain SpiffWorkflow ended the process as completed at the throw."""
    run = Run(diagram(start(), user("a"), throw("out", link("L")), catch("in", link("L")), user("b"), end(),
                      flows("s a out", "in b e")))  # fmt: skip
    run.done("a")
    assert run.open == ["b"]
    assert run.seen("throw") == ["out"] and run.seen("catch") == ["in"]


def test_row_1_3_signal_end_event_tells_all_inside_and_outside() -> None:
    inner = sub("work", start("ws"), user("a"), end("tell", on_signal("x")), flows("ws a tell"))
    run = Run(diagram(start(), par("f"), inner, catch("hear", on_signal("x")), user("b"), par("j"), end(),
                      flows("s f work j e", "f hear b j"), roots=signal("x")))  # fmt: skip
    run.done("a")
    assert run.open == ["b"]
    assert [(m.kind, m.name, m.element) for m in run.last.messages] == [("signal", "x", "tell")]


PAIR = file(
    process(start(), call("c", "q"), user("after"), end(), flows("s c after e")),
    process(start("qs"), user("work"), end("qe"), flows("qs work qe"), id="q"),
)


def test_a_called_process_hands_its_variables_over_and_back() -> None:
    run = Run(PAIR, {"x": 1})
    assert run.keys == ["c#1/work#1"]
    run.done("work", y=2)
    assert run.open == ["after"] and run.data == {"x": 1, "y": 2}


def test_a_called_process_sees_and_returns_only_what_is_mapped() -> None:
    source = file(
        process(start(), call("c", "q", inputs={"given": "=x + 1"}, outputs={"back": "=found"},
                              propagateAllParentVariables="false"), user("after"), end(), flows("s c after e")),
        process(start("qs"), script("look", "=if x = null then given else -1", "found"), end("qe"), flows("qs look qe"),
                id="q"),
    )  # fmt: skip
    assert Run(source, {"x": 1}).data == {"x": 1, "back": 2}


def test_errors_leave_a_called_process_to_the_boundary_of_the_call() -> None:
    source = file(
        process(start(), call("c", "q"), user("fix"), end(), boundary("b", "c", on_error("x")), flows("s c e", "b fix e")),
        process(start("qs"), end("qe", on_error("x")), flows("qs qe"), id="q"),
        roots=error("x"),
    )  # fmt: skip
    assert Run(source).open == ["fix"]


def test_the_called_process_may_stand_in_another_file_and_be_chosen_by_feel() -> None:
    program = load({
        "a.bpmn": diagram(start(), call("c", "=which"), end(), flows("s c e")),
        "b.bpmn": diagram(start(), user("u"), end(), flows("s u e"), id="q"),
    })  # fmt: skip
    assert Run(program, {"which": "q"}).keys == ["c#1/u#1"]
    with pytest.raises(Incident) as caught:
        Run(program, {"which": "nothing"})
    assert caught.value.code == "call_unknown"


def test_a_process_calling_itself_without_end_is_an_incident() -> None:
    with pytest.raises(Incident) as caught:
        Run(diagram(start(), call("c", "p"), end(), flows("s c e")))
    assert caught.value.code in ("too_deep", "too_many_steps")


def test_implicit_start_and_end() -> None:
    run = Run(diagram(user("a"), user("b"), task("c"), flows("b c")))
    assert run.open == ["a", "b"]
    run.done("a")
    run.done("b")
    assert run.state == "completed"


def test_row_12_interrupting_signal_event_sub_process_and_nothing_of_the_main_path_runs_on() -> None:
    """Plain SpiffWorkflow kept the main path and ran one more task of it."""
    run = Run(diagram(start(), user("a"), script("after", "=1", "ran"), end(), flows("s a after e"),
                      handler("h", start("hs", on_signal("x")), user("u"), end("he"), flows("hs u he")),
                      roots=signal("x")))  # fmt: skip
    run.signal("x")
    run.done("u")
    assert run.state == "completed" and run.data == {} and "after" not in run.seen("enter")


def test_row_12_timers_follow_the_clock_of_the_environment_not_the_machines() -> None:
    run = Run(diagram(start(), catch("c", after("P1D")), end(), flows("s c e")))
    (timer_wait,) = run.execution.waiting().timers
    assert timer_wait.due.isoformat() == "2026-03-03T01:00:00+00:00"
    assert {h.at for h in run.happenings} == {"2026-03-02T01:00:00+00:00"}
