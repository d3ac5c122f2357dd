"""传阅, 抄送, 已阅, 催办, 关注, 常用语."""

from __future__ import annotations

import pytest

from engine import actions
from engine.actions import Actor
from engine.errors import Invalid, Missing, NotYours
from engine.store import tables as t
from tests.actions.desk import command_id, rows


def circulate(to, words="请阅。", kind="传阅"):
    return actions.Circulate(1, tuple(to), command_id(), kind, words)


def read(words=""):
    return actions.MarkRead(1, command_id(), words)


def test_readings_never_block_and_are_counted_apart(matters):
    matters.to_fork()
    matters.act(actions.circulate, circulate(["O2", "liaison@青石街道"]), "O5")
    found = rows(matters.office, t.reading)
    assert sorted((r.person, r.kind, r.sent_by) for r in found) == [("O2", "传阅", "O5"), ("U2", "传阅", "O5")]
    assert matters.open == ["handle", "opinions", "opinions"]
    assert matters.kinds[-1] == "instance.circulated"
    assert {r.recipient for r in rows(matters.office, t.outbox, t.outbox.c.kind == "reading")} == {"O2", "U2"}


def test_read_needs_opening_and_only_the_unread_are_reminded(matters):
    matters.to_fork()
    matters.act(actions.circulate, circulate(["O2", "U2"]), "O5")
    matters.refuses("not_opened", actions.mark_read, read(), "O2")
    assert actions.open_reading(matters.office, 1, Actor("O2")) and not actions.open_reading(matters.office, 1, Actor("O2"))
    matters.act(actions.mark_read, read("已阅,无意见。"), "O2")
    matters.refuses("already_read", actions.mark_read, read(), "O2")
    matters.refuses("not_yours", actions.mark_read, read(), "U12")
    assert [o.text for o in rows(matters.office, t.opinion, t.opinion.c.kind == "read")] == ["已阅,无意见。"]
    matters.act(actions.remind_readers, actions.RemindReaders(1, command_id()), "O5")
    assert {r.person: r.urges for r in rows(matters.office, t.reading)} == {"O2": 0, "U2": 1}
    actions.open_reading(matters.office, 1, Actor("U2"))
    matters.act(actions.mark_read, read(), "U2")
    matters.refuses("all_read", actions.remind_readers, actions.RemindReaders(1, command_id()), "O5")


def test_an_ended_matter_can_be_copied_to_somebody(matters):
    matters.start()
    actions.cancel_instance(matters.office, actions.CancelInstance(1, "有误。", command_id()), Actor("U11"))
    matters.act(actions.circulate, circulate(["O2"], kind="抄送"), "U11")
    assert rows(matters.office, t.reading)[0].kind == "抄送"


def test_circulating_refuses(matters):
    matters.to_fork()
    matters.refuses("not_yours", actions.circulate, circulate(["O2"]), "U1")
    for to in ([], ["nobody"], ["O5"], ["A1"]):
        matters.refuses("invalid_values", actions.circulate, circulate(to), "O5")


class TestUrge:
    def urge(self, matters, element="handle"):
        return actions.UrgeTask(matters.find(element), command_id(), "请抓紧。")

    def test_it_is_counted_and_from_the_second_the_head_is_told(self, matters):
        matters.to_fork()
        matters.act(actions.transfer_task, actions.TransferTask(matters.find("handle"), "U11", "请办。", command_id()), "U10")
        matters.act(actions.urge_task, self.urge(matters), "O5")
        assert matters.body["people"] == ["U11"] and matters.body["heads"] == []
        matters.act(actions.urge_task, self.urge(matters), "O1")
        assert matters.body["heads"] == ["U10"] and matters.task("handle").urges == 2
        assert matters.kinds[-1] == "task.urged"

    def test_it_refuses(self, matters):
        matters.to_fork()
        matters.refuses("not_yours", actions.urge_task, self.urge(matters), "U1")
        matters.do("handle", "U10")
        matters.refuses("task_closed", actions.urge_task, self.urge(matters), "O5")
        matters.do("opinions", "U14", {"vote": "同意"}, label="财政局")
        matters.do("opinions", "U12", {"vote": "同意"}, label="农业农村局")
        matters.refuses("own_task", actions.urge_task, self.urge(matters, "approve"), "L1")


def test_following_is_a_list_of_ones_own(matters):
    matters.start()
    actions.follow_instance(matters.office, 1, Actor("U11"))
    actions.follow_instance(matters.office, 1, Actor("U11"))
    assert [r.person for r in rows(matters.office, t.follow)] == ["U11"]
    with pytest.raises(NotYours):
        actions.follow_instance(matters.office, 1, Actor("U1"))
    actions.unfollow_instance(matters.office, 1, Actor("U11"))
    assert rows(matters.office, t.follow) == []


def test_phrases_are_ones_own(matters):
    number = actions.add_phrase(matters.office, " 拟同意, 请 审定。 ", Actor("O5"))
    assert [r.text for r in rows(matters.office, t.phrase)] == ["拟同意, 请 审定。"]
    for text in ("", "x" * 201, "a\u202eb"):
        with pytest.raises(Invalid):
            actions.add_phrase(matters.office, text, Actor("O5"))
    with pytest.raises(Missing):
        actions.drop_phrase(matters.office, number, Actor("O6"))
    actions.drop_phrase(matters.office, number, Actor("O5"))
    assert rows(matters.office, t.phrase) == []
