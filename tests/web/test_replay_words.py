"""Reasons in sentences: every kind of right and of fact reads as people say it, in both languages."""

from __future__ import annotations

import re
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from engine.organization import Deputy
from engine.queries.replay import Made, Right
from engine.queries.replay.posts import Held
from web.replaying.facts import fact_words
from web.replaying.reasons import decided_words
from web.replaying.rights import right_words
from web.replaying.values import named_values
from web.words import rule_words

DAY = date(2026, 2, 13)
POST = Held("科长", "文秘科", ("checker",), date(2025, 1, 1), None)
ORDER = Deputy(
    kind="order", deputy="O2", principal="O1", since=date(2026, 2, 1), until=date(2026, 3, 1), paper="青政办〔2026〕1号"
)
REPLAY: Any = SimpleNamespace(people={"O1": "文必果", "O5": "文思齐"}, labels={"amount": "金额", "unit": "单位"})


@pytest.fixture(autouse=True)
def page(app: Flask):
    with app.test_request_context():
        yield


def said(right: Right) -> str:
    return "".join(right_words(REPLAY, SimpleNamespace(right=right)))  # type: ignore[arg-type]


def test_a_stand_in_is_told_with_order_and_dates():
    right = Right("deputy", DAY, (POST,), ("director",), "O1", ORDER)
    assert said(right) == (
        "任务属于文必果（文秘科科长）；2026-02-13 当天依主持工作的书面决定（青政办〔2026〕1号）代其办理"
        "（2026-02-01 至 2026-03-01）。"
    )


def test_an_acting_post_and_a_granted_role_name_their_papers():
    acting = Held("局长", "林草局", ("unit-head",), None, None, True, False, "青组〔2026〕2号")
    granted = Held("auditor", "林草局", ("auditor",), None, None, False, True, "青监〔2025〕1号")
    right = Right("post", DAY, (acting, granted), ("林草局局长（unit-head）",))
    assert "林草局局长（主持工作）（青组〔2026〕2号）、授予的角色 auditor（林草局）（青监〔2025〕1号）" in said(right)


def test_recusal_and_its_one_exception():
    assert said(Right("post", DAY, (POST,), ("x",), apart=("拟稿", "审核"))).endswith(
        "不得由办过“拟稿”、“审核”的同一人办理。"
    )
    assert "只有一人" in said(Right("post", DAY, (POST,), ("x",), apart=("拟稿",), alone=True))


def test_every_right_has_a_sentence_of_its_own():
    kinds = [
        "system",
        "message",
        "named",
        "post",
        "deputy",
        "dictation",
        "start",
        "answers",
        "starter",
        "part",
        "sent",
        "asked",
        "author",
        "unknown",
    ]
    sentences = {how: said(Right(how, DAY, (POST,), ("文秘科科长（checker）",), "O1", ORDER)) for how in kinds}
    assert len(set(sentences.values())) == len(kinds)
    assert all(each.endswith("。") and "%(" not in each for each in sentences.values())


def test_nobody_acted_where_something_was_refused():
    assert said(None) == ""  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fact", "sentence"),
    [
        (
            {"kind": "post.empty", "post": "林草局局长", "level": "dispatcher", "to": ["O5"]},
            "“林草局局长”当时空缺，改由文思齐（分派人）办理。",
        ),
        (
            {"kind": "post.recused", "post": "科长", "level": "superior", "to": ["O1"]},
            "“科长”在岗的人须回避，改由文必果（其上级岗位）办理。",
        ),
        ({"kind": "person.absent", "group": "O5", "to": []}, "文思齐当时不在岗。"),
        (
            {"kind": "person.absent", "group": "O5", "level": "deputy", "to": ["O1"]},
            "文思齐当时不在岗，可由文必果（其AB角）代办。",
        ),
        ({"kind": "nobody", "group": "clerk"}, "“clerk”当时没有人可以办理。"),
        ({"kind": "item.closed", "values": {"n": 1}}, ""),
    ],
)
def test_where_a_task_went_instead(fact, sentence):
    assert fact_words(REPLAY, fact) == sentence


def test_values_are_named_by_the_form_and_contexts_by_what_was_read():
    values = [("amount", 1000), ("unit", ""), ("approval", {"via": False, "group": "x"})]
    assert (
        named_values(values, REPLAY.labels, "amount > 1 and approval.via") == "金额=1000、单位=（空）、approval.via=否"
    )
    assert len(named_values([("amount", "长" * 500)], REPLAY.labels)) < 130


def test_a_decision_says_what_it_saw_and_which_rule():
    made = Made("签发权限", "t", (), (("金额", 1000), ("密级", None)), (2, 4), {"级别": "主任"}, 0)
    assert decided_words(REPLAY, made) == "决策“签发权限”：金额=1000、密级=—，命中第 2、4 条规则，结果是级别:主任。"
    assert "没有规则命中" in decided_words(REPLAY, Made("x", "t", (), (("a", 1),), (), None, 0))
    assert "算得" in decided_words(REPLAY, Made("x", "", (("a", 1),), (), (), 3, 0))


def test_english_is_english(app: Flask):
    with app.test_request_context(headers={"Cookie": "banjie-language=en"}), force_locale("en"):
        sentence = said(Right("deputy", DAY, (), (), "X", ORDER))
        assert "stood in by a written order" in sentence and not re.search(
            "[一-鿿]", sentence.replace("青政办〔2026〕1号", "")
        )


def test_numbers_are_no_truth_values():
    assert [rule_words(value) for value in (0, 1, 2.5)] == ["0", "1", "2.5"]
