"""Boundary events: timers, messages, signals, errors and escalations, interrupting or not."""

from __future__ import annotations

import pytest

from engine.bpmn import load
from engine.errors import DefinitionRefused

from .build import (
    after,
    boundary,
    diagram,
    end,
    error,
    escalation,
    flows,
    message,
    on_error,
    on_escalation,
    on_message,
    on_signal,
    par,
    send,
    signal,
    start,
    sub,
    throw,
    timer,
    user,
    xor,
)
from .run import START, Run

LATE = diagram(
    start(), user("a"), user("urge"), user("escalate"), end(), end("e2"),
    boundary("warn", "a", after("P1D"), interrupting=False), boundary("late", "a", after("P3D")),
    flows("s a e", "warn urge e2", "late escalate e2"),
)  # fmt: skip


def test_non_interrupting_timer_adds_a_token_and_the_task_stays() -> None:
    run = Run(LATE)
    run.wait(days=1)
    assert run.open == ["a", "urge"]
    run.done("a")
    assert run.open == ["urge"]
    assert run.execution.waiting().timers == (), "the other boundary timer ends with its activity"
    run.done("urge")
    assert run.state == "completed"


def test_interrupting_timer_cancels_the_task() -> None:
    run = Run(LATE)
    run.wait(days=3)
    assert run.open == ["escalate", "urge"]
    assert [(c.key, c.how) for c in run.last.closed] == [("a#1", "cancelled")]
    assert run.seen("cancel") == ["a"]


def test_timers_tell_when_they_are_due_and_what_they_hang_on() -> None:
    waits = {wait.element: wait for wait in Run(LATE).execution.waiting().timers}
    assert waits["warn"].attached_to == "a" and not waits["warn"].interrupting
    assert (waits["late"].due - START).days == 3 and waits["late"].key == "late#1"


def test_completing_the_task_closes_its_timers() -> None:
    run = Run(LATE)
    assert set(run.done("a").timers_closed) == {"warn#1", "late#1"}
    assert run.state == "completed"


def test_cycle_reminds_three_times_anchored_to_its_start() -> None:
    run = Run(diagram(start(), user("a"), user("urge"), end(), end("e2"),
                      boundary("remind", "a", timer("cycle", "R3/PT1H"), interrupting=False),
                      flows("s a e", "remind urge e2")))  # fmt: skip
    dues = []
    while waiting := run.execution.waiting().timers:
        dues.append((waiting[0].key, (waiting[0].due - START).total_seconds() / 3600))
        run.wait(minutes=61)
    assert dues == [("remind#1", 1), ("remind#2", 2), ("remind#3", 3)]
    assert run.open == ["a", "urge", "urge", "urge"]


def test_five_missed_cycles_catch_up() -> None:
    run = Run(diagram(start(), user("a"), end(), end("e2"),
                      boundary("remind", "a", timer("cycle", "R/P1D"), interrupting=False),
                      flows("s a e", "remind e2")))  # fmt: skip
    run.wait(days=5, hours=1)
    assert run.seen("catch").count("remind") == 5
    assert len(run.execution.waiting().timers) == 1


def test_timer_texts_may_be_feel_and_dates() -> None:
    run = Run(diagram(start(), user("a"), end(), end("e2"),
                      boundary("t1", "a", timer("date", "2026-03-05T09:00:00+08:00"), interrupting=False),
                      boundary("t2", "a", timer("duration", '=duration("PT" + string(hours) + "H")')),
                      flows("s a e", "t1 e2", "t2 e2")), {"hours": 30})  # fmt: skip
    dues = {wait.element: (wait.due - START).total_seconds() / 3600 for wait in run.execution.waiting().timers}
    assert dues == {"t1": 72, "t2": 30}


def test_non_interrupting_message_may_come_several_times() -> None:
    run = Run(diagram(start(), user("a"), user("note"), end(), end("e2"),
                      boundary("more", "a", on_message("m"), interrupting=False),
                      flows("s a e", "more note e2"), roots=message("m")))  # fmt: skip
    run.message("m", x=1)
    run.message("m", x=2)
    assert run.open == ["a", "note", "note"]
    assert run.data == {"x": 2}
    assert [wait.key for wait in run.execution.waiting().subscriptions] == ["more#3"]


