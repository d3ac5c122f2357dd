"""退回, 撤回, 跳转: works, refuses others, refuses twice, leaves a trace."""

from __future__ import annotations

from engine import actions
from engine.actions import Actor
from engine.store import tables as t
from tests.actions.desk import command_id, rows


def returning(matters, element, to, opinion="请补充。", direct=False, **find):
    return actions.ReturnTask(matters.find(element, **find), to, opinion, command_id(), direct)


class TestReturn:
    def test_to_the_step_before_within_a_sub_process_and_out_of_it(self, matters):
        matters.to_approve()
        receipt = matters.back("approve", "L1", "check", "请重新核稿。")
        assert matters.open == ["check"] and len(receipt.opened) == 1
        task = matters.task("approve")
        assert (task.state, task.closed_by) == ("returned", "L1")
        assert matters.kinds[-1] == "task.returned"
        (line,) = rows(matters.office, t.opinion, t.opinion.c.kind == "returned")
        assert (line.result, line.text, line.person) == ("退回", "请重新核稿。", "L1")
        matters.do("check", "O5", {"check_result": "同意"})
        assert matters.open == ["handle", "opinions", "opinions"]

    def test_before_the_fork_ends_the_siblings(self, matters):
        matters.to_fork()
        matters.do("opinions", "U14", {"vote": "同意"}, label="财政局")
        matters.back("handle", "U10", "previous")
        assert matters.open == ["check"]
        assert {r.state for r in rows(matters.office, t.task, t.task.c.element == "opinions")} == {"completed", "cancelled"}
        assert rows(matters.office, t.timer) == []

    def test_to_the_drafter_who_goes_the_whole_way_again_or_straight_back(self, matters):
        matters.start()
        matters.back("check", "O5", "drafter", direct=True)
        task = matters.task("revise")
        assert task.principals == ["U11"] and task.back == "check"
        matters.do("revise", "U11")
        assert matters.open == ["check"]
        matters.back("check", "O5", "revise")
        assert matters.task("revise").back is None
        matters.do("revise", "U11")
        assert matters.open == ["check"]

    def test_it_refuses(self, matters):
        matters.to_fork()
        act = actions.return_task
        matters.refuses("not_yours", act, returning(matters, "handle", "check"), "U12")
        matters.refuses("invalid_values", act, returning(matters, "handle", "check", "  "), "U10")
        matters.refuses("return_impossible", act, returning(matters, "handle", "opinions"), "U10")
        matters.refuses("return_impossible", act, returning(matters, "handle", "approve"), "U10")
        matters.refuses("return_impossible", act, returning(matters, "handle", "nowhere"), "U10")
        matters.refuses("direct_impossible", act, returning(matters, "handle", "check", direct=True), "U10")
        once = returning(matters, "handle", "check")
        matters.act(act, once, "U10")
        assert matters.act(act, once, "U10").repeated
        matters.refuses("task_closed", act, returning(matters, "handle", "check"), "U10")

    def test_a_step_that_does_not_return_refuses(self, matters):
        matters.to_approve()
        matters.do("approve", "L1")
        matters.refuses("return_impossible", actions.return_task, returning(matters, "seal", "approve"), "O7")

    def test_a_number_once_drawn_stays_the_matters(self, matters):
        matters.to_fork()
        (number,) = rows(matters.office, t.document_number)
        matters.back("handle", "U10", "check")
        matters.do("check", "O5", {"check_result": "同意"})
        assert rows(matters.office, t.document_number) == [number]

    def test_the_steps_clock_restarts_the_matters_does_not(self, matters):
        matters.to_fork()
        (before,) = rows(matters.office, t.instance)
        first = matters.task("handle").due_at
        matters.clock.move_to(matters.clock.now().replace(day=16))
        matters.back("handle", "U10", "check")
        matters.do("check", "O5", {"check_result": "同意"})
        (after,) = rows(matters.office, t.instance)
        assert after.due_at == before.due_at and matters.task("handle").due_at > first


