"""迁移: a running matter goes on in another version of its procedure."""

from __future__ import annotations

from engine import actions
from engine.actions import Actor
from tests.actions.desk import command_id, complete, cosign, last_body, review, sign, start
from tests.packages import DIAGRAM, approval, choice, form

MORE = DIAGRAM.replace(
    '<bpmn:sequenceFlow id="f6" sourceRef="cosign" targetRef="sign"/>',
    '<bpmn:sequenceFlow id="f6" sourceRef="cosign" targetRef="recheck"/>'
    '<bpmn:userTask id="recheck" name="复核"><bpmn:extensionElements><zeebe:userTask/>'
    '<zeebe:assignmentDefinition candidateGroups="checker"/></bpmn:extensionElements></bpmn:userTask>'
    '<bpmn:sequenceFlow id="f6b" sourceRef="recheck" targetRef="sign"/>',
)
SECOND = approval(**{
    "process.bpmn": MORE.encode(),
    "forms/recheck.json": form("recheck", choice("recheck_result", "复核结果", "同意", "不同意")),
})


def test_a_matter_goes_on_in_a_version_with_one_more_step(office):
    start(office)
    second = actions.publish_definition(office, SECOND, Actor("system"))
    command = actions.MigrateInstance(1, second.definition_id, "新版增加复核。", command_id())
    actions.migrate_instance(office, command, Actor("O1"))
    body = last_body(office)
    assert body["before"] == body["after"] == [["review#1", "review"]]
    review(office)
    cosign(office, "林草局", "U10")
    cosign(office, "财政局", "U14")
    complete(office, "recheck", "O5", {"recheck_result": "同意"})
    sign(office)
