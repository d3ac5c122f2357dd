"""The boxes of the inbox: what lies in each, counted beside it, and never anything of somebody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import actions, queries
from engine.actions import Actor
from engine.organization import Deputy
from engine.organization.changes import delegate
from tests.actions import desk
from tests.actions.desk import command_id
from tests.conftest import BEGINNING

BOXES = {
    "todo": queries.inbox,
    "sign": lambda office, person: queries.inbox(office, person, view=queries.SIGN),
    "overdue": lambda office, person: queries.inbox(office, person, view=queries.OVERDUE),
    "acting": lambda office, person: queries.inbox(office, person, view=queries.ACTING),
    "unread": queries.unread,
    "done": queries.done,
    "read": queries.read,
    "closed": queries.closed,
    "started": queries.started,
    "drafts": queries.drafts,
    "followed": queries.followed,
    "copied": queries.copied,
}


def titles(page) -> list[str]:
    return [row.title for row in page.rows]


def holds(office, person: str) -> dict[str, int]:
    """What each box shows, after checking that the count beside it says the same."""
    counts = queries.count_boxes(office, person)
    shown = {box: len(rows(office, person).rows) for box, rows in BOXES.items()}
    assert {box: counts[box] for box in BOXES} == shown
    return {box: n for box, n in shown.items() if n}


def circulate(office, *to: str, kind: str = "传阅", by: str = "U11") -> None:
    actions.circulate(office, actions.Circulate(1, to, command_id(), kind), Actor(by))


def test_what_is_to_be_read_is_never_among_what_is_to_be_done(office):
    desk.start(office)
    circulate(office, "U10", "U14")
    circulate(office, "U14", kind="抄送")
    assert holds(office, "U10") == {"unread": 1}
    assert holds(office, "U14") == {"unread": 2, "copied": 1}
    assert holds(office, "O5") == {"todo": 1}
    actions.open_reading(office, 1, Actor("U14"))
    actions.mark_read(office, actions.MarkRead(1, command_id()), Actor("U14"))
    assert holds(office, "U14") == {"read": 2, "copied": 1}


def test_a_reading_is_bold_until_it_is_opened(office):
    desk.start(office)
    circulate(office, "U10")
    assert queries.unread(office, "U10").rows[0].unread
    actions.open_reading(office, 1, Actor("U10"))
    assert not queries.unread(office, "U10").rows[0].unread


def test_whoever_is_asked_beside_the_diagram_finds_it_under_its_name(office):
    desk.start(office)
    task = desk.task_of(office, "review")
    actions.delegate_task(office, actions.DelegateTask(task, "O6", "请核对", command_id()), Actor("O5"))
    assert holds(office, "O6") == {"todo": 1}
    row = queries.inbox(office, "O6").rows[0]
    assert (row.step, row.role) == ("核稿(委派)", "delegate")
    assert holds(office, "O5") == {}, "a held task is in no inbox"


def test_overdue_means_that_the_clock_ran_out_and_still_runs(office, clock):
    desk.start(office)
    clock.move_to(clock.now() + timedelta(days=14))
    assert holds(office, "O5") == {"todo": 1, "overdue": 1}
    actions.pause_instance(office, actions.PauseInstance(1, "等补正", command_id()), Actor("O1"))
    assert holds(office, "O5") == {"todo": 1}
    assert queries.inbox(office, "O5").rows[0].light.colour == "灰"


def test_what_was_given_away_stays_under_done(office):
    desk.start(office)
    task = desk.task_of(office, "review")
    actions.transfer_task(office, actions.TransferTask(task, "O6", "出差", command_id()), Actor("O5"))
    assert holds(office, "O5") == {"done": 1} and holds(office, "O6") == {"todo": 1}


def test_a_returned_step_is_done(office):
    desk.to_sign(office)
    task = desk.task_of(office, "sign")
    actions.return_task(office, actions.ReturnTask(task, "review", "重写", command_id()), Actor("L1"))
    assert holds(office, "L1") == {"done": 1}


def test_ended_matters_are_closed_for_those_who_took_part(office):
    desk.start(office)
    desk.review(office, "不同意")
    assert holds(office, "U11") == {"started": 1, "closed": 1}
    assert holds(office, "O5") == {"done": 1, "closed": 1}
    assert holds(office, "O6") == {}


def test_following_is_ones_own_list(office):
    desk.start(office)
    actions.follow_instance(office, 1, Actor("O5"))
    assert holds(office, "O5") == {"todo": 1, "followed": 1}
    assert holds(office, "U11") == {"started": 1}
    actions.unfollow_instance(office, 1, Actor("O5"))
    assert holds(office, "O5") == {"todo": 1}


def test_standing_in_is_a_box_of_its_own_for_both(office):
    desk.to_sign(office)
    order = Deputy(kind="order", deputy="L2", principal="L1", paper="主持工作令", since=BEGINNING.date())
    actions.change_organization(office, Actor("A2"), lambda org, at: delegate(org, order), {})
    assert holds(office, "L2") == {"todo": 1, "acting": 1}
    assert holds(office, "L1") == {"todo": 1}
    desk.sign(office, by="L2")
    assert titles(queries.done_for_me(office, "L1")) == ["关于测试的请示"]
    assert titles(queries.done_for_me(office, "L2")) == []
    assert holds(office, "L1") == {"done": 1}


@pytest.mark.parametrize("person", ["U12", "O9", "L3"])
def test_a_stranger_has_nothing_in_any_box(office, person):
    desk.to_sign(office)
    circulate(office, "U10")
    assert holds(office, person) == {}


def test_a_page_of_counts_is_one_statement(office):
    from sqlalchemy import event

    desk.start(office)
    queries.count_boxes(office, "O5")
    said: list[str] = []
    event.listen(office.database.engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    queries.count_boxes(office, "O5")
    counting = [text for text in said if "count(" in text.lower() and "inbox" in text]
    assert len(counting) == 1