def test_row_12_signal_boundary_fires_and_the_cancelled_branch_does_not_run_on() -> None:
    """Plain SpiffWorkflow ran one more task of the cancelled branch."""
    inner = sub("work", start("ws"), user("w1"), user("w2"), end("we"), flows("ws w1 w2 we"))
    run = Run(diagram(start(), inner, user("stopped"), end(), end("e2"), boundary("stop", "work", on_signal("halt")),
                      flows("s work e", "stop stopped e2"), roots=signal("halt")))  # fmt: skip
    outcome = run.signal("halt")
    assert run.open == ["stopped"]
    assert [(c.key, c.how) for c in outcome.closed] == [("work#1/w1#1", "cancelled")]
    assert [h.key for h in outcome.happenings if h.kind == "cancel"] == ["work#1/w1#1", "work#1"]


def test_an_activity_that_throws_to_its_own_boundary_is_cancelled_once() -> None:
    inner = sub("work", start("ws"), throw("t", on_signal("halt")), user("w"), end("we"), flows("ws t w we"))
    run = Run(diagram(start(), inner, user("stopped"), end(), boundary("stop", "work", on_signal("halt")),
                      flows("s work e", "stop stopped e"), roots=signal("halt")))  # fmt: skip
    assert run.open == ["stopped"]
    assert "t_w" not in run.taken()


def erring(code: str | None, *events: str) -> bytes:
    inner = sub("work", start("ws"), user("w"), end("we", on_error("bad")), flows("ws w we"))
    return diagram(start(), inner, *events, user("fix"), user("other"), end(), flows("s work e"),
                   roots=error("bad") + error("worse"))  # fmt: skip


def test_error_goes_to_the_boundary_with_its_code_before_the_one_for_all() -> None:
    run = Run(erring("bad", boundary("any", "work", on_error()), boundary("mine", "work", on_error("bad")),
                     flows("any other e", "mine fix e")))  # fmt: skip
    run.done("w")
    assert run.open == ["fix"]


def test_error_with_another_code_is_not_caught_by_code_but_by_catch_all() -> None:
    run = Run(erring("bad", boundary("any", "work", on_error()), boundary("mine", "work", on_error("worse")),
                     flows("any other e", "mine fix e")))  # fmt: skip
    run.done("w")
    assert run.open == ["other"]


def test_escalation_may_interrupt_or_not_and_goes_on_when_uncaught() -> None:
    def source(*events: str) -> bytes:
        inner = sub("work", start("ws"), throw("up", on_escalation("more")), user("w"), end("we"), flows("ws up w we"))
        return diagram(start(), inner, user("boss"), end(), *events, flows("s work e", "boss e"),
                       roots=escalation("more"))  # fmt: skip

    assert Run(source()).open == ["w"]
    tell = boundary("tell", "work", on_escalation("more"), interrupting=False) + flows("tell boss")
    assert Run(source(tell)).open == ["boss", "w"]
    stop = boundary("stop", "work", on_escalation(), interrupting=True) + flows("stop boss")
    assert Run(source(stop)).open == ["boss"]


def test_a_task_in_parallel_is_untouched_by_the_interruption_of_another() -> None:
    run = Run(diagram(start(), par("f"), user("a"), user("b"), xor("m"), par("j"), user("c"), end(),
                      boundary("late", "a", after("PT1H")), flows("s f a m j c e", "f b j", "late m")
                      ))  # fmt: skip
    run.wait(hours=2)
    assert run.open == ["b"]
    run.done("b")
    assert run.open == ["c"]


def test_send_task_message_is_caught_by_another_branch() -> None:
    run = Run(diagram(start(), par("f"), user("a"), user("hurry"), send("tell", "m", {"why": "=reason"}), end(),
                      end("e2"), boundary("poke", "a", on_message("m")), flows("s f a e", "f tell e", "poke hurry e2"),
                      roots=message("m")), {"reason": "特急"})  # fmt: skip
    assert run.open == ["hurry"]
    assert run.data == {"reason": "特急", "why": "特急"}
    assert run.last.messages == ()


@pytest.mark.parametrize("text", ["P3WD", "3 days", "-P1D", "P", "R3/PT1H", "PT", "P1Y2"])
def test_row_1_2_a_wrong_timer_literal_is_found_when_the_file_is_checked(text: str) -> None:
    """Plain SpiffWorkflow evaluated timer text as Python, at run time."""
    with pytest.raises(DefinitionRefused) as refused:
        load({"p": diagram(start(), user("a"), end(), boundary("t", "a", after(text)), flows("s a e", "t e"))})
    assert [(f.code, f.element) for f in refused.value.findings] == [("timer_wrong", "t")]
