"""Multi-instance activities and standard loops."""

from __future__ import annotations

import random
from typing import Any

import pytest

from engine.bpmn import Limits
from engine.errors import Incident
from tests import seeds

from .build import (
    after,
    again,
    boundary,
    call,
    diagram,
    end,
    file,
    flows,
    many,
    process,
    rule,
    script,
    service,
    start,
    sub,
    user,
    when,
    xor,
)
from .run import Run

UNITS = ["林草局", "农业农村局", "水利局"]


def countersign(loop: str, *extra: str, data: dict[str, Any] | None = None, **limits: Any) -> Run:
    source = diagram(start(), user("sign", loop), user("after"), end(), *extra, flows("s sign after e"))
    return Run(source, {"units": UNITS, **(data or {})}, **limits)


def test_parallel_opens_one_task_per_item_and_waits_for_all() -> None:
    run = countersign(many("=units", "unit", "results", "={unit: unit, opinion: opinion}"))
    tasks = run.execution.waiting().tasks
    assert [(task.key, task.loop_counter, task.variables["unit"]) for task in tasks] == [
        ("sign#1/[0]", 1, "林草局"),
        ("sign#1/[1]", 2, "农业农村局"),
        ("sign#1/[2]", 3, "水利局"),
    ]
    for key in ("sign#1/[2]", "sign#1/[0]", "sign#1/[1]"):
        assert "after" not in run.open
        run.complete(key, opinion=f"意见{key[-2]}")
    assert run.open == ["after"]
    assert run.data["results"] == [{"unit": unit, "opinion": f"意见{i}"} for i, unit in enumerate(UNITS)]
    assert "opinion" not in run.data and "unit" not in run.data and "loopCounter" not in run.data


def test_row_1_3_outputs_stand_in_the_order_of_the_collection_however_they_come() -> None:
    """Plain SpiffWorkflow collected in the order of completion."""
    seed = seeds.seed(10**6)
    print("seed", seed)
    order = random.Random(seed).sample(range(3), 3)
    run = countersign(many("=units", "unit", "results", "=unit"))
    for index in order:
        run.complete(f"sign#1/[{index}]")
    assert run.data["results"] == UNITS


def test_sequential_opens_one_after_another() -> None:
    run = countersign(many("=units", "unit", "results", "=opinion", sequential=True))
    for index, unit in enumerate(UNITS):
        (task,) = run.execution.waiting().tasks
        assert (task.key, task.variables["unit"]) == (f"sign#1/[{index}]", unit)
        run.complete(task.key, opinion=index)
    assert run.data["results"] == [0, 1, 2] and run.open == ["after"]


@pytest.mark.parametrize("sequential", [True, False])
def test_an_empty_collection_passes(sequential: bool) -> None:
    run = countersign(many("=units", "unit", "results", "=unit", sequential=sequential), data={"units": []})
    assert run.open == ["after"] and run.data["results"] == []


@pytest.mark.parametrize("sequential", [True, False])
def test_completion_condition_counts_and_cancels_the_rest(sequential: bool) -> None:
    """Row 1.2: plain SpiffWorkflow did not know nrOfInstances."""
    until = "=numberOfCompletedInstances / numberOfInstances >= 0.6"
    run = countersign(many("=units", "unit", "results", "=unit", sequential=sequential, until=until))
    run.complete("sign#1/[0]")
    assert run.open != ["after"]
    outcome = run.complete("sign#1/[1]")
    assert run.open == ["after"]
    assert run.data["results"] == ["林草局", "农业农村局", None]
    cancelled = [c.key for c in outcome.closed if c.how == "cancelled"]
    assert cancelled == ([] if sequential else ["sign#1/[2]"])


def test_completion_condition_sees_the_counters_and_the_finished_instance() -> None:
    until = "=numberOfActiveInstances = 1 and numberOfTerminatedInstances = 0 and veto"
    run = countersign(many("=units", "unit", until=until), data={"veto": False})
    run.complete("sign#1/[0]", veto=True)
    assert len(run.open) == 2
    run.complete("sign#1/[1]", veto=True)
    assert run.open == ["after"]


def test_completion_condition_that_is_null_is_an_incident() -> None:
    run = countersign(many("=units", "unit", until="=missing > 2"), restoring=False)
    with pytest.raises(Incident) as caught:
        run.complete("sign#1/[0]")
    assert (caught.value.code, caught.value.element) == ("condition_not_boolean", "sign")


