"""签收, 退还, 草稿, 撤回, 附件, timers and messages: each works, refuses others, refuses twice, leaves a trace."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import pytest

from engine import actions
from engine.actions import Actor, Upload
from engine.clock import LOCAL
from engine.errors import Invalid, NotNow, NotYours
from engine.store import tables as t
from engine.store.replay import compare
from tests.actions import desk


def claim(office, by, command=None):
    return actions.claim_task(
        office, actions.ClaimTask(desk.task_of(office, "review"), command or desk.command_id()), Actor(by)
    )


def release(office, by):
    return actions.release_task(office, actions.ReleaseTask(desk.task_of(office, "review"), desk.command_id()), Actor(by))


def cancel(office, by, reason="情况变化"):
    return actions.cancel_instance(office, actions.CancelInstance(1, reason, desk.command_id()), Actor(by))


class TestClaim:
    def test_it_names_who_has_the_task(self, office):
        desk.start(office)
        claim(office, "O5")
        (task,) = desk.rows(office, t.task)
        assert (task.assignee, task.version) == ("O5", 2)
        assert desk.kinds(office)[-1] == "task.claimed"
        assert compare(office, 1) == []

    def test_it_refuses_others_and_twice(self, office):
        desk.start(office)
        with pytest.raises(NotYours):
            claim(office, "U12")
        claim(office, "O5", "once")
        assert claim(office, "O5", "once").repeated
        with pytest.raises(NotNow):
            claim(office, "O5")

    def test_it_can_be_given_back(self, office):
        desk.start(office)
        with pytest.raises(NotNow):
            release(office, "O5")
        claim(office, "O5")
        release(office, "O5")
        assert desk.rows(office, t.task)[0].assignee is None
        assert compare(office, 1) == []


class TestCancel:
    def test_the_initiator_may_before_anybody_handled_it(self, office):
        desk.start(office)
        receipt = cancel(office, "U11")
        assert receipt.state == "cancelled"
        assert desk.rows(office, t.inbox) == []
        assert desk.rows(office, t.timer) == []
        assert compare(office, 1) == []

    def test_later_only_the_director_may(self, office):
        desk.start(office)
        desk.review(office)
        with pytest.raises(NotNow) as refused:
            cancel(office, "U11")
        assert refused.value.code == "already_handled"
        with pytest.raises(NotYours):
            cancel(office, "O6")
        cancel(office, "O1")
        with pytest.raises(NotNow):
            cancel(office, "O1")
        assert compare(office, 1) == []

    def test_it_needs_a_reason(self, office):
        desk.start(office)
        with pytest.raises(Invalid):
            cancel(office, "U11", "  ")


class TestDraft:
    def test_it_is_kept_and_replaced(self, office):
        desk.start(office)
        task = desk.task_of(office, "review")
        save = actions.SaveDraft({"review_result": "同意"}, task_id=task, opinion="拟同意")
        first = actions.save_draft(office, save, Actor("O5"))
        assert actions.save_draft(office, save, Actor("O5")) == first
        assert len(desk.rows(office, t.draft)) == 1
        assert desk.kinds(office) == ["instance.started"]

    def test_it_refuses_others(self, office):
        desk.start(office)
        with pytest.raises(NotYours):
            actions.save_draft(office, actions.SaveDraft({}, task_id=desk.task_of(office, "review")), Actor("U1"))
        mine = actions.save_draft(office, actions.SaveDraft({"title": "x"}, procedure="approval"), Actor("U11"))
        with pytest.raises(NotYours):
            actions.save_draft(office, actions.SaveDraft({}, procedure="approval", draft_id=mine), Actor("U9"))

    def test_a_huge_one_is_refused(self, office):
        with pytest.raises(Invalid):
            actions.save_draft(office, actions.SaveDraft({"title": "长" * 200_000}, procedure="approval"), Actor("U11"))


class TestTimers:
    def test_nothing_fires_early(self, office, clock):
        desk.start(office)
        clock.move_to(datetime(2026, 2, 14, 17, 29, tzinfo=LOCAL))
        assert actions.fire_timers(office) == 0

    def test_a_due_timer_fires_once_and_urges(self, office, clock):
        desk.start(office)
        clock.move_to(datetime(2026, 2, 14, 17, 30, tzinfo=LOCAL))
        assert actions.fire_timers(office) == 1
        assert actions.fire_timers(office) == 0
        assert desk.rows(office, t.task)[0].urges == 1
        (notice,) = desk.rows(office, t.outbox)
        assert (notice.kind, notice.recipient) == ("urge", "O5")
        assert desk.kinds(office)[-1] == "timer.fired"
        assert compare(office, 1) == []

    def test_a_finished_step_does_not_urge(self, office, clock):
        desk.start(office)
        desk.review(office)
        clock.move_to(datetime(2026, 3, 1, 9, 0, tzinfo=LOCAL))
        assert actions.fire_timers(office) == 0


class TestMessages:
    def correlate(self, office, number="QS20260001", command=None):
        message = actions.CorrelateMessage("ruling", number, command or desk.command_id(), {"ruling": "同意"})
        return actions.correlate_message(office, message, Actor("system"))

    def test_one_reaches_the_instance_that_waits_for_it(self, office):
        desk.to_sign(office)
        desk.sign(office)
        assert self.correlate(office, command="m").end_state == "已办结"
        assert self.correlate(office, command="m").repeated
        assert desk.rows(office, t.instance)[0].document_number == "测试〔2026〕1号"
        assert compare(office, 1) == []

    def test_nobody_waits(self, office):
        desk.start(office)
        with pytest.raises(NotNow):
            self.correlate(office)

    def test_another_key_is_not_mine(self, office):
        desk.to_sign(office)
        desk.sign(office)
        with pytest.raises(NotNow):
            self.correlate(office, "QS20260002")


class TestAttachments:
    def attach(self, office, by, *names, command=None):
        uploads = [Upload(name, "application/pdf", BytesIO(b"content of " + name.encode())) for name in names]
        command = actions.AttachFiles(1, uploads, command or desk.command_id())
        return actions.attach_files(office, command, Actor(by))

    def test_chinese_names_are_kept(self, office):
        desk.start(office)
        self.attach(office, "U11", "关于防汛的通知.docx")
        (file,) = desk.rows(office, t.attachment)
        assert file.name == "关于防汛的通知.docx"
        assert office.files.path(file.sha256).read_bytes() == "content of 关于防汛的通知.docx".encode()
        assert compare(office, 1) == []

    def test_it_refuses_strangers(self, office):
        desk.start(office)
        with pytest.raises(NotYours):
            self.attach(office, "U12", "a.pdf")

    def test_it_refuses_twice_and_too_many(self, office):
        desk.start(office)
        self.attach(office, "U11", "a.pdf", command="once")
        assert self.attach(office, "U11", "a.pdf", command="once").repeated
        with pytest.raises(Invalid):
            self.attach(office, "U11", *(f"{n}.pdf" for n in range(20)))

    @pytest.mark.parametrize("name", ["", "..", "a\x00b.pdf", "x\u202efdp.exe", "长" * 201])
    def test_bad_names_are_refused(self, office, name):
        desk.start(office)
        with pytest.raises(Invalid):
            self.attach(office, "U11", name)

    def test_folders_in_a_name_are_dropped(self, office):
        desk.start(office)
        self.attach(office, "U11", "../../etc/通知.pdf")
        assert desk.rows(office, t.attachment)[0].name == "通知.pdf"
