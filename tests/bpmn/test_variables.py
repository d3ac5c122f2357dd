"""Variables: one map per scope, mappings in and out, plain JSON only."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from engine.errors import Invalid

from .build import call, diagram, end, file, flows, par, process, rule, script, service, start, sub, user
from .run import Run


def test_values_go_to_the_scope_that_has_the_name_else_to_the_process() -> None:
    inner = sub("w", start("ws"), user("u"), end("we"), flows("ws u we"), inputs={"local": "=1"})
    run = Run(diagram(start(), inner, user("after"), end(), flows("s w after e")), {"known": 0})
    run.done("u", local=2, known=3, fresh=4)
    assert run.data == {"known": 3, "fresh": 4}


def test_output_mappings_let_out_only_what_they_name() -> None:
    run = Run(diagram(start(), user("u", inputs={"given": "=x * 2"}, outputs={"result": "=answer + given", "a.b": "=answer"}),
                      end(), flows("s u e")), {"x": 5, "a": {"c": 1}})  # fmt: skip
    assert run.execution.waiting().tasks[0].variables == {"given": 10}
    run.done("u", answer=1, noise=2)
    assert run.data == {"x": 5, "result": 11, "a": {"c": 1, "b": 1}}


def test_input_mappings_are_seen_in_order_and_stay_inside() -> None:
    run = Run(diagram(start(), user("u", inputs={"a": "=1", "b": "=a + 1", "c.d": "literal"}), end(), flows("s u e")))
    assert run.execution.waiting().tasks[0].variables == {"a": 1, "b": 2, "c": {"d": "literal"}}
    run.done("u", b=9)
    assert run.data == {}


def test_concurrent_branches_share_one_map() -> None:
    run = Run(diagram(start(), par("f"), user("a"), user("b"), par("j"), user("c"), end(), flows("s f a j c e", "f b j")),
              {"n": 0})  # fmt: skip
    run.done("a", n=1)
    run.done("b", m=2)
    assert run.data == {"n": 1, "m": 2}


def test_row_1_3_nested_data_is_never_shared_with_what_the_caller_holds() -> None:
    """Plain SpiffWorkflow copied shallowly: changing a list in one task changed a completed one."""
    mine = {"l": [1]}
    run = Run(diagram(start(), user("u"), user("v"), end(), flows("s u v e")), {"f": mine}, restoring=False)
    mine["l"].append(2)
    run.data["f"]["l"].append(3)
    given = {"g": [1]}
    outcome = run.done("u", values=given)
    given["g"].append(9)
    outcome.data["f"]["l"].append(4)
    assert run.data == {"f": {"l": [1]}, "values": {"g": [1]}}


def test_row_4_a_variable_named_typename_is_a_variable() -> None:
    """Plain SpiffWorkflow's state became unreadable."""
    run = Run(diagram(start(), user("u"), end(), flows("s u e")), {"x": {"typename": "dict"}, "typename": "datetime"})
    assert run.data["typename"] == "datetime"


@pytest.mark.parametrize("value", [object(), {1, 2}, Decimal(1), b"x", 2**80])
def test_values_that_are_not_json_are_refused_and_nothing_changes(value: object) -> None:
    run = Run(diagram(start(), user("u"), end(), flows("s u e")), restoring=False)
    with pytest.raises(Invalid):
        run.done("u", x=value)
    assert run.open == ["u"]
    run.done("u", day=date(2026, 3, 2))
    assert run.data == {"day": "2026-03-02"}


def test_scripts_give_plain_json_of_feel_values() -> None:
    run = Run(diagram(start(), script("a", '={d: date("2026-03-02") + duration("P1D"), n: 0.1 + 0.2, t: now()}', "x"), end(),
                      flows("s a e")))  # fmt: skip
    assert run.data["x"]["d"] == "2026-03-03" and run.data["x"]["n"] == 0.3
    assert run.data["x"]["t"].startswith("2026-03-02T09:00:00")


def test_decisions_see_the_variables_and_leave_their_trace() -> None:
    seen = []

    def decide(variables: dict[str, object], env: object) -> tuple[object, list[dict[str, object]]]:
        seen.append(variables)
        return "高", [{"decision": "级别", "inputs": {"x": 1}, "matched": [2], "outputs": "高"}]

    run = Run(
        diagram(start(), rule("r", "level", "级别"), end(), flows("s r e")), {"x": 1}, decisions={"level": decide}
    )
    assert seen == [{"x": 1}] and run.data == {"x": 1, "级别": "高"}
    (decided,) = [h for h in run.happenings if h.kind == "decide"]
    assert (decided.detail["decision"], decided.detail["matched"], decided.detail["outputs"]) == ("level", [2], "高")


def test_services_are_answered_by_the_caller_with_headers_and_mapped_inputs() -> None:
    calls = []

    def serve(call: object) -> dict[str, object]:
        calls.append(call)
        return {"number": "青岚政办发〔2026〕1号"}

    run = Run(diagram(start(), service("n", "allocate-number", headers={"series": '="青岚" + kind', "fixed": "x"},
                                       inputs={"year": "=2026"}, outputs={"文号": "=number"}), end(),
                      flows("s n e")), {"kind": "政办发"}, serve=serve)  # fmt: skip
    (call,) = calls
    assert (call.name, call.key, call.headers, call.inputs) == (
        "allocate-number", "n#1", {"series": "青岚政办发", "fixed": "x"}, {"year": 2026},
    )  # fmt: skip
    assert run.data == {"kind": "政办发", "文号": "青岚政办发〔2026〕1号"}


def test_office_functions_with_spaces_can_be_called_and_are_not_hidden_by_variables() -> None:
    functions = {"workdays after": lambda day, n: f"{day}+{n}", "due": lambda term: term}
    run = Run(diagram(start(), script("a", '=workdays after(d, 3) + due("1 WD")', "x"), end(), flows("s a e")),
              {"d": "今天", "due": "hidden?"}, functions=functions)  # fmt: skip
    assert run.data["x"] == "今天+31 WD"


def test_the_program_says_which_variables_its_processes_read() -> None:
    source = file(
        process(start(), script("a", "=x + due(y)", "z"), call("c", "q"), end(), flows("s a c e")),
        process(start("qs"), user("u", inputs={"i": "=inner.path"}), end("qe"), flows("qs u qe"), id="q"),
    )
    from engine.bpmn import load

    assert load({"p": source}).variables("p") == {"x", "y", "inner"}


def test_a_throwing_event_may_call_a_built_in_and_map_what_it_leaves() -> None:
    from .build import ext, io, tag

    event = ext(tag("zeebe:taskDefinition", type="send-notice"), io({"to": '="局"'}, {"receipt": "=id + to"}))
    source = diagram(start(), tag("intermediateThrowEvent", event, id="n"), end(), flows("s n e"))
    run = Run(source, serve=lambda call: {"id": call.inputs["to"] + "1", "noise": 1})
    assert run.data == {"receipt": "局1局"}


def test_the_clock_must_be_aware_and_is_utc_inside() -> None:
    from datetime import datetime, timedelta, timezone

    from engine.bpmn import Environment

    with pytest.raises(ValueError, match="aware"):
        Environment(datetime(2026, 3, 2))
    assert (
        Environment(datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(hours=8)))).stamp == "2026-03-02T01:00:00+00:00"
    )
