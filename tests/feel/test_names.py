"""Names: Chinese, of several words, with special characters, shadowing, and which of them an expression reads."""

from __future__ import annotations

import pytest

from engine.feel import Environment, FeelError, compile, evaluate, names
from tests.feel.showing import show


@pytest.mark.parametrize(
    ("text", "context", "value"),
    [
        ('金额 > 50000 and 紧急程度 = "特急"', {"金额": 60000, "紧急程度": "特急"}, "true"),
        ("申请人.部门.名称", {"申请人": {"部门": {"名称": "林草局"}}}, '"林草局"'),
        ("金额（元） * 2", {"金额（元）": 5}, "10"),
        ("total amount - 1", {"total amount": 5}, "4"),
        ("a-b", {"a-b": 7, "a": 1, "b": 1}, "7"),
        ("a - b", {"a": 3, "b": 1}, "2"),
        ("x.first name", {"x": {"first name": "甲"}}, '"甲"'),
        ('x[first name = "甲"].n', {"x": [{"first name": "甲", "n": 1}]}, "[1]"),
        ("for d in days in weekend return d", {"days in weekend": [6, 7]}, "[6, 7]"),
        ("if done then 1 else 2", {"done": True}, "1"),
        ("条款/项", {"条款/项": 3}, "3"),
        ("Mike's age", {"Mike's age": 30}, "30"),
        ("🐎 + 1", {"🐎": 1}, "2"),
        ("date", {"date": "今天"}, '"今天"'),
        ("date(date)", {"date": "2026-01-01"}, "2026-01-01"),
        ("文号 为 空", {"文号 为 空": True}, "true"),
        ("a\u3000+ 1", {"a": 1}, "2"),
    ],
)
def test_it_reads_names(text: str, context: dict[str, object], value: str) -> None:
    assert show(text, context) == value


def test_an_undeclared_name_of_several_words_is_still_one_name() -> None:
    expression = compile("workdays after(start, 2)")
    called: list[object] = []
    environment = Environment(functions={"workdays after": lambda *values: called.extend(values) or len(values)})
    assert expression.evaluate({"start": "甲"}, environment) == 2
    assert called[0] == "甲"


def test_names_of_the_environment_may_hold_keywords() -> None:
    environment = Environment(functions={"days in year": lambda: 365})
    assert evaluate("days in year()", {}, environment) == 365


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("金额 > 限额", {"金额", "限额"}),
        ("for x in xs return x + y", {"xs", "y"}),
        ("{a: 1, b: a + c}.b", {"c"}),
        ("people[age > limit]", {"people", "age", "limit"}),
        ("(function(a) a + b)(1)", {"b"}),
        ("count(items)", {"items"}),
        ("number", {"number"}),  # alone it may be a variable that shadows the function
        ("date(date)", {"date"}),
        ("some x in xs satisfies x = item", {"xs", "item"}),
        ("workdays after(d, 1)", {"workdays after", "d"}),
    ],
)
def test_it_lists_the_names_an_expression_reads(text: str, expected: set[str]) -> None:
    assert names(text) == expected


def test_the_names_of_a_cell_leave_out_its_input() -> None:
    assert names("? > 限额", unary=True) == {"限额"}


@pytest.mark.parametrize(
    ("text", "position"),
    [("1 +", 3), ("金额 >> 1", 4), ("[1, 2", 5), ('"特急', 0), ("if a then b", 11), ("1 2", 2), ("a = “特急”", 4)],
)
def test_a_mistake_is_told_with_its_place(text: str, position: int) -> None:
    with pytest.raises(FeelError) as caught:
        compile(text)
    assert caught.value.code == "feel_syntax"
    assert caught.value.position == position
    assert str(position + 1) in caught.value.zh and str(position + 1) in caught.value.en


def test_full_width_quotes_are_answered_with_advice() -> None:
    with pytest.raises(FeelError, match="半角"):
        compile("a = “特急”")


def test_comments_and_escapes() -> None:
    assert show("1 /* 一 */ + // 二\n 2") == "3"
    assert show(r'"\u4e2d\U01F40E\n\"\d"') == '"中🐎\n\\"\\\\d"'
    assert show(r'string length("\uD83D\uDC0E")') == "1"