class TestWithdraw:
    def test_until_somebody_opens_it(self, matters):
        matters.to_fork()
        assert actions.open_task(matters.office, matters.find("check"), Actor("O5")) is False
        matters.withdraw("check", "O5")
        assert matters.open == ["check"]
        assert matters.kinds[-1] == "task.withdrawn"
        assert rows(matters.office, t.opinion)[0].kind == "withdrawn"
        matters.do("check", "O5", {"check_result": "同意"})
        assert actions.open_task(matters.office, matters.find("handle"), Actor("U11"))
        assert matters.kinds[-1] == "task.opened"
        again = actions.WithdrawTask(matters.find("check", state="completed"), command_id())
        matters.refuses("withdraw_late", actions.withdraw_task, again, "O5")

    def test_looking_by_others_leaves_no_trace(self, matters):
        matters.to_fork()
        assert actions.open_task(matters.office, matters.find("handle"), Actor("U1")) is False
        assert matters.task("handle").opened_at is None

    def test_a_branch_takes_back_its_token_at_the_join(self, matters):
        matters.to_fork()
        matters.do("handle", "U10")
        matters.withdraw("handle", "U10")
        assert matters.open == ["handle", "opinions", "opinions"]

    def test_one_vote(self, matters):
        matters.to_fork()
        matters.do("opinions", "U14", {"vote": "不同意"}, label="财政局")
        matters.withdraw("opinions", "U14", label="财政局")
        assert matters.open == ["handle", "opinions", "opinions"]
        matters.do("opinions", "U14", {"vote": "同意"}, label="财政局")
        matters.do("opinions", "U12", {"vote": "同意"}, label="农业农村局")
        matters.do("handle", "U10")
        assert matters.open == ["approve"]

    def test_not_after_the_join_has_fired_nor_by_others(self, matters):
        matters.to_approve()
        act = actions.withdraw_task
        own = actions.WithdrawTask(matters.find("handle", state="completed"), command_id())
        matters.refuses("withdraw_impossible", act, own, "U10")
        matters.refuses("not_yours", act, own, "U11")
        vote = actions.WithdrawTask(matters.find("opinions", state="completed", label="财政局"), command_id())
        assert matters.refuses("not_multiple", act, vote, "U14")

    def test_not_twice(self, matters):
        matters.to_fork()
        command = actions.WithdrawTask(matters.find("check"), command_id())
        matters.act(actions.withdraw_task, command, "O5")
        assert matters.act(actions.withdraw_task, command, "O5").repeated
        matters.refuses("withdraw_impossible", actions.withdraw_task, actions.WithdrawTask(command.task_id, command_id()), "O5")


class TestJump:
    def jump(self, to, reason="原路径有误。", task=None):
        return actions.JumpInstance(1, to, reason, command_id(), task)

    def test_the_owner_sets_the_matter_anywhere(self, matters):
        matters.to_fork()
        matters.act(actions.jump_instance, self.jump("receive"), "O1")
        assert matters.open == ["receive"]
        body = matters.body
        assert body["before"] == ["handle#1", "opinions#1", "opinions#1/[0]", "opinions#1/[1]"]
        assert body["after"] == ["receive#1"] and body["reason"] == "原路径有误。"

    def test_into_a_sub_process(self, matters):
        matters.start()
        matters.act(actions.jump_instance, self.jump("seal"), "O1")
        assert matters.open == ["seal"]
        matters.do("seal", "O7")
        assert matters.open == ["receive"]

    def test_it_refuses(self, matters):
        matters.to_fork()
        act = actions.jump_instance
        matters.refuses("not_yours", act, self.jump("receive"), "O5")
        matters.refuses("invalid_values", act, self.jump("receive", " "), "O1")
        matters.refuses("return_impossible", act, self.jump("handle"), "O1")
        matters.refuses("target_unknown", act, self.jump("j"), "O1")
        matters.refuses("target_unknown", act, self.jump("nowhere"), "O1")
        matters.act(act, self.jump("check"), "O1")
        matters.refuses("task_closed", act, self.jump("receive", task=matters.find("handle")), "O1")


class TestCancel:
    def test_numbers_of_what_is_ended_are_void_and_not_used_again(self, matters):
        matters.to_fork()
        command = actions.CancelInstance(1, "重复发起。", command_id())
        matters.refuses("already_handled", actions.cancel_instance, command, "U11")
        matters.act(actions.cancel_instance, command, "O1")
        assert [(n.text, n.voided) for n in rows(matters.office, t.document_number)] == [("事〔2026〕1号", True)]
        assert matters.open == [] and rows(matters.office, t.inbox) == [] and rows(matters.office, t.timer) == []
        matters.start()
        check = matters.find("check")
        actions.complete_task(matters.office, actions.CompleteTask(check, {"check_result": "同意"}, command_id()), Actor("O5"))
        assert [n.text for n in rows(matters.office, t.document_number)] == ["事〔2026〕1号", "事〔2026〕2号"]
