"""开办: whoever holds the task of an ad-hoc sub-process starts the steps in it; nobody else does, and each leaves a trace."""

from __future__ import annotations

import pytest

from engine import actions, queries
from engine.actions import Actor
from engine.definition import Package
from engine.errors import NotNow, NotYours
from engine.store import tables as t
from engine.store.replay import compare
from tests.actions import desk
from tests.conftest import close
from tests.packages import PROCEDURE, START_FORM, choice, form

DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="defs" targetNamespace="http://banjie.test">
  <bpmn:process id="approval" name="专项核查" isExecutable="true">
    <bpmn:laneSet id="lanes"><bpmn:lane id="lane1" name="文秘科"><bpmn:flowNodeRef>handle</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>
    <bpmn:startEvent id="Begin"/>
    <bpmn:sequenceFlow id="f0" sourceRef="Begin" targetRef="handle"/>
    <bpmn:adHocSubProcess id="handle" name="组织核查"{ordering}>
      <bpmn:userTask id="survey" name="现场勘查"><bpmn:extensionElements><zeebe:userTask/>
        <zeebe:assignmentDefinition candidateGroups="unit-head@林草局"/></bpmn:extensionElements></bpmn:userTask>
      <bpmn:userTask id="ask" name="征求意见"><bpmn:extensionElements><zeebe:userTask/>
        <zeebe:assignmentDefinition candidateGroups="unit-head@财政局"/></bpmn:extensionElements></bpmn:userTask>
      {until}
    </bpmn:adHocSubProcess>
    <bpmn:sequenceFlow id="f1" sourceRef="handle" targetRef="Done"/>
    <bpmn:endEvent id="Done"/>
  </bpmn:process>
</bpmn:definitions>
"""
RULES = PROCEDURE.format(key="approval")
RULES = (
    RULES[: RULES.index("[terms.review]")]
    + '[tasks.survey]\nresult = "found"\n'
    + RULES[RULES.index("[ends]") :].replace('Stopped = "不予办理"\n', "")
)


def inspection(ordering: str = "", until: str = "") -> Package:
    condition = f"<bpmn:completionCondition>{until}</bpmn:completionCondition>" if until else ""
    return Package({
        "procedure.toml": RULES.encode(),
        "process.bpmn": DIAGRAM.format(ordering=f' ordering="{ordering}"' if ordering else "", until=condition).encode(),
        "forms/start.json": START_FORM,
        "forms/handle.json": form("handle", {"key": "summary", "type": "textarea", "label": "核查小结"}),
        "forms/ask.json": form("ask", {"key": "reply", "type": "textarea", "label": "答复"}),
        "forms/survey.json": form("survey", choice("found", "勘查结果", "属实", "不属实")),
    })  # fmt: skip


@pytest.fixture
def inspected(furnished, clock, request):
    """The office with this procedure and a matter whose 组织核查 is open; `inspected(ordering, until)`."""
    offices = []

    def begin(ordering: str = "", until: str = ""):
        office = furnished(clock, inspection(ordering, until))
        offices.append(office)
        desk.start(office)
        return office

    yield begin
    for office in offices:
        close(office, request)


def begin(office, element: str, by: str = "O5", command: str = ""):
    given = actions.StartActivity(desk.task_of(office, "handle"), element, command or desk.command_id())
    return actions.start_activity(office, given, Actor(by))


def states(office) -> dict[str, str]:
    return {row.element: row.state for row in desk.rows(office, t.task)}


def test_he_starts_what_is_needed_and_ends_the_whole(inspected):
    office = inspected()
    begin(office, "survey")
    assert desk.kinds(office)[-1] == "activity.started"
    body = desk.last_body(office)
    assert (body["to"], body["to_step"], body["signature"]) == ("survey", "现场勘查", body["signature"])
    assert states(office) == {"handle": "open", "survey": "open"}
    desk.complete(office, "survey", "U10", {"found": "属实"})
    begin(office, "ask")
    desk.complete(office, "handle", "O5", {})
    assert states(office) == {"handle": "completed", "survey": "completed", "ask": "cancelled"}
    assert desk.rows(office, t.instance)[0].end_state == "已办结"
    assert compare(office, 1) == []


def test_nobody_else_starts_anything_and_the_same_click_twice_starts_one(inspected):
    office = inspected()
    for other in ("U12", "O1"):
        with pytest.raises(NotYours):
            begin(office, "survey", other)
    begin(office, "survey", command="once")
    assert begin(office, "survey", command="once").repeated
    assert [row.element for row in desk.rows(office, t.task)] == ["handle", "survey"]


def test_what_is_not_there_or_already_over_is_refused(inspected):
    office = inspected()
    with pytest.raises(NotNow) as refused:
        begin(office, "Done")
    assert refused.value.code == "not_startable"
    begin(office, "survey")
    survey = actions.StartActivity(desk.task_of(office, "survey"), "ask", desk.command_id())
    with pytest.raises(NotNow) as refused:
        actions.start_activity(office, survey, Actor("U10"))
    assert refused.value.code == "not_adhoc"
    desk.complete(office, "handle", "O5", {})
    with pytest.raises(NotNow):
        begin(office, "survey")


def test_one_at_a_time(inspected):
    office = inspected("Sequential")
    begin(office, "survey")
    with pytest.raises(NotNow) as refused:
        begin(office, "ask")
    assert refused.value.code == "adhoc_sequential"
    assert queries.task_page(office, "O5", desk.task_of(office, "handle")).actions.busy == ("现场勘查",)


def test_its_condition_ends_it_without_him(inspected):
    office = inspected(until='=found = "属实"')
    begin(office, "survey")
    desk.complete(office, "survey", "U10", {"found": "属实"})
    assert states(office) == {"handle": "cancelled", "survey": "completed"}
    assert desk.rows(office, t.instance)[0].state == "completed"
    assert compare(office, 1) == []


def test_the_page_offers_what_can_be_started_to_him_alone(inspected):
    office = inspected()
    page = queries.task_page(office, "O5", desk.task_of(office, "handle"))
    assert [choice.name for choice in page.actions.starts] == ["现场勘查", "征求意见"]
    begin(office, "survey")
    assert queries.task_page(office, "O5", page.task_id).actions.under_way == 1
    assert queries.task_page(office, "U10", desk.task_of(office, "survey")).actions.starts == ()


def test_others_are_asked_before_it_is_said_to_be_done_not_after(inspected):
    office = inspected()
    task = desk.task_of(office, "handle")
    with pytest.raises(NotNow) as refused:
        actions.add_signer(office, actions.AddSigner(task, ("O6",), "after", desk.command_id(), ""), Actor("O5"))
    assert refused.value.code == "adhoc_after"
    actions.add_signer(office, actions.AddSigner(task, ("O6",), "before", desk.command_id(), "请先看。"), Actor("O5"))
    with pytest.raises(NotNow):  # his task waits for the answer
        actions.start_activity(office, actions.StartActivity(task, "survey", desk.command_id()), Actor("O5"))
