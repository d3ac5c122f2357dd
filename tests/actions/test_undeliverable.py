"""Messages between matters that nobody takes: kept while somebody may, given up when whom they were for has ended."""

from __future__ import annotations

import json
import sys
from datetime import timedelta

import pytest

from engine import actions
from engine.actions import Actor
from engine.cli.doctor import _messages
from engine.clock import SimulatedClock
from engine.definition import Package
from engine.store import tables as t
from engine.store.office import Office
from engine.store.replay import compare
from engine.store.work import SYSTEM
from tests.actions import desk
from tests.packages import START_FORM, form

PROCEDURE = """
key = "{key}"
name = "{key}"
code = "{code}"
process = "{key}"
title = "title"
urgency = "urgency"
starters = ["liaison"]
"""
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="defs" targetNamespace="http://banjie.test">
  <bpmn:message id="note" name="ruling"><bpmn:extensionElements>
    <zeebe:subscription correlationKey="={key}"/></bpmn:extensionElements></bpmn:message>
"""
# tells another matter twice, with a step before each
TELLER = """
  <bpmn:process id="teller" name="告知" isExecutable="true">
    <bpmn:startEvent id="Begin"/><bpmn:sequenceFlow id="f0" sourceRef="Begin" targetRef="first"/>
    <bpmn:userTask id="first" name="第一次"><bpmn:extensionElements><zeebe:userTask/>
      <zeebe:assignmentDefinition assignee="=starter"/></bpmn:extensionElements></bpmn:userTask>
    <bpmn:sequenceFlow id="f1" sourceRef="first" targetRef="tell"/>
    <bpmn:intermediateThrowEvent id="tell" name="告知"><bpmn:messageEventDefinition id="m1" messageRef="note"/></bpmn:intermediateThrowEvent>
    <bpmn:sequenceFlow id="f2" sourceRef="tell" targetRef="second"/>
    <bpmn:userTask id="second" name="第二次"><bpmn:extensionElements><zeebe:userTask/>
      <zeebe:assignmentDefinition assignee="=starter"/></bpmn:extensionElements></bpmn:userTask>
    <bpmn:sequenceFlow id="f3" sourceRef="second" targetRef="again"/>
    <bpmn:endEvent id="again" name="再告知"><bpmn:messageEventDefinition id="m2" messageRef="note"/></bpmn:endEvent>
  </bpmn:process></bpmn:definitions>
"""
WAITER = """
  <bpmn:process id="waiter" name="等待" isExecutable="true">
    <bpmn:startEvent id="Begin"/><bpmn:sequenceFlow id="f0" sourceRef="Begin" targetRef="wait"/>
    <bpmn:intermediateCatchEvent id="wait" name="等待"><bpmn:messageEventDefinition id="m1" messageRef="note"/></bpmn:intermediateCatchEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="wait" targetRef="Done"/>
    <bpmn:endEvent id="Done"/>
  </bpmn:process></bpmn:definitions>
