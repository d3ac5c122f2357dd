"""领导意见代录, 确认, 更正; messages that link two matters."""

from __future__ import annotations

from engine import actions
from engine.store import tables as t
from tests.actions.desk import command_id, rows


def dictate(matters, leader="L1", opinion="同意,请抓紧落实。"):
    return actions.CompleteTask(matters.find("approve"), {}, command_id(), opinion, dictated=leader)


def line(matters):
    return rows(matters.office, t.opinion, t.opinion.c.element == "approve")[0]


def test_a_secretary_writes_down_and_the_leader_confirms(matters):
    matters.to_approve()
    matters.act(actions.complete_task, dictate(matters), "O5")
    found = line(matters)
    assert (found.person, found.signature, found.kind, found.confirmed_at) == ("L1", "甄为民(代录:文思齐)", "dictated", None)
    task = matters.task("approve")
    assert (task.closed_by, task.on_behalf_of) == ("O5", "L1")
    confirm = actions.ConfirmOpinion(1, found.seq, command_id())
    matters.refuses("not_yours", actions.confirm_opinion, confirm, "O5")
    matters.act(actions.confirm_opinion, confirm, "L1")
    assert line(matters).confirmed_at is not None and matters.kinds[-1] == "opinion.confirmed"
    again = actions.ConfirmOpinion(1, found.seq, command_id())
    matters.refuses("already_confirmed", actions.confirm_opinion, again, "L1")


def test_only_where_the_step_says_so_and_only_for_who_holds_it(matters):
    matters.to_approve()
    matters.refuses("not_yours", actions.complete_task, dictate(matters), "O6")
    matters.refuses("not_yours", actions.complete_task, dictate(matters, "L3"), "O5")
    matters.refuses("invalid_values", actions.complete_task, dictate(matters, opinion=""), "O5")


def test_a_correction_is_a_new_line(matters):
    matters.to_approve()
    matters.do("approve", "L1", {}, "同意。")
    found = line(matters)
    correct = actions.CorrectOpinion(1, found.seq, "同意,限三日内办结。", command_id())
    matters.refuses("not_yours", actions.correct_opinion, correct, "O5")
    empty = actions.CorrectOpinion(1, found.seq, " ", command_id())
    matters.refuses("invalid_values", actions.correct_opinion, empty, "L1")
    matters.act(actions.correct_opinion, correct, "L1")
    lines = rows(matters.office, t.opinion, t.opinion.c.element == "approve")
    assert [(o.text, o.corrects) for o in lines] == [("同意。", None), ("同意,限三日内办结。", found.seq)]
    of_correction = actions.CorrectOpinion(1, lines[1].seq, "再改。", command_id())
    matters.refuses("not_yours", actions.correct_opinion, of_correction, "L1")


def test_correct_a_line_that_is_not_there(matters):
    matters.to_approve()
    matters.refuses("not_yours", actions.correct_opinion, actions.CorrectOpinion(1, 99, "改。", command_id()), "L1")