def test_row_1_2_entered_again_in_a_return_loop_without_leaks() -> None:
    """Plain SpiffWorkflow refused the second entry: leaked item variable, output collection not empty."""
    source = diagram(
        start(), user("sign", many("=units", "unit", "results", "=opinion")), xor("g", default="e"), end(),
        flows("s sign g e"), when("g", "sign", '=some r in results satisfies r = "不同意"'),
    )  # fmt: skip
    run = Run(source, {"units": UNITS})
    for turn in range(1, 6):
        assert run.keys == [f"sign#{turn}/[{i}]" for i in range(3)]
        for i in range(3):
            run.complete(f"sign#{turn}/[{i}]", opinion="不同意" if turn < 5 and i == 1 else "同意")
    assert run.state == "completed" and run.data == {"units": UNITS, "results": ["同意"] * 3}


def test_row_4_an_open_multi_instance_restored_on_a_fresh_program_completes() -> None:
    """Plain SpiffWorkflow hung for ever after restoring onto a newly parsed spec (lost event connections)."""
    from engine.bpmn import Execution, load

    source = diagram(start(), user("sign", many("=units", "unit")), user("after"), end(), flows("s sign after e"))
    run = Run(load({"p": source}), {"units": UNITS})
    for i in range(3):
        run.program = load({"p": source})
        run.execution = Execution.restore(run.program, run.execution.snapshot())
        run.complete(f"sign#1/[{i}]")
    assert run.open == ["after"]


def test_row_1_3_interrupted_by_a_boundary_event_keeps_what_was_collected() -> None:
    """Plain SpiffWorkflow lost the collected outputs on the boundary path."""
    run = countersign(many("=units", "unit", "results", "=opinion"), user("late"), boundary("b", "sign", after("P1D")),
                      flows("b late e"))  # fmt: skip
    run.complete("sign#1/[1]", opinion="同意")
    run.wait(days=1)
    assert run.open == ["late"]
    assert run.data["results"] == [None, "同意", None]
    assert run.seen("cancel") == ["sign", "sign", "sign"]


def test_the_boundary_of_a_multi_instance_stands_once_on_the_whole() -> None:
    run = countersign(many("=units", "unit"), user("remind"),
                      boundary("b", "sign", after("P1D"), interrupting=False), flows("b remind e"))  # fmt: skip
    assert len(run.execution.waiting().timers) == 1
    run.wait(days=2)
    assert run.open == ["remind", "sign", "sign", "sign"]


@pytest.mark.parametrize("cardinality", ["3", "=n"])
def test_cardinality(cardinality: str) -> None:
    run = countersign(many(cardinality=cardinality), data={"n": 3})
    assert run.open == ["sign"] * 3
    assert [task.loop_counter for task in run.execution.waiting().tasks] == [1, 2, 3]


@pytest.mark.parametrize("value", [-1, "many", None, 1.5, True])
def test_a_wrong_cardinality_is_an_incident(value: object) -> None:
    with pytest.raises(Incident) as caught:
        countersign(many(cardinality="=n"), data={"n": value})
    assert caught.value.code == "cardinality_wrong"


def test_a_collection_that_is_no_list_is_an_incident() -> None:
    with pytest.raises(Incident) as caught:
        countersign(many("=nothing", "unit"))
    assert (caught.value.code, caught.value.element) == ("collection_wrong", "sign")


def test_more_instances_than_the_limit_are_an_incident() -> None:
    with pytest.raises(Incident) as caught:
        countersign(many("=units", "unit"), limits=Limits(instances=2))
    assert caught.value.code == "too_many_instances"
    with pytest.raises(Incident):
        countersign(many(cardinality="=n"), data={"n": 10**9})


@pytest.mark.parametrize("sequential", [True, False])
def test_scripts_services_rules_sub_processes_and_calls_repeat_too(sequential: bool) -> None:
    def run(element: str, *more: str, **options: Any) -> list[Any]:
        whole = file(process(start(), element, end(), flows("s m e")), *more)
        return list(Run(whole, {"xs": [1, 2, 3]}, **options).data["out"])

    loop = many("=xs", "x", "out", "=y", sequential=sequential)
    assert run(script("m", "=x * 2", "y", loop)) == [2, 4, 6]
    assert run(service("m", "add", loop), serve=lambda call: {"y": call.inputs["x"] + 10}) == [11, 12, 13]
    decide = lambda variables, env: (variables["x"] * 3, [])  # noqa: E731
    assert run(rule("m", "triple", "y", loop), decisions={"triple": decide}) == [3, 6, 9]
    inner = sub("m", start("ms"), script("t", "=x * 4", "y"), end("me"), flows("ms t me"), loop)
    assert run(inner) == [4, 8, 12]
    called = process(start("qs"), script("t", "=x * 5", "y"), end("qe"), flows("qs t qe"), id="q")
    assert run(call("m", "q", loop), called) == [5, 10, 15]


