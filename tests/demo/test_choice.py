"""Habits become values: weights, draws, texts with gaps, rows and FEEL."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from engine import feel
from engine.demo.choice import Chooser

NOW = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)


def chooser(**known: Any) -> Chooser:
    lists = {"place": ["甲街", "乙街"], "matter": ["{place}路灯"]}
    return Chooser(random.Random(5), lists, dict(known), feel.Environment(now=NOW))


def test_weights_are_kept_roughly() -> None:
    one = chooser()
    drawn = Counter(one.choose({"同意": 9, "不同意": 1}) for _ in range(2000))
    assert 0.86 < drawn["同意"] / 2000 < 0.94


def test_nothing_of_weight_zero_is_drawn() -> None:
    one = chooser()
    assert {one.choose({"是": 1, "否": 0}) for _ in range(50)} == {"是"}


def test_a_gap_is_filled_from_choices_first_then_from_lists() -> None:
    one = chooser(unit="住建局")
    text = one.choose("{unit}办理{matter}")
    assert text in ("住建局办理甲街路灯", "住建局办理乙街路灯")
    assert one.choose("{unit}办理{matter}") == text  # one draw of a list for the whole form


def test_rows_draw_anew_and_know_their_own_fields() -> None:
    one = chooser()
    rows = one.choose({"rows": {"unit": ["甲", "乙"], "title": "{unit}的事", "gone": "= null"}, "at_least": 3})
    assert len(rows) == 3
    assert all(row == {"unit": row["unit"], "title": f"{row['unit']}的事"} for row in rows)
    assert "unit" not in one.known


def test_a_row_for_each() -> None:
    habit = {"rows": {"number": "= item"}, "each": "= found"}
    assert chooser(found=["A1", "A2"]).choose(habit) == [{"number": "A1"}, {"number": "A2"}]


@pytest.mark.parametrize(
    ("habit", "allowed"),
    [
        ({"one": "= units"}, ["甲", "乙"]),
        ({"least": 2, "most": 4}, [2, 3, 4]),
        (["甲", "乙"], ["甲", "乙"]),
        ("= if count(units) > 1 then 7 else 8", [7]),
        ({"one": "= []"}, [None]),
    ],
)
def test_what_is_drawn_is_allowed(habit: Any, allowed: list[Any]) -> None:
    one = chooser(units=["甲", "乙"])
    assert {one.choose(habit) for _ in range(40)} <= set(allowed)


def test_several_stay_in_order() -> None:
    one = chooser()
    for _ in range(20):
        found = one.choose({"some": [1, 2, 3, 4], "at_least": 2, "at_most": 3})
        assert found == sorted(found) and 2 <= len(found) <= 3
