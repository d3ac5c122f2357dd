"""同比: counts and money in %, rates in 百分点, and what cannot be compared says why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from engine.figures import Base, compare, points, ratio
from tests.figures.records import figures

COUNT = figures('[[figure]]\nid="n"\nname="数"\nenglish="N"\nkind="count"\ndate="started"').figures[0]
RATE = figures('[[figure]]\nid="n"\nname="率"\nenglish="N"\nkind="rate"\ndate="started"\nin="true"').figures[0]
BASE = Base(Decimal(126), "2025年发文登记簿")


@pytest.mark.parametrize(
    ("this", "last", "words"),
    [(112, 126, "-11.11 %"), (126, 112, "+12.50 %"), (5, 5, "0.00 %"), (3, 1, "+200.00 %"), (0, 7, "-100.00 %"), (2001, 2, "+99,950.00 %")],
)  # fmt: skip
def test_counts_change_in_percent(this: int, last: int, words: str):
    assert compare(COUNT, Decimal(this), Decimal(last), None).words() == words


def test_rates_change_in_points_of_the_numbers_shown():
    assert compare(RATE, Decimal("50.00"), Decimal("46.15"), None).words() == "+3.85 百分点"
    assert points(Decimal("66.6666"), Decimal("64.2857")) == Decimal("2.38")  # 66.67 - 64.29
    assert ratio(Decimal("50.00"), Decimal("46.15")) == Decimal("8.34")  # what it must not be


def test_what_cannot_be_compared_says_why():
    for change, why in [
        (compare(COUNT, Decimal(3), Decimal(0), None), "上年同期为0"),
        (compare(COUNT, Decimal(3), None, None), "无上年同期数"),
        (compare(RATE, None, Decimal(3), None), "本期无数"),
        (compare(COUNT, Decimal(3), Decimal(2), None, date(2025, 3, 1)), "上年同期数据不全,自2025-03-01起"),
        (compare(COUNT, Decimal(3), None, BASE, over=False), "本期未满,录入基数为整期数"),
    ]:
        assert change.words() == "不可比" and change.words("en") == "not comparable"
        assert change.value is None and change.why[0] == why


def test_a_rate_may_fall_to_nothing():
    assert compare(RATE, Decimal(0), Decimal(0), None).words() == "0.00 百分点"


def test_an_entered_base_is_used_marked_and_never_mixed():
    change = compare(COUNT, Decimal(113), Decimal(4), BASE, date(2025, 11, 1))
    assert change.last == 126 and change.entered == BASE and change.own == 4 and change.words() == "-10.32 %"


def test_rates_may_be_compared_with_a_base_before_the_period_is_over():
    assert compare(RATE, Decimal("95.00"), None, Base(Decimal("93.42"), "通报"), over=False).words() == "+1.58 百分点"


def test_a_stock_is_not_compared():
    stock = figures('[[figure]]\nid="n"\nname="数"\nenglish="N"\nkind="count"\ndate="started"\ncompare="none"').figures[0]
    assert compare(stock, Decimal(3), Decimal(2), None).words() == ""
