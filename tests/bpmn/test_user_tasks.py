"""What a waiting user task tells: who, until when, with which form."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from engine.bpmn import Execution, load
from engine.errors import DefinitionRefused, Incident, Missing, NotNow, Refused

from .build import diagram, end, flows, start, user
from .run import Run


def given(extensions: str, data: dict[str, Any] | None = None) -> Any:
    return (
        Run(diagram(start(), user("u", extensions=extensions), end(), flows("s u e")), data)
        .execution.waiting()
        .tasks[0]
    )


def test_assignment_schedule_priority_form_and_properties() -> None:
    task = given(
        '<zeebe:assignmentDefinition assignee="U11" candidateGroups="checker, unit-head@林草局" candidateUsers="=people"/>'
        '<zeebe:taskSchedule dueDate="=date and time(day + &quot;T17:30:00+08:00&quot;)" followUpDate="2026-03-03"/>'
        '<zeebe:priorityDefinition priority="80"/><zeebe:formDefinition formId="check"/>'
        '<zeebe:properties><zeebe:property name="kind" value="审核"/></zeebe:properties>',
        {"people": ["U1", "U2"], "day": "2026-03-04"},
    )
    assert (task.assignee, task.candidate_groups, task.candidate_users) == (
        "U11", ("checker", "unit-head@林草局"), ("U1", "U2"),
    )  # fmt: skip
    assert task.due == datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
    assert task.follow_up == datetime(2026, 3, 2, 16, tzinfo=UTC)
    assert (task.priority, task.form, task.properties) == (80, "check", {"kind": "审核"})


def test_nothing_given_is_nothing() -> None:
    task = given("")
    assert (task.assignee, task.candidate_groups, task.due, task.priority, task.form) == (None, (), None, None, None)


@pytest.mark.parametrize(
    "extension",
    [
        '<zeebe:assignmentDefinition candidateGroups="=1"/>',
        '<zeebe:assignmentDefinition assignee="=[1]"/>',
        '<zeebe:taskSchedule dueDate="=&quot;soon&quot;"/>',
        '<zeebe:priorityDefinition priority="=101"/>',
    ],
)
def test_a_value_of_the_wrong_kind_is_an_incident(extension: str) -> None:
    with pytest.raises(Incident) as caught:
        given(extension)
    assert (caught.value.code, caught.value.element) == ("assignment_wrong", "u")


def test_the_innermost_lane_is_the_tasks_lane_also_inside_a_sub_process() -> None:
    from .build import sub

    lanes = (
        '<laneSet id="ls"><lane id="l1" name="局"><childLaneSet id="cs"><lane id="l2" name="科"><flowNodeRef>u</flowNodeRef>'
        '</lane></childLaneSet></lane><lane id="l3" name="办"><flowNodeRef>w</flowNodeRef></lane></laneSet>'
    )
    source = diagram(lanes, start(), user("u"), sub("w", start("ws"), user("v"), end("we"), flows("ws v we")), end(),
                     flows("s u w e"))  # fmt: skip
    run = Run(source)
    assert run.execution.waiting().tasks[0].lane == "科"
    run.done("u")
    assert run.execution.waiting().tasks[0].lane == "办"
    assert run.program.processes["p"].lanes == ("科", "办")


def test_a_task_can_be_completed_once() -> None:
    run = Run(diagram(start(), user("u"), user("v"), end(), flows("s u v e")))
    run.complete("u#1")
    for key in ("u#1", "u#2", "nothing", "s#1"):
        with pytest.raises(NotNow):
            run.complete(key)
    assert run.open == ["v"]


def test_cancelling_ends_everything() -> None:
    run = Run(diagram(start(), user("u"), end(), flows("s u e")))
    outcome = run.cancel()
    assert [(c.key, c.how) for c in outcome.closed] == [("u#1", "cancelled")]
    assert run.state == "cancelled" and run.open == []
    with pytest.raises(NotNow):
        run.cancel()


def test_after_an_incident_the_execution_is_dead_and_the_snapshot_before_lives() -> None:
    """Row 1.3: an error of a script left plain SpiffWorkflow half moved."""
    from .build import again, script

    source = diagram(start(), user("u"), script("x", "=1", "y", again("=nothing")), end(), flows("s u x e"))
    run = Run(source, restoring=False)
    before = run.execution.snapshot()
    with pytest.raises(Incident) as caught:
        run.done("u")
    assert [h.kind for h in caught.value.happenings][:2] == ["exit", "take"]  # type: ignore[attr-defined]
    with pytest.raises(Refused) as dead:
        run.complete("u#1")
    assert dead.value.code == "execution_dead"
    assert [task.key for task in Execution.restore(run.program, before).waiting().tasks] == ["u#1"]


def test_unknown_process_and_start_are_told() -> None:
    source = diagram(start(), user("u"), end(), flows("s u e"))
    with pytest.raises(Missing):
        Run(source, process="q")
    with pytest.raises(Missing):
        Run(source, start_event="u")
    with pytest.raises(DefinitionRefused):
        load({"p": b"<x/>"})
