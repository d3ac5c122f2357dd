"""Extensions, requests, receipts and dictation as the pages offer and show them."""

from __future__ import annotations

from datetime import datetime

from engine import actions, queries
from engine.actions import Actor
from engine.clock import LOCAL
from engine.store import tables as t
from tests.actions.desk import command_id, rows


def page(matters, person: str, element: str, **find: str):
    return queries.task_page(matters.office, person, matters.find(element, **find))


def test_an_extension_names_each_new_due_and_who_decides_it(matters):
    matters.to_fork()
    offered = page(matters, "U10", "handle").actions.extension
    assert [each.days for each in offered.choices] == list(range(1, 11)), "the decision refuses more than ten"
    assert {each.people for each in offered.choices if each.days <= 5} == {("文守正",)}
    assert {each.people for each in offered.choices if each.days > 5} == {("甄为民",)}
    assert offered.choices[2].due == datetime(2026, 3, 3, 17, 30, tzinfo=LOCAL)
    ask = actions.AskExtension(matters.find("handle"), 3, "需现场核实。", command_id())
    matters.act(actions.ask_extension, ask, "U10")
    again = page(matters, "U10", "handle").actions.extension
    assert again.choices == () and again.refused.code == "request_waiting"
    decides = page(matters, "O1", "handle", role="request")
    request = decides.inserted.request
    assert (request.kind, request.days, request.reason) == ("extension", 3, "需现场核实。")
    assert request.new == datetime(2026, 3, 3, 17, 30, tzinfo=LOCAL) and request.old < request.new
    assert decides.actions.transfer == () and not decides.actions.add_signer
    matters.do("handle", "O1", {"result": "同意"}, role="request")
    assert page(matters, "U10", "handle").actions.extension.refused.code == "extension.again"
    (change,) = queries.instance_page(matters.office, "U10", 1).dues
    assert (change.subject, change.why) == ("承办", "extension")


def test_another_unit_gets_it_only_by_request(matters):
    matters.to_fork()
    offered = page(matters, "U10", "handle").actions
    near = {each.id for unit in offered.transfer for each in unit.people}
    far = {each.id for unit in offered.by_request for each in unit.people}
    assert "U11" in near and "U14" in far and near.isdisjoint(far)
    ask = actions.TransferTask(matters.find("handle"), "U14", "属财政职责。", command_id())
    matters.act(actions.transfer_task, ask, "U10")
    assert page(matters, "O5", "handle", role="request").inserted.request.to == "蔡有度"
    assert page(matters, "U10", "handle").actions.by_request == ()


def test_a_step_nobody_may_do_for_another_offers_neither(matters):
    matters.to_approve()
    matters.do("approve", "L1")
    offered = page(matters, "O7", "seal").actions
    assert offered.transfer == () and not offered.delegate and offered.returns == ()


def test_a_secretary_writes_it_down_and_the_leader_confirms(matters):
    matters.to_approve()
    seen = page(matters, "O5", "approve")
    assert seen.acts_as is None and [each.id for each in seen.actions.dictates] == ["L1"] and seen.fields
    assert page(matters, "U11", "approve").actions.dictates == ()
    dictated = actions.CompleteTask(matters.find("approve"), {}, command_id(), "同意。", dictated="L1")
    matters.act(actions.complete_task, dictated, "O5")
    (waiting,) = queries.unconfirmed(matters.office, "L1")
    assert (waiting.text, waiting.by, waiting.step) == ("同意。", "文思齐", "审批")
    assert queries.unconfirmed(matters.office, "L2") == () == queries.unconfirmed(matters.office, "O5")
    assert [each.kind for each in queries.notices(matters.office, "L1")] == ["confirm"]
    assert queries.count_boxes(matters.office, "L1").done == 1
    matters.act(actions.confirm_opinion, actions.ConfirmOpinion(1, waiting.seq, command_id()), "L1")
    assert queries.unconfirmed(matters.office, "L1") == ()


def test_what_is_only_signed_for_has_its_box_and_may_be_done_in_batch(matters):
    matters.to_approve()
    matters.do("approve", "L1")
    matters.do("seal", "O7")
    counts = queries.count_boxes(matters.office, "U11")
    assert (counts.sign, counts.todo) == (1, 0)
    task = matters.find("receive")
    assert [row.task_id for row in queries.inbox(matters.office, "U11", view=queries.SIGN).rows] == [task]
    first = actions.acknowledge_tasks(matters.office, [task], "batch", Actor("U11"))
    again = actions.acknowledge_tasks(matters.office, [task], "batch", Actor("U11"))
    assert [each.refused for each in (*first, *again)] == [None, None]
    (ended,) = rows(matters.office, t.instance)
    assert ended.end_state == "已办结"
    (refused,) = actions.acknowledge_tasks(matters.office, [task], "other", Actor("U14"))
    assert refused.refused.code == "not_yours" and refused.title == ""
