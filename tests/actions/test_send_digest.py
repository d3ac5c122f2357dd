"""The morning's notice: once a working day, to whoever has something due, overdue or unread."""

from __future__ import annotations

from datetime import datetime

from engine import actions
from engine.actions import Actor
from engine.actions.send_digest import send_digest
from engine.clock import LOCAL
from engine.store import tables as t
from tests.actions import desk


def digests(office) -> dict[str, str]:
    return {row.recipient: row.text for row in desk.rows(office, t.outbox, t.outbox.c.kind == "digest")}


def test_it_tells_each_person_what_waits_and_only_once(office, clock):
    desk.start(office)  # due on 14 February, a working Saturday, at 17:30
    actions.circulate(office, actions.Circulate(1, ("U10",), desk.command_id()), Actor("U11"))
    clock.move_to(datetime(2026, 2, 14, 8, 39, tzinfo=LOCAL))
    assert send_digest(office) == 0
    clock.move_to(datetime(2026, 2, 14, 8, 40, tzinfo=LOCAL))
    assert send_digest(office) == 2 and send_digest(office) == 0
    assert digests(office) == {"O5": "今天您有1件今天到期。", "U10": "今天您有1件待阅。"}
    keys = {row.key for row in desk.rows(office, t.outbox, t.outbox.c.kind == "digest")}
    assert keys == {"digest-2026-02-14-O5", "digest-2026-02-14-U10"}


def test_days_off_are_left_in_peace_and_overdue_is_said_after_them(office, clock):
    desk.start(office)
    clock.move_to(datetime(2026, 2, 18, 9, 0, tzinfo=LOCAL))  # spring festival
    assert send_digest(office) == 0
    clock.move_to(datetime(2026, 2, 24, 9, 0, tzinfo=LOCAL))
    assert send_digest(office) == 1
    assert digests(office) == {"O5": "今天您有1件已超期。"}


def test_a_paused_matter_is_not_due_and_a_signed_for_task_is_one_persons(office, clock):
    desk.start(office)
    desk.start(office)
    actions.claim_task(office, actions.ClaimTask(desk.task_of(office, "review", instance=2), desk.command_id()), Actor("O5"))
    actions.pause_instance(office, actions.PauseInstance(1, "等补正", desk.command_id()), Actor("O1"))
    clock.move_to(datetime(2026, 2, 14, 9, 0, tzinfo=LOCAL))
    assert send_digest(office) == 1 and digests(office) == {"O5": "今天您有1件今天到期。"}


def test_an_empty_morning_is_remembered_too(office, clock):
    clock.move_to(datetime(2026, 2, 14, 9, 0, tzinfo=LOCAL))
    assert send_digest(office) == 0
    desk.start(office)
    assert send_digest(office) == 0 and digests(office) == {}