def test_instances_of_a_sub_process_have_scopes_and_keys_of_their_own() -> None:
    inner = sub(
        "m", start("ms"), user("a"), user("b"), end("me"), flows("ms a b me"), many("=units", "unit", "out", "=note")
    )
    run = Run(diagram(start(), inner, end(), flows("s m e")), {"units": UNITS})
    assert run.keys == [f"m#1/[{i}]/a#1" for i in range(3)]
    run.complete("m#1/[1]/a#1", note="一")
    assert sorted(run.keys) == ["m#1/[0]/a#1", "m#1/[1]/b#1", "m#1/[2]/a#1"]
    run.complete("m#1/[1]/b#1")
    for i in (0, 2):
        run.complete(f"m#1/[{i}]/a#1", note=i)
        run.complete(f"m#1/[{i}]/b#1")
    assert run.data == {"units": UNITS, "out": [0, "一", 2]}


def test_standard_loop_repeats_while_its_condition_holds() -> None:
    run = Run(diagram(start(), user("a", again("=more")), end(), flows("s a e")))
    for turn in range(4):
        assert run.keys == [f"a#1/[{turn}]"]
        run.done("a", more=turn < 3)
    assert run.state == "completed"


def test_standard_loop_stops_at_its_maximum() -> None:
    run = Run(diagram(start(), script("a", "=n + 1", "n", again(maximum=7)), end(), flows("s a e")), {"n": 0})
    assert run.data == {"n": 7}


@pytest.mark.parametrize(("before", "n"), [(True, 0), (False, 1)])
def test_standard_loop_tests_before_or_after(before: bool, n: int) -> None:
    loop = again("=n < 0", before=before)
    assert Run(diagram(start(), script("a", "=n + 1", "n", loop), end(), flows("s a e")), {"n": 0}).data == {"n": n}


def test_standard_loop_with_a_null_condition_is_an_incident() -> None:
    with pytest.raises(Incident):
        Run(diagram(start(), script("a", "=1", "n", again("=missing")), end(), flows("s a e")))


def test_row_1_2_an_input_item_without_output_leaks_nowhere_and_may_be_entered_again() -> None:
    """Plain SpiffWorkflow: the item leaked; sequential failed at instance 2, parallel at the second pass."""
    for sequential in (True, False):
        source = diagram(start(), user("a", many("=units", "unit", sequential=sequential)), xor("g", default="e"), end(),
                         flows("s a g e"), when("g", "a", "=again"))  # fmt: skip
        run = Run(source, {"units": UNITS, "again": True})
        for turn in range(3):
            for i in range(3):
                run.complete(f"a#{turn + 1}/[{i}]", again=turn < 2)
        assert run.state == "completed" and run.data == {"units": UNITS, "again": False}


def test_imported_names_of_the_counters_work_too() -> None:
    run = countersign(many("=units", "unit", until="=nrOfCompletedInstances / nrOfInstances >= 0.3"))
    run.complete("sign#1/[2]")
    assert run.open == ["after"]


def test_approvals_can_be_counted_not_completions() -> None:
    until = '=count(results[item = "同意"]) >= 2'
    run = countersign(many("=units", "unit", "results", "=opinion", until=until))
    run.complete("sign#1/[0]", opinion="同意")
    run.complete("sign#1/[1]", opinion="不同意")
    assert run.open == ["sign"]
    run.complete("sign#1/[2]", opinion="同意")
    assert run.data["results"] == ["同意", "不同意", "同意"]


def test_row_1_3_an_instance_that_ends_early_counts_as_ended() -> None:
    """Plain SpiffWorkflow never completed a multi-instance activity one instance of which was cancelled."""
    from .build import handler, message, on_message, terminate

    inner = sub("m", start("ms"), user("a"), end("me", terminate()), flows("ms a me"), many("=units", "unit"),
                handler("h", start("hs", on_message("stop")), end("he"), flows("hs he")))  # fmt: skip
    run = Run(diagram(start(), inner, user("after"), end(), flows("s m after e"), roots=message("stop", "=unit")),
              {"units": UNITS})  # fmt: skip
    run.message("stop", "农业农村局")
    assert sorted(run.keys) == ["m#1/[0]/a#1", "m#1/[2]/a#1"]
    run.complete("m#1/[0]/a#1")
    run.complete("m#1/[2]/a#1")
    assert run.open == ["after"]


def test_many_instances_do_not_use_up_the_steps_of_an_action_but_an_endless_loop_does() -> None:
    inner = sub("m", start("ms"), user("a"), end("me"), flows("ms a me"), many(cardinality="800"))
    assert len(Run(diagram(start(), inner, end(), flows("s m e"))).open) == 800
    with pytest.raises(Incident) as caught:
        Run(diagram(start(), script("a", "=n + 1", "n", again("=n > 0")), end(), flows("s a e")), {"n": 1})
    assert caught.value.code == "too_many_steps"
