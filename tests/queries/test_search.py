"""Search: what is found by which words, and that nothing is found which the person may not open."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import actions, queries
from engine.actions import Actor
from engine.errors import NotYours
from engine.queries import Question
from tests.actions import desk


def found(office, person: str, **asked: object) -> set[str]:
    return {row.number for row in queries.search(office, person, Question(**asked)).found.rows}


@pytest.fixture
def matters(office, clock):
    """1: signed and numbered, of 林草局; 2: waiting, of 林草局; 3: of 财政局."""
    desk.start(office, title="关于修缮林区道路的请示")
    desk.review(office)
    desk.cosign(office, "林草局", "U10")
    desk.cosign(office, "财政局", "U14")
    desk.complete(office, "sign", "L1", {"sign_result": "同意"}, "抓紧实施,汛前完工。")
    clock.move_to(clock.now() + timedelta(days=3))
    desk.start(office, title="关于购置巡护车辆的请示")
    desk.start(office, by="U14", title="关于调整预算的请示")
    return office


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({"text": "林区"}, {1}),  # two characters of a title
        ({"text": "请示"}, {1, 2, 3}),
        ({"text": "请示 车辆"}, {2}),
        ({"text": "20260002"}, {2}),  # the case's number
        ({"text": "测试〔2026〕1号"}, {1}),  # the document's
        ({"text": "汛前"}, {1}),  # words of an opinion
        ({"said": "完工"}, {1}),
        ({"said": "完工", "by": "U10"}, set()),
        ({"by": "L1"}, {1}),
        ({"unit": "财政局"}, {3}),
        ({"text": "财政局"}, {3}),
        ({"state": "running", "unit": "林草局"}, {1, 2}),
        ({"text": "100%"}, set()),
        ({"text": "_"}, set()),
        ({}, set()),
    ],
)
def test_words_find_what_holds_them(matters, asked, numbers):
    assert found(matters, "O5", **asked) == {f"QS2026{n:04d}" for n in numbers}


def test_dates_are_days_of_the_office(matters, clock):
    today = clock.now().date()
    assert found(matters, "O5", since=today) == {"QS20260002", "QS20260003"}
    assert found(matters, "O5", until=today - timedelta(days=1)) == {"QS20260001"}


def test_nobody_finds_what_he_may_not_open(matters):
    for person in ("U11", "U10", "U14", "O5", "O6", "L1", "L3", "U12", "O1", "A1"):
        seen = set()
        for instance in (1, 2, 3):
            try:
                seen.add(queries.instance_page(matters, person, instance).instance.number)
            except NotYours:
                continue
        assert found(matters, person, text="请示") == seen, person


def test_a_head_searches_his_unit(matters):
    assert found(matters, "U10", text="请示", scope="unit") == {"QS20260001", "QS20260002"}
    assert found(matters, "U10", text="请示", scope="mine") == {"QS20260001"}
    assert queries.search(matters, "U10", Question()).heads and not queries.search(matters, "U11", Question()).heads


def test_an_opinion_taken_back_is_not_found(office):
    desk.start(office)
    desk.complete(office, "review", "O5", {"review_result": "同意"}, "一时写错的话")
    assert found(office, "O5", text="写错") == {"QS20260001"}
    task = desk.task_of(office, "review")
    actions.withdraw_task(office, actions.WithdrawTask(task, desk.command_id()), Actor("O5"))
    assert found(office, "O5", text="写错") == set()


def test_pages_follow_each_other(office):
    for n in range(7):
        desk.start(office, title=f"第{n}件请示")
    seen, after = [], ""
    while True:
        page = queries.search(office, "U11", Question(text="请示", after=after), size=3).found
        assert page.total == 7
        seen += [row.title for row in page.rows]
        if not (after := page.next):
            break
    assert seen == [f"第{n}件请示" for n in reversed(range(7))]
