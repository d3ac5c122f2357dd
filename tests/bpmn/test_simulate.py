"""banjie simulate: any supported diagram alone, one JSON line per happening, days in no time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner

from engine.cli.simulate import simulate

from .build import (
    after,
    boundary,
    call,
    catch,
    diagram,
    end,
    evg,
    file,
    flows,
    many,
    message,
    on_message,
    on_signal,
    process,
    rule,
    script,
    service,
    signal,
    start,
    timer,
    user,
    when,
    xor,
)

DMN = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">
<inputData id="i" name="amount"/><decision id="level" name="level"><informationRequirement id="r">
<requiredInput href="#i"/></informationRequirement><decisionTable id="t" hitPolicy="UNIQUE">
<input id="in"><inputExpression id="ie"><text>amount</text></inputExpression></input><output id="o" name="level"/>
<rule id="r1"><inputEntry id="a"><text>&lt; 10</text></inputEntry><outputEntry id="b"><text>"low"</text></outputEntry></rule>
<rule id="r2"><inputEntry id="c"><text>&gt;= 10</text></inputEntry><outputEntry id="e"><text>"high"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


class Cli:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, source: bytes, *options: str, **inputs: Any) -> tuple[int, list[dict[str, Any]], str]:
        path = self.folder / "p.bpmn"
        path.write_bytes(source)
        arguments = [str(path), *options]
        for name, value in inputs.items():
            written = self.folder / f"{name}.json"
            written.write_bytes(value if isinstance(value, bytes) else orjson.dumps(value))
            arguments += [f"--{name}", str(written)]
        result = CliRunner().invoke(simulate, arguments, standalone_mode=False)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        lines = [orjson.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]
        return int(result.return_value or 0), lines, result.stdout


@pytest.fixture
def run(tmp_path: Path) -> Cli:
    return Cli(tmp_path)


def entered(lines: list[dict[str, Any]]) -> list[str]:
    return [line["element"] for line in lines if line["kind"] == "enter"]


CHOICE = diagram(
    start(), user("a"), xor("g", default="e"), user("b"), end(), flows("s a g e", "b a"), when("g", "b", "=x > 1"),
)  # fmt: skip


def test_one_line_per_happening_then_the_result(run: Cli) -> None:
    code, lines, _ = run(CHOICE, "--start", "2026-03-02T09:00:00+08:00", answers={"a": [{"x": 2}, {"x": 1}]})
    assert code == 0
    *happenings, result = lines
    assert [line["n"] for line in happenings] == list(range(1, len(happenings) + 1))
    assert all(set(line) >= {"n", "kind", "element", "key", "scope", "at"} for line in happenings)
    kinds = {"enter", "exit", "take", "cancel", "throw", "catch", "wait", "decide", "end"}
    assert {line["kind"] for line in happenings} <= kinds
    assert entered(happenings) == ["s", "a", "g", "b", "a", "g", "e"]
    assert [line["element"] for line in happenings if line["kind"] == "take"][:3] == ["s_a", "a_g", "g_b"]
    assert happenings[0]["at"] == "2026-03-02T09:00:00+08:00"
    assert (result["kind"], result["state"], result["data"], result["error"]) == ("result", "completed", {"x": 1}, None)
    assert result["undelivered"] == []


def test_missing_answers_are_empty_and_null_leaves_the_task_waiting(run: Cli) -> None:
    code, lines, _ = run(diagram(start(), user("a"), user("b"), end(), flows("s a b e")), answers={"b": [None]})
    assert (code, lines[-1]["state"], lines[-1]["waiting"]) == (0, "waiting", ["b#1"])


def test_an_incident_is_a_failed_result_with_exit_2(run: Cli) -> None:
    code, lines, _ = run(CHOICE, answers={"a": [{"x": "text"}]})
    assert code == 2
    assert lines[-1]["state"] == "failed"
    assert set(lines[-1]["error"]) == {"code", "element", "key", "zh", "en"}
    assert (lines[-1]["error"]["code"], lines[-1]["error"]["element"]) == ("condition_not_boolean", "g_b")
    assert entered(lines)[-1] == "g", "what happened up to the incident is printed"


def test_a_refused_file_prints_its_findings_with_exit_1(run: Cli) -> None:
    source = diagram(start(), '<choreographyTask id="x"/>', user("u"), end(), flows("s u e"))
    code, _, text = run(source)
    assert code == 1 and "choreographyTask_refused" in text and "x" in text
    code, lines, _ = run(source, "--json")
    assert code == 1 and lines[0]["findings"][0]["code"] == "choreographyTask_refused"


LATE = diagram(
    start(), user("a"), user("late"), end(), boundary("t", "a", after("P2D")), boundary("m", "a", on_message("stop")),
    flows("s a e", "t late e", "m e"), roots=message("stop", "=id"),
)  # fmt: skip


def test_the_clock_moves_only_when_nothing_else_can_happen(run: Cli) -> None:
    _, lines, _ = run(LATE, answers={"a": [None]}, data={"id": "7"})
    assert entered(lines) == ["s", "a", "t", "late", "e"]
    fired = next(line for line in lines if line["element"] == "t" and line["kind"] == "enter")
    assert fired["at"] == "2026-01-07T09:00:00+08:00"
    assert entered(run(LATE, data={"id": "7"})[1]) == ["s", "a", "e"], "a task without an answer is answered {}"


def test_events_after_an_element_at_a_time_and_with_their_key(run: Cli) -> None:
    event = {"after": "a", "message": "stop", "correlation": "7", "data": {"y": 1}}
    _, lines, _ = run(LATE, events=[event], data={"id": "7"})
    assert entered(lines) == ["s", "a", "m", "e"] and lines[-1]["data"] == {"id": "7", "y": 1}
    _, lines, _ = run(LATE, events=[{**event, "correlation": "8"}], data={"id": "7"})
    assert entered(lines) == ["s", "a", "e"]
    assert lines[-1]["undelivered"] == [{**event, "correlation": "8"}]
    for at in ({"at": "2026-01-06T12:00:00+08:00"}, {"after": "P1DT3H"}):
        _, lines, _ = run(LATE, events=[{**at, "message": "stop", "correlation": 7}], data={"id": "7"})
        assert entered(lines) == ["s", "a", "m", "e"], "a future event is waited for before answering {}"
        assert lines[-1]["at"] == "2026-01-06T12:00:00+08:00"


def test_a_timer_may_be_fired_now_and_the_clock_advanced(run: Cli) -> None:
    _, lines, _ = run(LATE, events=[{"timer": "t"}], data={"id": "7"})
    assert entered(lines) == ["s", "a", "t", "late", "e"] and lines[-1]["at"] == "2026-01-05T09:00:00+08:00"
    reminded = diagram(start(), user("a"), end(), end("e2"),
                       boundary("r", "a", timer("cycle", "R/PT6H"), interrupting=False), flows("s a e", "r e2"))  # fmt: skip
    _, lines, _ = run(reminded, events=[{"after": "a", "advance": "P1D"}])
    assert entered(lines) == ["s", "a", *["r", "e2"] * 4, "e"]
    assert lines[-1]["at"] == "2026-01-06T09:00:00+08:00"


def test_an_event_is_tried_again_until_somebody_waits(run: Cli) -> None:
    source = diagram(start(), user("a"), catch("c", on_signal("go")), end(), flows("s a c e"), roots=signal("go"))
    _, lines, _ = run(source, events=[{"signal": "go"}])
    assert entered(lines) == ["s", "a", "c", "e"] and lines[-1]["state"] == "completed"


def test_decisions_come_from_dmn_files_and_leave_their_trace(run: Cli, tmp_path: Path) -> None:
    (tmp_path / "d.dmn").write_text(DMN)
    source = diagram(start(), rule("r", "level", "result"), end(), flows("s r e"))
    code, lines, _ = run(source, "--dmn", str(tmp_path / "d.dmn"), data={"amount": 12})
    decided = next(line for line in lines if line["kind"] == "decide")
    assert code == 0 and lines[-1]["data"] == {"amount": 12, "result": "high"}
    assert decided["decision"] == "level" and decided["inputs"] == {"amount": 12} and decided["outputs"] == "high"
    assert [match.get("number") for match in decided["matched"]] == [2]
    assert run(source)[0] == 1, "an unknown decision is a finding"


def test_services_of_any_name_are_answered_from_the_answers(run: Cli) -> None:
    source = diagram(start(), service("n", "whatever"), user("u"), end(), flows("s n u e"))
    _, lines, _ = run(source, answers={"n": [{"number": 7}]})
    assert lines[-1]["data"] == {"number": 7}


def test_multi_instances_take_answers_in_order(run: Cli) -> None:
    source = diagram(start(), user("a", many("=[1,2,3]", "x", "out", "=y")), end(), flows("s a e"))
    _, lines, _ = run(source, answers={"a": [{"y": "a"}, {"y": "b"}]})
    assert lines[-1]["data"]["out"] == ["a", "b", None]


def test_a_process_is_chosen_and_started_by_its_event(run: Cli) -> None:
    source = file(
        process(start(), end(), flows("s e")),
        process(start("ms", on_message("order")), user("u"), end("qe"), flows("ms u qe"), id="q"),
        roots=message("order"),
    )
    _, lines, _ = run(source, "--process", "q", events=[{"message": "order", "data": {"n": 1}}])
    assert entered(lines) == ["ms", "u", "qe"] and lines[-1]["data"] == {"n": 1} and lines[-1]["undelivered"] == []
    _, lines, _ = run(source)
    assert entered(lines) == ["s", "e"]  # the first that no other process calls


def test_a_called_process_is_not_what_a_file_is_run_for(run: Cli) -> None:
    source = file(
        process(start("qs"), user("u"), end("qe"), flows("qs u qe"), id="q"),
        process(start(), call("c", "q"), end(), flows("s c e")),
    )
    _, lines, _ = run(source)
    assert entered(lines) == ["s", "c", "qs", "u", "qe", "e"]


def test_without_events_a_waiting_event_gateway_takes_its_timer(run: Cli) -> None:
    source = diagram(start(), evg("g"), catch("m", on_message("msg")), catch("t", after("PT5M")), end(),
                     flows("s g m e", "g t e"), roots=message("msg"))  # fmt: skip
    assert entered(run(source)[1]) == ["s", "g", "t", "e"]


def test_an_endless_cycle_does_not_run_for_ever(run: Cli) -> None:
    source = diagram(start(), user("a"), end(), end("e2"), boundary("r", "a", timer("cycle", "R/PT6H"), interrupting=False),
                     flows("s a e", "r e2"))  # fmt: skip
    code, lines, _ = run(source, answers={"a": [None]})
    assert (code, lines[-1]["error"]["code"]) == (2, "simulation_endless")


@pytest.mark.parametrize(
    "inputs",
    [
        {"answers": [1]},
        {"answers": {"a": {}}},
        {"answers": {"a": [1]}},
        {"events": {}},
        {"events": [{"at": "2026-01-01"}]},
        {"events": [{"at": "soon", "signal": "x"}]},
        {"data": []},
        {"data": b"{"},
    ],
)
def test_inputs_of_the_wrong_shape_are_refused(run: Cli, inputs: dict[str, Any]) -> None:
    from engine.errors import Invalid

    with pytest.raises(Invalid):
        run(CHOICE, **inputs)


def test_the_same_call_prints_the_same_lines(run: Cli) -> None:
    source = diagram(start(), script("x", "=now()", "t"), end(), flows("s x e"))
    assert run(source)[2] == run(source)[2]
