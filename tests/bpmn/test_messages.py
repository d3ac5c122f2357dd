"""Messages and signals: correlation, one catcher or all, starts, what goes outside."""

from __future__ import annotations

import pytest

from engine.errors import Incident, NotNow

from .build import (
    catch,
    diagram,
    end,
    flows,
    handler,
    many,
    message,
    on_message,
    on_signal,
    par,
    receive,
    signal,
    start,
    sub,
    throw,
    user,
)
from .run import Run

TWO = diagram(
    start(), par("f"), receive("a", "m1"), receive("b", "m2"), par("j"), end(), flows("s f a j e", "f b j"),
    roots=message("m1", "=first", "reply") + message("m2", "=second", "reply"),
)  # fmt: skip


def test_row_1_3_one_message_goes_to_the_one_catcher_whose_key_matches() -> None:
    """Plain SpiffWorkflow delivered a message to every waiting catcher."""
    run = Run(TWO, {"first": "林草局", "second": 7})
    assert sorted(w.correlation or "" for w in run.execution.waiting().subscriptions) == ["7", "林草局"]
    run.message("reply", "7")
    assert [w.element for w in run.execution.waiting().subscriptions] == ["a"]
    run.message("reply", "林草局")
    assert run.state == "completed"


@pytest.mark.parametrize("correlation", ["8", None])
def test_a_message_whose_key_matches_nobody_is_refused(correlation: str | None) -> None:
    run = Run(TWO, {"first": "x", "second": 7})
    with pytest.raises(NotNow) as refused:
        run.message("reply", correlation)
    assert refused.value.code == "nobody_waits"
    assert len(run.execution.waiting().subscriptions) == 2


def test_without_keys_the_oldest_catcher_gets_the_message() -> None:
    run = Run(diagram(start(), par("f"), receive("a", "m"), receive("b", "m"), par("j"), end(),
                      flows("s f a j e", "f b j"), roots=message("m")))  # fmt: skip
    run.message("m")
    assert [w.element for w in run.execution.waiting().subscriptions] == ["b"]


def test_a_correlation_key_that_is_null_is_an_incident() -> None:
    with pytest.raises(Incident) as caught:
        Run(TWO, {"first": None, "second": 7})
    assert (caught.value.code, caught.value.element) == ("event_text_missing", "a")


def test_each_instance_of_a_multi_instance_waits_with_its_own_key() -> None:
    run = Run(diagram(start(), receive("r", "m", many("=units", "unit", "out", "=answer")), end(), flows("s r e"),
                      roots=message("m", "=unit")), {"units": ["甲", "乙", "丙"]})  # fmt: skip
    for unit in ("丙", "甲", "乙"):
        run.message("m", unit, answer=unit)
    assert run.data["out"] == ["甲", "乙", "丙"] and run.state == "completed"


def test_a_thrown_message_nobody_catches_goes_outside_with_its_mapped_data() -> None:
    run = Run(diagram(start(), throw("tell", on_message("m"), {"what": "=x + 1"}), end(), flows("s tell e"),
                      roots=message("m", "=x", "notify")), {"x": 1, "secret": 2})  # fmt: skip
    (thrown,) = run.last.messages
    assert (thrown.kind, thrown.name, thrown.correlation, thrown.data) == ("message", "notify", "1", {"what": 2})
    assert (thrown.element, thrown.key) == ("tell", "tell#1")


def test_a_message_end_event_tells_outside() -> None:
    run = Run(diagram(start(), end("e", on_message("m")), flows("s e"), roots=message("m")))
    assert [m.name for m in run.last.messages] == ["m"] and run.state == "completed"


def test_message_names_may_be_feel() -> None:
    run = Run(diagram(start(), receive("r", "m"), end(), flows("s r e"), roots=message("m", name='="for-" + id')),
              {"id": "7"})  # fmt: skip
    run.message("for-7")
    assert run.state == "completed"


def test_a_signal_goes_to_all_who_wait() -> None:
    run = Run(diagram(start(), par("f"), catch("a", on_signal("x")), catch("b", on_signal("x")), par("j"), user("u"),
                      end(), flows("s f a j u e", "f b j"), roots=signal("x")))  # fmt: skip
    run.signal("x", n=1)
    assert run.open == ["u"] and run.data == {"n": 1}


def test_a_process_may_have_several_starts() -> None:
    source = diagram(
        start("s"), start("ms", on_message("m")), start("ss", on_signal("x")), user("a"), user("b"), user("c"), end(),
        flows("s a e", "ms b e", "ss c e"), roots=message("m") + signal("x"),
    )  # fmt: skip
    assert Run(source).open == ["a"]
    run = Run(source, {"from": "outside"}, start_event="ms")
    assert run.open == ["b"] and run.data == {"from": "outside"}
    info = run.program.processes["p"].start_events
    assert [(s.id, s.kind, s.event) for s in info] == [
        ("s", "none", None),
        ("ms", "message", "m"),
        ("ss", "signal", "x"),
    ]


def test_a_start_event_maps_what_started_it() -> None:
    from .build import ext, io

    source = diagram(start("s", ext(io(None, {"title": "=form.title"})) + on_message("m")), end(), flows("s e"),
                     roots=message("m"))  # fmt: skip
    assert Run(source, {"form": {"title": "通知"}}).data["title"] == "通知"


def test_a_message_caught_in_a_sub_process_handler_stays_a_variable_of_the_process() -> None:
    inner = sub("w", start("ws"), user("u"), end("we"), flows("ws u we"),
                handler("h", start("hs", on_message("m"), isInterrupting="false"), end("he"), flows("hs he")))  # fmt: skip
    run = Run(diagram(start(), inner, end(), flows("s w e"), roots=message("m")))
    run.message("m", x=1)
    assert run.data == {"x": 1} and run.open == ["u"]
