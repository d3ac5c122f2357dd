"""延期: asked before due, counted from the old due, decided by whom the decision names (domain.md sections 0, 2.6)."""

from __future__ import annotations

import re
from datetime import datetime

from engine import actions
from engine.actions import Actor
from engine.clock import LOCAL
from engine.definition import Package
from engine.organization import delegate
from engine.organization.records import Deputy
from engine.store import tables as t
from engine.store.work import SYSTEM
from tests.actions.desk import command_id, rows
from tests.matters import VALUES, matter


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def ask(matters, days=3, reason="需现场核实。"):
    return actions.AskExtension(matters.find("handle"), days, reason, command_id())


def test_a_granted_extension_moves_due_timer_and_inbox(matters):
    matters.to_fork()
    assert matters.task("handle").due_at == at("2026-02-27T17:30")
    (timer,) = rows(matters.office, t.timer)
    matters.act(actions.ask_extension, ask(matters), "U10")
    request = matters.task("handle", role="request")
    assert matters.inbox_of("handle", role="request") == ["director"] and request.due_at == at("2026-02-14T17:30")
    matters.do("handle", "O1", {"result": "同意"}, role="request")
    new = at("2026-03-03T17:30")  # three working days after the old due; 02-28 is a working Saturday
    assert matters.task("handle").due_at == new
    assert [r.due_at for r in rows(matters.office, t.inbox, t.inbox.c.task_id == matters.find("handle"))] == [new] * 2
    assert [(r.key, r.due_at) for r in rows(matters.office, t.timer)] == [(timer.key, new)]
    (change,) = rows(matters.office, t.due_change)
    assert (change.why, change.old, change.new) == ("extension", at("2026-02-27T17:30"), new)
    assert matters.kinds[-1] == "request.granted"


def test_it_is_asked_once_in_time_and_within_the_cap(matters):
    matters.to_fork()
    act = actions.ask_extension
    matters.refuses("not_yours", act, ask(matters), "U12")
    matters.refuses("invalid_values", act, ask(matters, reason=""), "U10")
    matters.refuses("extension.too_long", act, ask(matters, 16), "U10")
    matters.refuses("extension_refused", act, ask(matters, 11), "U10")
    matters.refuses("extension.too_long", act, ask(matters, 0), "U10")
    other = actions.AskExtension(matters.find("opinions", label="财政局"), 2, "需研究。", command_id())
    matters.refuses("extension_not_offered", act, other, "U14")
    matters.act(act, ask(matters), "U10")
    matters.refuses("request_waiting", act, ask(matters), "U10")
    matters.do("handle", "O1", {"result": "同意"}, role="request")
    matters.refuses("extension.again", act, ask(matters), "U10")


def test_after_due_it_is_refused(matters):
    matters.to_fork()
    matters.clock.move_to(at("2026-02-27T18:00"))
    matters.refuses("extension.late", actions.ask_extension, ask(matters), "U10")
    matters.clock.move_to(at("2026-02-28T09:00"))
    matters.refuses("extension.late", actions.ask_extension, ask(matters), "U10")


def test_a_refused_one_changes_no_due_and_may_be_asked_again(matters):
    matters.to_fork()
    matters.act(actions.ask_extension, ask(matters), "U10")
    matters.do("handle", "O1", {"result": "不同意"}, "请按期办结。", role="request")
    assert matters.task("handle").due_at == at("2026-02-27T17:30") and matters.kinds[-1] == "request.refused"
    matters.act(actions.ask_extension, ask(matters, 2), "U10")


def test_the_head_of_the_district_is_stood_in_for_only_by_a_written_order(matters):
    matters.to_fork()
    matters.act(actions.ask_extension, ask(matters, 8), "U10")
    assert matters.inbox_of("handle", role="request") == ["L1"]
    decide = actions.CompleteTask(matters.find("handle", role="request"), {"result": "同意"}, command_id(), "同意。")
    matters.refuses("not_yours", actions.complete_task, decide, "L2")
    order = Deputy(kind="order", deputy="L2", principal="L1", paper="青岚政任〔2026〕1号", since=at("2026-02-13T00:00").date())
    actions.change_organization(matters.office, Actor("A2"), lambda org, now: delegate(org, order), {"order": "L2", "for": "L1"})
    matters.act(actions.complete_task, decide, "L2")
    (request,) = rows(matters.office, t.request)
    assert request.state == "granted"


def test_an_extension_may_move_the_matters_own_due(matters):
    actions.publish_definition(matters.office, matter("whole", "instance"), Actor(SYSTEM))
    command = actions.StartInstance("whole", {**VALUES}, command_id())
    actions.start_instance(matters.office, command, Actor("U11"))
    matters.do("check", "O5", {"check_result": "同意"})
    whole = rows(matters.office, t.instance)[0].due_at
    matters.act(actions.ask_extension, ask(matters, 5), "U10")
    matters.do("handle", "O1", {"result": "同意"}, role="request")
    (instance,) = rows(matters.office, t.instance)
    assert instance.due_at > whole and instance.first_due_at == whole
    assert matters.task("handle").due_at == instance.due_at



def test_other_tasks_that_read_the_same_due_move_with_it(matters):
    """The diagram reads the due of two open tasks from one variable."""
    data = matter("twice").files["process.bpmn"].decode()
    (asked,) = re.findall(r"<zeebe:assignmentDefinition [^>]*\+ unit\][^>]*></zeebe:assignmentDefinition>", data)
    data = data.replace(asked, asked + '<zeebe:taskSchedule dueDate="=date and time(handle_due)"/>')
    package = Package({**matter("twice").files, "process.bpmn": data.encode()})
    actions.publish_definition(matters.office, package, Actor(SYSTEM))
    actions.start_instance(matters.office, actions.StartInstance("twice", {**VALUES}, command_id()), Actor("U11"))
    matters.do("check", "O5", {"check_result": "同意"})
    matters.act(actions.ask_extension, ask(matters), "U10")
    matters.do("handle", "O1", {"result": "同意"}, role="request")
    assert {r.due_at for r in rows(matters.office, t.task, t.task.c.state == "open")} == {at("2026-03-03T17:30")}
