"""Cells of decision tables: what passes, what does not, and what cannot be said."""

from __future__ import annotations

import pytest

from engine.feel import compile, unary_test

CASES = [
    ("-", 5, True),
    ("-", None, True),
    ("5", 5, True),
    ("> 50000", 50001, True),
    ("> 50000", 50000, False),
    ("> 50000", "特急", None),
    ('"特急","加急"', "加急", True),
    ('"特急","加急"', "平件", False),
    ('not("特急","加急")', "平件", True),
    ('not("特急","加急")', "特急", False),
    ("[1..5]", 5, True),
    ("[1..5)", 5, False),
    ("< 1, > 5", 7, True),
    ("< 1, > 5", 3, False),
    ("null", None, True),
    ("not(null)", None, False),
    ("? > 3 and ? < 5", 4, True),
    ('starts with(?, "青")', "青岚", True),
    ("not(? > 3)", 4, False),
    ("not([0..3))", 5, True),
    ("not([0..3))", 2, False),
    ("not((0..3])", 0, True),
    ("not(9, [0..3))", 9, False),
    ("not(9, [0..3))", 3, True),
    ("not(? > 3) and ? > 1", 2, True),
    ("not(? > 3) and ? > 1", 1, False),
    ("true", True, True),
    ("true", False, False),
    ("限额", 100, True),
    ("> 限额 * 2", 201, True),
    ("名单", "甲", True),
    ("名单", "丙", False),
    ('date("2026-01-01")', None, False),
    ('[date("2026-01-01")..date("2026-12-31")]', None, None),
    ("!= 3", 4, True),
    ("= 3", 3, True),
    ("count(名单) > 1", 0, True),
    ("(1 + 2)", 3, True),
]


@pytest.mark.parametrize(("cell", "value", "passes"), CASES)
def test_a_cell(cell: str, value: object, passes: bool | None) -> None:
    assert unary_test(cell, value, {"限额": 100, "名单": ["甲", "乙"]}) is passes


def test_a_cell_is_compiled_once_and_tested_often() -> None:
    cell = compile("< 10", unary=True)
    assert cell is compile("< 10", unary=True)
    assert [cell.test(n) for n in ()] == []
    assert unary_test("< 10", 9) is True and unary_test("< 10", 11) is False
