"""The border to Python and JSON: plain values in and out, nothing lost without being said."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import FeelError, evaluate, from_json, from_python, to_json, write

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_json_comes_back_as_it_went_in(value: object) -> None:
    assert to_json(from_json(value)) == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_is_the_number_it_prints(value: float) -> None:
    assert float(to_json(from_json(value))) == value


@pytest.mark.parametrize(
    ("value", "json"),
    [
        (Decimal("1.10"), 1.1),
        (Decimal("1E+3"), 1000),
        (Decimal(2**53), "9007199254740992"),
        (Decimal("0.1234567890123456789"), "0.1234567890123456789"),
        (date(2026, 1, 1), "2026-01-01"),
        (time(10, 30), "10:30:00"),
        (datetime(2026, 1, 1, 8, tzinfo=UTC), "2026-01-01T08:00:00Z"),
        (datetime(2026, 1, 1, 8, tzinfo=ZoneInfo("Asia/Shanghai")), "2026-01-01T08:00:00@Asia/Shanghai"),
        (timedelta(hours=30), "P1DT6H"),
        ((1, 2), [1, 2]),
        (float("nan"), None),
        (float("inf"), None),
        (Decimal("NaN"), None),
        (object(), None),
    ],
)
def test_python_values_become_json(value: object, json: object) -> None:
    assert to_json(from_python(value)) == json


def test_a_range_is_json_too() -> None:
    assert to_json(evaluate("(1..5]")) == {"start": 1, "end": 5, "start included": False, "end included": True}


def test_plain_values_of_the_context_take_part() -> None:
    context = {"n": 3, "f": 0.1, "d": date(2026, 1, 1), "rows": [{"n": 1}, {"n": 2}]}
    assert write(evaluate("n + f", context)) == "3.1"
    assert write(evaluate('d + duration("P1D")', context)) == "2026-01-02"
    assert evaluate("sum(rows.n)", context) == 3


def test_the_context_is_never_changed() -> None:
    rows = [3, 1, 2]
    evaluate("sort(rows, function(a, b) a < b)", {"rows": rows})
    evaluate("append(rows, 4)", {"rows": rows})
    assert rows == [3, 1, 2]


def test_a_number_that_is_none_and_half_a_character_raise_nothing_else() -> None:
    with pytest.raises(FeelError):
        evaluate("x > 1", {"x": Decimal("NaN")})
    assert evaluate('matches(x, "a")', {"x": "\ud800"}) is None
    assert evaluate("upper case(x)", {"x": "\ud800"}) == "\ud800"


def test_a_context_that_holds_itself_is_refused() -> None:
    loop: list[object] = []
    loop.append(loop)
    with pytest.raises(FeelError) as caught:
        evaluate("count(x)", {"x": loop})
    assert caught.value.code == "feel_too_deep"
