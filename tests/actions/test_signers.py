"""转办, 委派, 加签, 减签: works, refuses others, refuses twice, leaves a trace."""

from __future__ import annotations

from engine import actions
from engine.store import tables as t
from tests.actions.desk import command_id, rows


def transfer(matters, element, to, why="另有安排。", **find):
    return actions.TransferTask(matters.find(element, **find), to, why, command_id())


def add(matters, element, to, when, values=None, **find):
    return actions.AddSigner(matters.find(element, **find), tuple(to), when, command_id(), "请把关。", values or {})


class TestTransfer:
    def test_within_the_unit_at_once(self, matters):
        matters.to_fork()
        due = matters.task("handle").due_at
        matters.act(actions.transfer_task, transfer(matters, "handle", "U11"), "U10")
        assert matters.inbox_of("handle") == ["U11"]
        task = matters.task("handle")
        assert (task.due_at, task.asked_by, task.version) == (due, "U10", 2)
        assert matters.kinds[-1] == "task.transferred"
        matters.do("handle", "U11")

    def test_to_another_unit_the_dispatcher_decides(self, matters):
        matters.to_fork()
        matters.act(actions.transfer_task, transfer(matters, "handle", "U12", "职责属农业农村局。"), "U10")
        assert matters.open == ["handle", "handle:request", "opinions", "opinions"]
        second = transfer(matters, "handle", "U12")
        matters.refuses("request_waiting", actions.transfer_task, second, "U10")
        decide = actions.CompleteTask(matters.find("handle", role="request"), {"result": "不同意"}, command_id(), "")
        matters.refuses("invalid_values", actions.complete_task, decide, "O5")  # a refusal says why
        matters.do("handle", "O5", {"result": "同意"}, role="request")
        assert matters.inbox_of("handle") == ["U12"]
        (request,) = rows(matters.office, t.request)
        assert (request.state, request.decided_by, request.content["to"]) == ("granted", "O5", "U12")

    def test_a_request_ends_with_the_task_it_is_about(self, matters):
        matters.to_fork()
        matters.act(actions.transfer_task, transfer(matters, "handle", "U12"), "U10")
        matters.do("handle", "U10")
        (request,) = rows(matters.office, t.request)
        assert request.state == "void" and matters.task("handle", role="request").state == "cancelled"

    def test_it_refuses(self, matters):
        matters.to_approve()
        act = actions.transfer_task
        matters.refuses("not_yours", act, transfer(matters, "approve", "O1"), "L3")
        matters.refuses("invalid_values", act, transfer(matters, "approve", "L1"), "L1")
        matters.refuses("invalid_values", act, transfer(matters, "approve", "nobody"), "L1")
        matters.refuses("invalid_values", act, transfer(matters, "approve", "A1"), "L1")  # no business post
        matters.refuses("invalid_values", act, transfer(matters, "approve", "L3", ""), "L1")
        matters.do("approve", "L1")
        matters.refuses("transfer_barred", act, transfer(matters, "seal", "O6"), "O7")

    def test_nobody_is_given_a_step_from_which_he_is_recused(self, matters):
        matters.start()
        matters.refuses("invalid_values", actions.transfer_task, transfer(matters, "check", "U11"), "O5")


class TestDelegate:
    def delegate(self, matters, to="U11"):
        return actions.DelegateTask(matters.find("handle"), to, "请先拟意见。", command_id())

    def test_it_comes_back_with_an_opinion_and_the_owner_decides(self, matters):
        matters.to_fork()
        matters.act(actions.delegate_task, self.delegate(matters), "U10")
        assert matters.open == ["handle!", "handle:delegate", "opinions", "opinions"]
        assert matters.inbox_of("handle") == []
        own = actions.CompleteTask(matters.find("handle"), {}, command_id(), "同意。")
        matters.refuses("task_held", actions.complete_task, own, "U10")
        empty = actions.CompleteTask(matters.find("handle", role="delegate"), {}, command_id(), "")
        matters.refuses("invalid_values", actions.complete_task, empty, "U11")
        matters.do("handle", "U11", {}, "建议同意。", role="delegate")
        assert matters.open == ["handle", "opinions", "opinions"]
        assert [o.text for o in rows(matters.office, t.opinion, t.opinion.c.kind == "inserted")] == ["建议同意。"]
        matters.do("handle", "U10")

    def test_it_can_be_called_back_by_who_delegated(self, matters):
        matters.to_fork()
        matters.act(actions.delegate_task, self.delegate(matters), "U10")
        remove = actions.RemoveSigner(matters.find("handle", role="delegate"), command_id())
        matters.refuses("not_yours", actions.remove_signer, remove, "U11")
        matters.act(actions.remove_signer, remove, "U10")
        assert matters.act(actions.remove_signer, remove, "U10").repeated
        assert matters.open == ["handle", "opinions", "opinions"]

    def test_what_ends_the_task_ends_the_delegation(self, matters):
        matters.to_fork()
        matters.act(actions.delegate_task, self.delegate(matters), "U10")
        matters.back("opinions", "U14", "check", label="财政局")
        assert matters.open == ["check"]
        assert matters.task("handle", role="delegate").state == "cancelled"

    def test_it_refuses(self, matters):
        matters.to_fork()
        act = actions.delegate_task
        matters.refuses("not_yours", act, self.delegate(matters), "U12")
        matters.refuses("invalid_values", act, self.delegate(matters, "U10"), "U10")
        matters.act(act, self.delegate(matters), "U10")
        matters.refuses("task_held", act, self.delegate(matters), "U10")


