"""补正, 挂起, 恢复, and a new year table: what stands still, and how dues go on (domain.md section 0)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

from engine import actions
from engine.actions import Actor
from engine.clock import LOCAL
from engine.store import tables as t
from tests.actions.desk import command_id, rows


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def pause(reason="请来文单位补充附件。"):
    return actions.PauseInstance(1, reason, command_id())


def resume(reason="材料已补齐。"):
    return actions.ResumeInstance(1, reason, command_id())


def suspend(reason="等待上级部署。"):
    return actions.SuspendInstance(1, reason, command_id())


def test_a_pause_stops_tasks_and_timers_and_the_clocks_go_on_after_it(matters):
    matters.to_fork()  # 2026-02-13, handle due 02-27
    matters.clock.move_to(at("2026-02-25T10:00"))
    matters.act(actions.pause_instance, pause(), "U10")
    complete = actions.CompleteTask(matters.find("handle"), {}, command_id(), "同意。")
    matters.refuses("paused", actions.complete_task, complete, "U10")
    matters.refuses("paused", actions.return_task, actions.ReturnTask(complete.task_id, "check", "退。", command_id()), "U10")
    matters.clock.move_to(at("2026-03-03T09:00"))
    assert actions.fire_timers(matters.office) == 0 and actions.next_due(matters.office) is None
    matters.act(actions.resume_instance, resume(), "U10")
    # two working days were left on 02-25; they go on from the day after receipt
    assert matters.task("handle").due_at == at("2026-03-05T17:30")
    assert [r.due_at for r in rows(matters.office, t.timer)] == [at("2026-03-05T17:30")]
    whys = {(r.subject, r.why) for r in rows(matters.office, t.due_change)}
    assert ("instance", "resumption") in whys and len(whys) == 2, "the opinions were overdue already and stay so"
    assert matters.kinds[-1] == "instance.resumed"
    matters.do("handle", "U10")


def test_a_suspension_runs_the_clocks_and_what_fell_due_fires_afterwards(matters):
    matters.to_fork()
    matters.act(actions.suspend_instance, suspend(), "O1")
    matters.clock.move_to(at("2026-03-02T09:00"))
    assert actions.fire_timers(matters.office) == 0
    complete = actions.CompleteTask(matters.find("handle"), {}, command_id(), "同意。")
    matters.refuses("suspended", actions.complete_task, complete, "U10")
    matters.act(actions.resume_instance, resume(), "O1")
    assert matters.task("handle").due_at == at("2026-02-27T17:30")
    assert actions.fire_timers(matters.office) == 1 and matters.task("handle").urges == 1


def test_a_suspended_matter_takes_no_file_and_gives_no_task_back_while_a_pause_waits_for_files(matters):
    def attach():
        upload = actions.Upload("补充材料.pdf", "application/pdf", BytesIO(b"more"))
        return actions.AttachFiles(1, [upload], command_id())

    matters.to_fork()
    matters.act(actions.claim_task, actions.ClaimTask(matters.find("handle"), command_id()), "U10")
    matters.act(actions.pause_instance, pause(), "U10")
    matters.act(actions.attach_files, attach(), "U11")
    release = actions.ReleaseTask(matters.find("handle"), command_id())
    matters.refuses("paused", actions.release_task, release, "U10")
    matters.act(actions.resume_instance, resume(), "U10")
    matters.act(actions.suspend_instance, suspend(), "O1")
    matters.refuses("suspended", actions.attach_files, attach(), "U11")
    matters.refuses("suspended", actions.release_task, release, "U10")


def test_who_may_hold_and_resume(matters):
    matters.to_fork()
    matters.refuses("not_yours", actions.pause_instance, pause(), "U1")
    matters.refuses("no_open_task", actions.pause_instance, pause(), "O5")
    matters.refuses("invalid_values", actions.pause_instance, pause(""), "U10")
    matters.refuses("not_yours", actions.suspend_instance, suspend(), "U10")
    matters.refuses("not_held", actions.resume_instance, resume(), "O1")
    matters.act(actions.pause_instance, pause(), "U10")
    matters.refuses("paused", actions.pause_instance, pause(), "U10")
    matters.refuses("paused", actions.suspend_instance, suspend(), "O1")
    matters.refuses("not_yours", actions.resume_instance, resume(), "U12")
    matters.act(actions.resume_instance, resume(), "O1")


def test_what_is_held_may_still_be_ended(matters):
    matters.to_fork()
    matters.act(actions.suspend_instance, suspend(), "O1")
    matters.act(actions.cancel_instance, actions.CancelInstance(1, "不再需要。", command_id()), "O1")
    (instance,) = rows(matters.office, t.instance)
    assert (instance.state, instance.hold) == ("cancelled", "")


def test_a_new_year_table_moves_open_dues_and_keeps_the_old_ones(matters):
    matters.to_fork()
    before = in_force(matters)
    table = calendar_of(matters).years[2026]
    changed = replace(table, off=table.off | {date(2026, 2, 26)}, source="补充通知")
    matters.refuses("not_allowed", actions.change_calendar, changed, "O1")
    assert actions.change_calendar(matters.office, changed, Actor("A1")) == 1
    assert matters.task("handle").due_at == at("2026-02-28T17:30")
    assert [r.due_at for r in rows(matters.office, t.timer)] == [at("2026-02-27T17:30")], "a date kept as a variable stays"
    assert matters.kinds[-1] == "calendar.changed" and matters.body["calendar"]["old"] == before
    assert actions.change_calendar(matters.office, changed, Actor("A1")) == 0


def in_force(matters):
    with matters.office.database.read() as connection:
        return matters.office.in_force(connection)["calendar"]


def calendar_of(matters):
    with matters.office.database.read() as connection:
        return matters.office.calendar(connection, in_force(matters))
