"""待办 as a question: order, pages, who sees what; on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import actions, queries
from engine.actions import Actor
from engine.errors import NotYours
from engine.organization import delegate, mark_absent
from engine.organization.records import Deputy
from engine.queries import Filters
from tests.actions.desk import command_id, review, start, task_of, to_sign
from tests.conftest import BEGINNING


def titles(page) -> list[str]:
    return [row.title for row in page.rows]


def test_red_comes_first_then_the_most_urgent_then_the_earliest(office, clock):
    start(office, title="平件早到", urgency="平件")
    start(office, title="特急很急", urgency="特急", amount="1")
    clock.move_to(clock.now() + timedelta(days=1))
    start(office, title="加急后到", urgency="加急")
    start(office, title="平件后到", urgency="平件")
    page = queries.inbox(office, "O5")
    assert titles(page) == ["特急很急", "加急后到", "平件早到", "平件后到"]
    assert [row.light.colour for row in page.rows] == ["红", "绿", "黄", "绿"] or page.rows[0].light.colour == "红"
    clock.move_to(clock.now() + timedelta(days=30))
    start(office, title="特急新到", urgency="特急", amount="1")
    assert titles(queries.inbox(office, "O5")) == ["特急很急", "加急后到", "平件早到", "平件后到", "特急新到"]


def test_pages_follow_each_other_without_gap_or_repeat(office, clock):
    for n in range(23):
        start(office, title=f"第{n}件请示", urgency=("平件", "加急", "特急")[n % 3], amount="1")
        if n % 5 == 0:
            clock.move_to(clock.now() + timedelta(hours=3))
    whole = titles(queries.inbox(office, "O5", size=100))
    assert len(whole) == 23
    seen, after = [], ""
    while True:
        page = queries.inbox(office, "O5", Filters(after=after), size=4)
        seen += titles(page)
        clock.move_to(clock.now() + timedelta(hours=1))  # dues pass while somebody turns pages
        if not (after := page.next):
            break
    assert seen == whole


def test_a_task_that_reaches_me_twice_is_one_line(office):
    start(office, cosign_units=["农业农村局"])
    review(office)
    office_head = "U12"  # 局长兼联络员
    page = queries.inbox(office, office_head)
    assert len(page.rows) == 1 and queries.count_boxes(office, office_head).todo == 1


def test_filters_and_counts_agree(office):
    for n in range(6):
        start(office, title=f"第{n}件请示", urgency="加急" if n < 2 else "平件")
    assert queries.inbox(office, "O5", Filters(urgency="加急")).total == 2
    assert queries.inbox(office, "O5", Filters(procedure="approval")).total == 6
    assert queries.inbox(office, "O5", Filters(procedure="other")).total == 0
    assert titles(queries.inbox(office, "O5", Filters(text="第3件"))) == ["第3件请示"]
    assert queries.count_boxes(office, "O5").todo == 6


def test_an_ab_deputy_sees_it_only_while_the_other_is_absent(office, clock):
    start(office, cosign_units=["林草局"])
    review(office)
    today = clock.now().date()
    ab = Deputy(kind="ab", deputy="U11", principal="U10")
    actions.change_organization(office, Actor("A2"), lambda org, at: delegate(org, ab), {})
    assert titles(queries.inbox(office, "U11")) == []
    absent = {"since": today, "until": today + timedelta(days=2)}
    actions.change_organization(office, Actor("A2"), lambda org, at: mark_absent(org, "U10", **absent), {})
    page = queries.inbox(office, "U11")
    assert len(page.rows) == 1 and page.rows[0].on_behalf_of == "林长青"
    clock.move_to(clock.now() + timedelta(days=5))
    assert titles(queries.inbox(office, "U11")) == []


def test_an_ordinary_deputy_does_not_see_what_needs_an_order(office, clock):
    to_sign(office)
    today = clock.now().date()
    leave = Deputy(kind="leave", deputy="L2", principal="L1", since=today)
    actions.change_organization(office, Actor("A2"), lambda org, at: delegate(org, leave), {})
    assert titles(queries.inbox(office, "L2")) == []
    order = Deputy(kind="order", deputy="L2", principal="L1", paper="主持工作令", since=today)
    actions.change_organization(office, Actor("A2"), lambda org, at: delegate(org, order), {})
    assert len(queries.inbox(office, "L2").rows) == 1


def test_done_tells_of_what_i_did_and_what_was_done_for_me(office):
    to_sign(office)
    order = Deputy(kind="order", deputy="L2", principal="L1", paper="主持工作令", since=BEGINNING.date())
    actions.change_organization(office, Actor("A2"), lambda org, at: delegate(org, order), {})
    command = actions.CompleteTask(task_of(office, "sign"), {"sign_result": "同意"}, command_id(), "同意。")
    actions.complete_task(office, command, Actor("L2"))
    assert [row.step for row in queries.done(office, "L2").rows] == ["签发"]
    assert [row.step for row in queries.done(office, "O5").rows] == ["核稿"]
    assert queries.count_boxes(office, "L2").done == 1


def test_nobody_of_todays_office_has_no_inbox(office):
    with pytest.raises(NotYours):
        queries.inbox(office, "somebody")


def test_a_claimed_task_leaves_the_others_lists(office):
    start(office)
    actions.claim_task(office, actions.ClaimTask(task_of(office, "review"), command_id()), Actor("O5"))
    assert queries.inbox(office, "O5").rows[0].claimed
    assert titles(queries.inbox(office, "O6")) == [] and queries.count_boxes(office, "O6").todo == 0
