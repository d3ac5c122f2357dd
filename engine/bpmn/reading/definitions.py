"""Messages, signals, errors, escalations and event definitions declared in a file, by id."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from engine.bpmn.formula import Formula
from engine.bpmn.names import BPMN, local
from engine.bpmn.reading.foreign import extension
from engine.bpmn.reading.report import Report


@dataclass(frozen=True, slots=True)
class Message:
    name: Formula | None
    correlation: Formula | None


@dataclass(slots=True)
class Definitions:
    messages: dict[str, Message] = field(default_factory=dict)
    signals: dict[str, Formula | None] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    escalations: dict[str, str] = field(default_factory=dict)
    events: dict[str, etree._Element] = field(default_factory=dict)


def read_definitions(root: etree._Element, report: Report) -> Definitions:
    """What events may refer to; a correlation key must be FEEL."""
    found = Definitions()
    for element in root.findall(f"{BPMN}message"):
        id = element.get("id", "")
        subscription = extension(element, "subscription")
        key = None
        if subscription is not None:
            key = report.expression(subscription.get("correlationKey"), id, "消息的关联键", "The correlation key")
        name = report.formula(element.get("name"), id, "消息名称", "The message name")
        found.messages[id] = Message(name, key)
    for element in root.findall(f"{BPMN}signal"):
        id = element.get("id", "")
        found.signals[id] = report.formula(element.get("name"), id, "信号名称", "The signal name")
    for element in root.findall(f"{BPMN}error"):
        found.errors[element.get("id", "")] = element.get("errorCode") or element.get("name") or ""
    for element in root.findall(f"{BPMN}escalation"):
        found.escalations[element.get("id", "")] = element.get("escalationCode") or element.get("name") or ""
    found.events = {child.get("id", ""): child for child in root if local(child.tag).endswith("EventDefinition")}
    for element in root.findall(f"{BPMN}correlationProperty"):
        report.error(
            "correlation_property",
            element.get("id"),
            "BPMN 关联属性(correlationProperty)不被支持;请在消息上写 zeebe:subscription correlationKey。",
            "correlationProperty is not supported; put zeebe:subscription correlationKey on the message.",
        )
    return found
