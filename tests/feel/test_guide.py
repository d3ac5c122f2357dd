"""Every example of docs/feel.zh.md is run, and gives what the page says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from engine.feel import Environment, FeelError, compile, evaluate, unary_test, write
from engine.organization import calendar_functions, load_office
from tests.feel.showing import rows

PAGE = (Path(__file__).parents[2] / "docs" / "feel.zh.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


DATA = json.loads(blocks("json")[0])
ENVIRONMENT = Environment(functions=calendar_functions(load_office("qinglan").calendar, {}))


@pytest.mark.parametrize(("text", "value"), [row for block in blocks("feel") for row in rows(block)])
def test_an_example(text: str, value: str) -> None:
    assert write(evaluate(text, DATA, ENVIRONMENT), inside=True) == value


@pytest.mark.parametrize(("line", "passes"), [row for block in blocks("cell") for row in rows(block)])
def test_a_cell(line: str, passes: str) -> None:
    value, cell = line.split(" | ", 1)
    assert write(unary_test(cell, int(value) if value.isdigit() else value, DATA)) == passes


def test_the_common_mistakes_are_mistakes_and_their_cures_are_not() -> None:
    lines = re.findall(r"^\| `(.+?)` \| .+? \| `(.+?)` \|$", PAGE.split("## 9.")[1], re.MULTILINE)
    assert len(lines) == 5
    for wrong, right in lines:
        assert evaluate(right, DATA) is True
        try:
            assert compile(wrong).evaluate(DATA) is not True
        except FeelError as error:
            assert error.code == "feel_syntax"


def test_the_page_has_examples_enough_to_learn_from() -> None:
    assert sum(len(rows(block)) for block in blocks("feel")) >= 40