class TestAddSigner:
    def test_before_me_all_must_answer_first(self, matters):
        matters.start()
        matters.act(actions.add_signer, add(matters, "check", ["O2", "O3"], "before"), "O5")
        assert matters.open == ["check!", "check:before", "check:before"]
        matters.do("check", "O2", {"result": "不同意"}, "不宜。", role="before", label="文致远")
        assert matters.open == ["check!", "check:before"]
        matters.do("check", "O3", {"result": "同意"}, "可行。", role="before", label="文必果")
        assert matters.open == ["check"]
        assert [o.result for o in rows(matters.office, t.opinion)] == ["不同意", "同意"]
        matters.do("check", "O5", {"check_result": "同意"})

    def test_after_me_my_answer_waits_for_theirs(self, matters):
        matters.start()
        matters.act(actions.add_signer, add(matters, "check", ["O2"], "after", {"check_result": "同意"}), "O5")
        assert matters.open == ["check!", "check:after"] and matters.kinds[-1] == "task.answered"
        matters.do("check", "O2", {"result": "同意"}, role="after")
        assert matters.open == ["handle", "opinions", "opinions"]
        task = matters.task("check")
        assert (task.state, task.closed_by, task.answers) == ("completed", "O5", {"check_result": "同意"})

    def test_after_me_a_dissent_brings_it_back_to_me(self, matters):
        matters.start()
        matters.act(actions.add_signer, add(matters, "check", ["O2", "O3"], "after", {"check_result": "同意"}), "O5")
        matters.do("check", "O2", {"result": "不同意"}, "请再核。", role="after", label="文致远")
        assert matters.open == ["check"]

    def test_taking_out_the_last_after_me_lets_the_answer_go_on(self, matters):
        matters.start()
        matters.act(actions.add_signer, add(matters, "check", ["O2"], "after", {"check_result": "同意"}), "O5")
        remove = actions.RemoveSigner(matters.find("check", role="after"), command_id())
        matters.act(actions.remove_signer, remove, "O5")
        assert matters.open == ["handle", "opinions", "opinions"]

    def test_beside_the_others_and_out_again(self, matters):
        matters.to_fork()
        matters.act(actions.add_signer, add(matters, "opinions", ["交通运输局"], "round", label="财政局"), "U14")
        assert matters.inbox_of("opinions", label="交通运输局") == ["unit-head@交通运输局"]
        again = add(matters, "opinions", ["交通运输局"], "round", label="财政局")
        matters.refuses("invalid_values", actions.add_signer, again, "U14")
        remove = actions.RemoveSigner(matters.find("opinions", label="交通运输局"), command_id())
        matters.refuses("not_yours", actions.remove_signer, remove, "U12")
        matters.act(actions.remove_signer, remove, "U14")
        owner = actions.RemoveSigner(matters.find("opinions", label="农业农村局"), command_id())
        matters.act(actions.remove_signer, owner, "O1")
        last = actions.RemoveSigner(matters.find("opinions", label="财政局"), command_id())
        matters.refuses("last_signer", actions.remove_signer, last, "O1")
        matters.do("opinions", "U14", {"vote": "同意"}, label="财政局")
        matters.do("handle", "U10")
        assert matters.open == ["approve"]

    def test_it_refuses(self, matters):
        matters.start()
        act = actions.add_signer
        matters.refuses("not_yours", act, add(matters, "check", ["O2"], "before"), "U12")
        matters.refuses("invalid_values", act, add(matters, "check", [], "before"), "O5")
        matters.refuses("invalid_values", act, add(matters, "check", ["O5"], "before"), "O5")
        matters.refuses("invalid_values", act, add(matters, "check", ["U11"], "before"), "O5")  # recused
        matters.refuses("invalid_values", act, add(matters, "check", ["O2"], "after"), "O5")  # its own form is blank
        matters.refuses("not_multiple", act, add(matters, "check", ["财政局"], "round"), "O5")
