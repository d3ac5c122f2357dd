"""A small procedure for tests of the rooms above the diagram: review, countersign in parallel, sign, with a return."""

from __future__ import annotations

import json

from engine.definition import Package

PROCEDURE = """
key = "{key}"
name = "请示审批"
code = "QS"
process = "approval"
title = "title"
urgency = "urgency"
starters = ["liaison", "unit-head"]
[roles]
"文秘科" = ["checker"]
[terms.review]
"平件" = "1 WD"
"加急" = "4 WH"
"特急" = "2 NH"
[terms.cosign]
"其他" = "2 WD"
[tasks.review]
opinion = "required"
result = "review_result"
different_from = ["start"]
[tasks.cosign]
result = "cosign_result"
[tasks.sign]
untimed = "何时签发由领导决定"
deputy = "order"
result = "sign_result"
[series."测试"]
pattern = "测试〔{{year}}〕{{n}}号"
[ends]
Done = "已办结"
Stopped = "不予办理"
[[rules]]
form = "start"
when = 'if urgency = "特急" then amount > 0 else true'
field = "amount"
zh = "特急件须填写金额。"
en = "Urgent matters need an amount."
"""

DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    id="defs" targetNamespace="http://banjie.test">
  <bpmn:message id="m_ruling" name="ruling"><bpmn:extensionElements>
    <zeebe:subscription correlationKey="=instance_number"/></bpmn:extensionElements></bpmn:message>
  <bpmn:process id="approval" name="请示审批" isExecutable="true">
    <bpmn:laneSet id="lanes"><bpmn:lane id="lane1" name="文秘科">
      <bpmn:flowNodeRef>review</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>
    <bpmn:startEvent id="Begin"><bpmn:outgoing>f0</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="f0" sourceRef="Begin" targetRef="review"/>
    <bpmn:userTask id="review" name="核稿"><bpmn:extensionElements><zeebe:userTask/></bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:boundaryEvent id="late" attachedToRef="review" cancelActivity="false">
      <bpmn:timerEventDefinition id="td"><bpmn:timeDate xsi:type="bpmn:tFormalExpression">=due(term("review", urgency), now())</bpmn:timeDate></bpmn:timerEventDefinition>
    </bpmn:boundaryEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="late" targetRef="urge"/>
    <bpmn:serviceTask id="urge" name="催办"><bpmn:extensionElements>
      <zeebe:taskDefinition type="urge"/><zeebe:taskHeaders><zeebe:header key="step" value="review"/></zeebe:taskHeaders>
      </bpmn:extensionElements></bpmn:serviceTask>
    <bpmn:sequenceFlow id="f2" sourceRef="urge" targetRef="urged"/>
    <bpmn:endEvent id="urged"/>
    <bpmn:sequenceFlow id="f3" sourceRef="review" targetRef="reviewed"/>
    <bpmn:exclusiveGateway id="reviewed" default="f5"/>
    <bpmn:sequenceFlow id="f4" sourceRef="reviewed" targetRef="Stopped">
      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=review_result = "不同意"</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:endEvent id="Stopped"/>
    <bpmn:sequenceFlow id="f5" sourceRef="reviewed" targetRef="cosign"/>
    <bpmn:userTask id="cosign" name="会签"><bpmn:extensionElements><zeebe:userTask/>
      <zeebe:assignmentDefinition candidateGroups="=[&quot;unit-head@&quot; + unit]"/></bpmn:extensionElements>
      <bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>
        <zeebe:loopCharacteristics inputCollection="=cosign_units" inputElement="unit" outputCollection="results" outputElement="=cosign_result"/>
      </bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>
    <bpmn:sequenceFlow id="f6" sourceRef="cosign" targetRef="sign"/>
    <bpmn:userTask id="sign" name="签发"><bpmn:extensionElements><zeebe:userTask/>
      <zeebe:assignmentDefinition candidateGroups="leader-head"/></bpmn:extensionElements></bpmn:userTask>
    <bpmn:sequenceFlow id="f7" sourceRef="sign" targetRef="signed"/>
    <bpmn:exclusiveGateway id="signed" default="f9"/>
    <bpmn:sequenceFlow id="f8" sourceRef="signed" targetRef="review">
      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=sign_result = "退回"</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f9" sourceRef="signed" targetRef="number"/>
    <bpmn:serviceTask id="number" name="编号"><bpmn:extensionElements>
      <zeebe:taskDefinition type="allocate-number"/><zeebe:taskHeaders><zeebe:header key="series" value="测试"/></zeebe:taskHeaders>
      </bpmn:extensionElements></bpmn:serviceTask>
    <bpmn:sequenceFlow id="f10" sourceRef="number" targetRef="ruling"/>
    <bpmn:intermediateCatchEvent id="ruling" name="等待批复"><bpmn:messageEventDefinition id="md" messageRef="m_ruling"/></bpmn:intermediateCatchEvent>
    <bpmn:sequenceFlow id="f11" sourceRef="ruling" targetRef="Done"/>
    <bpmn:endEvent id="Done"/>
  </bpmn:process>
</bpmn:definitions>
"""


def choice(key: str, label: str, *options: str) -> dict[str, object]:
    return {
        "key": key, "type": "radio", "label": label, "validate": {"required": True},
        "values": [{"label": o, "value": o} for o in options],
    }  # fmt: skip


def form(name: str, *components: dict[str, object]) -> bytes:
    numbered = [{"id": f"{name}_{n}", **c} for n, c in enumerate(components)]
    return json.dumps(
        {"schemaVersion": 16, "type": "default", "id": name, "components": numbered}, ensure_ascii=False
    ).encode()


START_FORM = form(
    "start",
    {"key": "title", "type": "textfield", "label": "标题", "validate": {"required": True, "minLength": 4, "maxLength": 100}},
    choice("urgency", "紧急程度", "平件", "加急", "特急"),
    {"key": "amount", "type": "number", "label": "金额"},
    {"key": "cosign_units", "type": "taglist", "label": "会签单位", "valuesKey": "units", "validate": {"required": True}},
)


def approval(key: str = "approval", **more: bytes) -> Package:
    """The package; `more` adds or replaces files (dots in names are written as __)."""
    code = "QS" if key == "approval" else key.upper()
    files = {
        "procedure.toml": PROCEDURE.format(key=key).replace('"QS"', f'"{code}"').encode(),
        "process.bpmn": DIAGRAM.encode(),
        "forms/start.json": START_FORM,
        "forms/review.json": form("review", choice("review_result", "核稿结果", "同意", "不同意")),
        "forms/cosign.json": form("cosign", choice("cosign_result", "会签意见", "同意", "不同意")),
        "forms/sign.json": form("sign", choice("sign_result", "签发结果", "同意", "退回")),
    }
    return Package({**files, **more})


VALUES = {"title": "关于测试的请示", "urgency": "平件", "amount": 1000, "cosign_units": ["林草局", "财政局"]}
