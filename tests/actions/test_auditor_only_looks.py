"""An auditor acts on nothing: every action refuses him, even where a diagram, a candidate list or a deputy names him."""

from __future__ import annotations

import io
from datetime import date

import pytest
from sqlalchemy import update

from engine import actions, queries
from engine.actions import Actor
from engine.errors import Refused
from engine.organization.changes import delegate
from engine.organization.records import Deputy
from engine.store import tables as t
from tests.actions.desk import command_id, rows

AUDITOR = "A5"


@pytest.fixture
def named(matters):
    """A matter at 承办 whose every open task was given to the auditor, in which he has a part and a reading."""
    matters.to_fork()
    with matters.office.database.write() as connection:  # no procedure that passes the check could do this
        connection.execute(
            update(t.task).where(t.task.c.state == "open").values(principals=[AUDITOR], candidates=[AUDITOR])
        )
        connection.execute(t.participant.insert(), {"principal": AUDITOR, "instance_id": 1})
    return matters


def attempts(m) -> dict[str, tuple]:
    task, done = m.find("handle"), m.find("check")
    c = command_id
    file = actions.Upload("a.txt", "text/plain", io.BytesIO(b"x"))
    return {
        "start": (actions.start_instance, actions.StartInstance("matter", {"title": "x"}, c())),
        "complete": (actions.complete_task, actions.CompleteTask(task, {}, c(), "同意。")),
        "dictate": (actions.complete_task, actions.CompleteTask(task, {}, c(), "同意。", dictated="L1")),
        "claim": (actions.claim_task, actions.ClaimTask(task, c())),
        "release": (actions.release_task, actions.ReleaseTask(task, c())),
        "draft": (actions.save_draft, actions.SaveDraft({}, task_id=task)),
        "start draft": (actions.save_draft, actions.SaveDraft({"title": "x"}, "matter")),
        "return": (actions.return_task, actions.ReturnTask(task, "check", "请补充。", c())),
        "withdraw": (actions.withdraw_task, actions.WithdrawTask(done, c())),
        "transfer": (actions.transfer_task, actions.TransferTask(task, "O6", "请办。", c())),
        "delegate": (actions.delegate_task, actions.DelegateTask(task, "O6", "请办。", c())),
        "add signer": (actions.add_signer, actions.AddSigner(task, ("O6",), "before", "请签。", c())),
        "remove signer": (actions.remove_signer, actions.RemoveSigner(task, c())),
        "urge": (actions.urge_task, actions.UrgeTask(task, c())),
        "extend": (actions.ask_extension, actions.AskExtension(task, 2, "复杂。", c())),
        "circulate": (actions.circulate, actions.Circulate(1, ("O6",), c())),
        "remind": (actions.remind_readers, actions.RemindReaders(1, c())),
        "read": (actions.mark_read, actions.MarkRead(1, c())),
        "follow": (actions.follow_instance, 1),
        "attach": (actions.attach_files, actions.AttachFiles(1, [file], c())),
        "cancel": (actions.cancel_instance, actions.CancelInstance(1, "不办了。", c())),
        "pause": (actions.pause_instance, actions.PauseInstance(1, "补正。", c())),
        "suspend": (actions.suspend_instance, actions.SuspendInstance(1, "挂起。", c())),
        "resume": (actions.resume_instance, actions.ResumeInstance(1, "恢复。", c())),
        "jump": (actions.jump_instance, actions.JumpInstance(1, "check", "重办。", c())),
        "confirm": (actions.confirm_opinion, actions.ConfirmOpinion(1, 2, c())),
        "correct": (actions.correct_opinion, actions.CorrectOpinion(1, 2, "更正。", c())),
    }


@pytest.mark.tampers
@pytest.mark.parametrize("person", [AUDITOR, "A1", "A3"])
def test_every_action_refuses_him(named, person):
    if person != AUDITOR:  # nor does an administrator act
        with named.office.database.write() as connection:
            connection.execute(update(t.task).where(t.task.c.state == "open").values(principals=[person]))
            connection.execute(t.participant.insert(), {"principal": person, "instance_id": 1})
    before = named.everything()
    drafts, follows = rows(named.office, t.draft), rows(named.office, t.follow)
    for name, (action, command) in attempts(named).items():
        with pytest.raises(Refused) as refused:
            action(named.office, command, Actor(person))
        assert refused.value.status in (404, 409, 422), name
        assert refused.value.code in ("not_yours", "not_allowed"), (name, refused.value.code)
    assert named.everything() == before
    assert (rows(named.office, t.draft), rows(named.office, t.follow)) == (drafts, follows)
    assert not actions.open_task(named.office, named.find("handle"), Actor(person))
    assert named.everything() == before


@pytest.mark.tampers
def test_what_he_may_see_offers_him_nothing_to_do(named):
    page = queries.instance_page(named.office, AUDITOR, 1)
    offered = page.actions
    assert not (offered.any or offered.circulate or offered.remind or offered.mark_read or offered.jump)
    assert queries.inbox(named.office, AUDITOR).rows == () or all(row.task_id for row in page.waiting)


def test_nobody_makes_him_a_deputy(matters):
    deputy = Deputy(kind="leave", deputy=AUDITOR, principal="O5", since=date(2026, 2, 1), until=date(2026, 3, 1))
    with pytest.raises(Refused, match="incompatible"):
        actions.change_organization(matters.office, Actor("A2"), lambda org, now: delegate(org, deputy), {})
