"""What a new procedure begins with: a start, one step, an end, their forms and settings — enough to pass the check."""

from __future__ import annotations

import json
from collections.abc import Collection
from itertools import count

from engine.definition.package import Package

CHOICES = ("平件", "加急", "特急")  # of urgency
_PROCESS = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" \
xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" \
xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" \
id="definitions" targetNamespace="urn:banjie">
  <bpmn:process id="{process}" name="{name}" isExecutable="true">
    <bpmn:startEvent id="begin" name="发起"><bpmn:outgoing>to_handle</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="handle" name="办理">
      <bpmn:extensionElements>
        <zeebe:userTask/>
        <zeebe:assignmentDefinition candidateGroups="=[&quot;clerk&quot;]"/>
        <zeebe:formDefinition formId="handle"/>
      </bpmn:extensionElements>
      <bpmn:incoming>to_handle</bpmn:incoming><bpmn:outgoing>to_end</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:endEvent id="done" name="办结"><bpmn:incoming>to_end</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="to_handle" sourceRef="begin" targetRef="handle"/>
    <bpmn:sequenceFlow id="to_end" sourceRef="handle" targetRef="done"/>
  </bpmn:process>
  <bpmndi:BPMNDiagram id="diagram">
    <bpmndi:BPMNPlane id="plane" bpmnElement="{process}">
      <bpmndi:BPMNShape id="begin_di" bpmnElement="begin"><dc:Bounds x="160" y="102" width="36" height="36"/>\
<bpmndi:BPMNLabel><dc:Bounds x="166" y="145" width="24" height="14"/></bpmndi:BPMNLabel></bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="handle_di" bpmnElement="handle">\
<dc:Bounds x="260" y="80" width="100" height="80"/></bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="done_di" bpmnElement="done"><dc:Bounds x="430" y="102" width="36" height="36"/>\
<bpmndi:BPMNLabel><dc:Bounds x="436" y="145" width="24" height="14"/></bpmndi:BPMNLabel></bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="to_handle_di" bpmnElement="to_handle"><di:waypoint x="196" y="120"/>\
<di:waypoint x="260" y="120"/></bpmndi:BPMNEdge>
      <bpmndi:BPMNEdge id="to_end_di" bpmnElement="to_end"><di:waypoint x="360" y="120"/>\
<di:waypoint x="430" y="120"/></bpmndi:BPMNEdge>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
"""
_SETTINGS = """# What the office may change about this procedure beside its diagram and decision tables.
key = {key}
name = {name}
code = {code}
process = {process}
title = "title"
urgency = "urgency"
starters = ["drafter", "liaison", "clerk"]
owner = ["director"]

[terms.handle]
"其他" = "3 WD"

[ends]
done = "已办结"
"""


def free_code(key: str, taken: Collection[str]) -> str:
    """Letters that begin the numbers of its matters, and of no other procedure's: `leave-request` -> LR, LR2, …"""
    letters = "".join(part[0] for part in key.split("-") if part).upper()[:4]
    return next(code for n in count(1) if (code := letters if n == 1 else f"{letters}{n}") not in taken)


def skeleton(key: str, name: str, taken: Collection[str] = ()) -> Package:
    """A package that passes the check: somebody starts it, a clerk handles it within three working days.

    `taken`: codes of the office's other procedures.
    """
    process, code = key.replace("-", "_"), free_code(key, taken)
    start = [
        _field("title", "标题", "textfield", validate={"required": True, "maxLength": 200}),
        _field("urgency", "紧急程度", "select", values=_choices(*CHOICES), defaultValue=CHOICES[0],
               validate={"required": True}),
        _field("content", "事由", "textarea"),
    ]  # fmt: skip
    handle = [
        _field("result", "办理结果", "radio", values=_choices("同意", "不同意"), validate={"required": True}),
    ]
    settings = {"key": key, "name": name, "code": code, "process": process}
    quoted = {setting: json.dumps(value, ensure_ascii=False) for setting, value in settings.items()}
    return Package({
        "process.bpmn": _PROCESS.format(process=process, name=_escaped(name)).encode(),
        "procedure.toml": _SETTINGS.format(**quoted).encode(),
        "forms/start.json": _form("start", start),
        "forms/handle.json": _form("handle", handle),
    })  # fmt: skip


def _field(key: str, label: str, kind: str, **more: object) -> dict[str, object]:
    return {"id": key, "key": key, "label": label, "type": kind, **more}


def _choices(*values: str) -> list[dict[str, str]]:
    return [{"label": value, "value": value} for value in values]


def _form(id_: str, components: list[dict[str, object]]) -> bytes:
    schema = {"id": id_, "type": "default", "schemaVersion": 18, "components": components}
    return (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
