"""Functions: defined in FEEL, bound by the environment, given by a model; by position and by name."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from engine.errors import Missing
from engine.feel import Environment, Evaluation, FeelError, Function, call, compile, evaluate, parse_type
from tests.feel.showing import rows, show

CALLS = """
(function(a, b) a - b)(3, 1) => 2
(function(a, b) a - b)(b: 3, a: 1) => -2
(function(a) a)(1, 2) => null
(function(a) a)(x: 1) => null
(function(a: number) a)("x") => null
(function(a: number) a)([1]) => 1
(function(a: list<number>) a)(1) => [1]
(function(a: date and time) a)(date("2026-01-01")) => 2026-01-01T00:00:00Z
(function(f, x) f(f(x)))(function(x) x * 2, 3) => 12
(function(a) function(b) a + b)(1)(2) => 3
{n: 10, f: function(x) x + n, r: for n in 1..2 return f(n)}.r => [11, 12]
sort([3, 1, 2], function(x, y) x > y) => [3, 2, 1]
substring(string: "foobar", length: 2, start position: 3) => "ob"
substring("foobar", start position: 3) => feel_syntax
ends with(string: "foobar", matc: "bar") => null
(function(x) external {java: {class: "java.lang.Math", method signature: "cos(double)"}})(1) => null
5(1) => null
unheard(1) => null
[abs, sqrt][2](16) => 4
"""


@pytest.mark.parametrize(("text", "value"), rows(CALLS))
def test_it_calls(text: str, value: str) -> None:
    assert show(text) == value


def test_a_function_value_keeps_the_context_it_was_made_in() -> None:
    adder = evaluate("function(x) x + 基数", {"基数": 100})
    assert call(adder, [Decimal(1)], Evaluation()) == 101
    assert evaluate("f(2)", {"f": adder, "基数": 0}) == 102


def test_a_function_of_a_model() -> None:
    double = Function(("x",), lambda x: x * 2, "double", parameter_types=(parse_type("number"),))
    context = {"double": double}
    assert evaluate("double(21)", context) == 42
    assert evaluate("double(x: 21)", context) == 42
    assert evaluate('double("a")', context) is None
    assert evaluate("double instance of function<number> -> Any", context) is True


def test_a_function_of_the_environment_precedes_the_built_in() -> None:
    environment = Environment(functions={"count": lambda items: "ours", "plus_days": lambda day, days: days})
    assert evaluate("count([1])", {}, environment) == "ours"
    assert evaluate("plus_days(days: 3, day: 1)", {}, environment) == 3


def test_a_failing_python_function_is_null_and_a_refusal_is_told() -> None:
    def fail() -> None:
        raise ZeroDivisionError

    def refuse() -> None:
        raise Missing("calendar_missing", "没有2031年的工作日历。", "There is no calendar for 2031.")

    environment = Environment(functions={"fail": fail, "refuse": refuse})
    value, warnings = compile("fail()").evaluate_with_warnings({}, environment)
    assert (value, warnings[0].code) == (None, "function_failed")
    with pytest.raises(FeelError) as caught:
        evaluate("refuse()", {}, environment)
    assert (caught.value.code, caught.value.zh) == ("calendar_missing", "没有2031年的工作日历。")


def test_the_clock_is_that_of_the_environment() -> None:
    moment = datetime(2026, 2, 13, 17, 30, tzinfo=timezone(timedelta(0)))
    environment = Environment(now=moment)
    assert str(evaluate("now()", {}, environment)) == "2026-02-14T01:30:00@Asia/Shanghai"
    assert str(evaluate("today()", {}, environment)) == "2026-02-14"


def test_functions_never_reach_python_objects() -> None:
    assert evaluate("x.__class__", {"x": "text"}) is None
    assert evaluate("f.body", {"f": Function(("x",), lambda x: x)}) is None
    assert evaluate("x.real", {"x": 5}) is None