"""
TARGET = {"key": "target", "type": "textfield", "label": "编号"}


def package(key: str, body: str, correlation: str, **forms: bytes) -> Package:
    start = form("start", *_components(), TARGET)
    return Package({
        "procedure.toml": PROCEDURE.format(key=key, code=key[:2].upper()).encode(),
        "process.bpmn": (HEAD.replace("{key}", correlation) + body).encode(), "forms/start.json": start, **forms,
    })  # fmt: skip


def _components() -> list[dict]:
    return [c for c in json.loads(START_FORM)["components"] if c["key"] in ("title", "urgency")]


def publish_teller(office: Office, correlation: str = "target") -> None:
    forms = {f"forms/{step}.json": form(step) for step in ("first", "second")}
    actions.publish_definition(office, package("teller", TELLER, correlation, **forms), Actor(SYSTEM))


def begin(office: Office, key: str, target: str = "") -> tuple[int, str]:
    values = {"title": "关于告知有关事项", "urgency": "平件", "target": target}
    receipt = actions.start_instance(office, actions.StartInstance(key, values, desk.command_id()), Actor("U11"))
    return receipt.instance_id, receipt.number


def tell(office: Office, teller: int, step: str = "first") -> None:
    desk.complete(office, step, "U11", {}, instance=teller)


def waiting(office: Office) -> int:
    return len(desk.rows(office, t.message, t.message.c.receiver.is_(None), t.message.c.received_at.is_(None)))


def test_a_message_for_an_ended_matter_is_given_up_once_and_history_says_why(office: Office) -> None:
    publish_teller(office)
    ended = desk.start(office)
    desk.review(office, "不同意")
    teller, _ = begin(office, "teller", ended.number)
    tell(office, teller)
    assert waiting(office) == 1
    assert actions.deliver_messages(office) == 0
    assert waiting(office) == 0
    said = desk.last_body(office, teller)
    assert desk.kinds(office, teller)[-1] == "message.undelivered"
    assert said["refusal"]["code"] == "receiver_ended" and ended.number in said["refusal"]["zh"]
    assert "message.caught" not in desk.kinds(office, ended.instance_id)
    before = desk.kinds(office, teller)
    assert actions.deliver_messages(office) == 0
    assert desk.kinds(office, teller) == before
    assert compare(office, teller) == []


def test_what_a_running_matter_does_not_wait_for_yet_is_kept_until_it_does(office: Office) -> None:
    publish_teller(office)
    desk.to_sign(office)
    (number,) = [row.number for row in desk.rows(office, t.instance, t.instance.c.id == 1)]
    teller, _ = begin(office, "teller", number)
    tell(office, teller)
    assert actions.deliver_messages(office) == 0
    assert waiting(office) == 1 and "message.undelivered" not in desk.kinds(office, teller)
    desk.sign(office)
    assert actions.deliver_messages(office) == 1
    assert waiting(office) == 0 and "message.caught" in desk.kinds(office)


def test_with_ones_own_number_it_is_for_whoever_took_the_message_before(office: Office) -> None:
    publish_teller(office, "instance_number")
    actions.publish_definition(office, package("waiter", WAITER, "target"), Actor(SYSTEM))
    teller, number = begin(office, "teller")
    tell(office, teller)
    assert actions.deliver_messages(office) == 0 and waiting(office) == 1, "nobody took one before: it may come yet"
    waiter, _ = begin(office, "waiter", number)
    assert actions.deliver_messages(office) == 1
    assert "message.caught" in desk.kinds(office, waiter)
    tell(office, teller, "second")
    assert actions.deliver_messages(office) == 0
    assert waiting(office) == 0 and desk.kinds(office, teller)[-1] == "message.undelivered"
    assert compare(office, teller) == []


def test_what_nobody_takes_does_not_keep_back_what_somebody_does(office: Office) -> None:
    publish_teller(office)
    for _ in range(3):
        teller, _ = begin(office, "teller", "ZZ20269999")
        tell(office, teller)
    actions.publish_definition(office, package("waiter", WAITER, "target"), Actor(SYSTEM))
    begin(office, "waiter", "A-1")
    teller, _ = begin(office, "teller", "A-1")
    tell(office, teller)
    assert actions.deliver_messages(office, limit=1) == 1
    assert waiting(office) == 3


def test_who_stopped_between_receiver_and_sender_goes_on_there(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Taken and over before the sender was told: it is told, not given up."""
    publish_teller(office)
    actions.publish_definition(office, package("waiter", WAITER, "target"), Actor(SYSTEM))
    waiter, _ = begin(office, "waiter", "A-1")
    teller, _ = begin(office, "teller", "A-1")
    tell(office, teller)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(sys.modules["engine.actions.deliver_messages"], "_tell_sender", stop)
        actions.deliver_messages(office)
    assert "message.caught" in desk.kinds(office, waiter) and waiting(office) == 1
    assert actions.deliver_messages(office) == 1
    assert waiting(office) == 0 and desk.kinds(office, teller)[-1] == "message.delivered"


def test_doctor_names_what_has_waited_for_more_than_a_day(office: Office, clock: SimulatedClock) -> None:
    publish_teller(office)
    teller, _ = begin(office, "teller", "ZZ20269999")
    tell(office, teller)
    assert _messages(office) == "1 waiting"
    clock.move_to(office.now() + timedelta(days=1, minutes=1))
    assert _messages(office) == "1 waiting, for more than a day: ruling"
