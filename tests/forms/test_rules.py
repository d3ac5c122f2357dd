"""The rules of a field: required, lengths, figures, formats, and the form's own conditions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from engine.feel import Environment
from tests.forms.build import clean_one, component, form


def code(kind: str, value: Any, **properties: Any) -> str | None:
    problem = clean_one(kind, value, **properties).problems.get("x")
    return problem.code if problem else None


@pytest.mark.parametrize(
    ("kind", "properties", "empty", "expected"),
    [
        ("textfield", {}, "  ", "required"),
        ("textarea", {}, "\n", "required"),
        ("number", {}, "", "required"),
        ("datetime", {}, "", "required"),
        ("checkbox", {}, None, "confirm"),
        ("select", {"values": [{"label": "a", "value": "a"}]}, "", "choose"),
        ("taglist", {"values": [{"label": "a", "value": "a"}]}, [], "choose"),
        ("filepicker", {}, [], "attach"),
    ],
)
def test_a_required_field_is_asked_for(kind: str, properties: dict[str, Any], empty: Any, expected: str) -> None:
    assert code(kind, empty, validate={"required": True}, **properties) == expected
    assert code(kind, empty, **properties) is None


def test_a_field_that_was_not_posted_is_empty() -> None:
    required = form(component("textfield", "x", defaultValue="默认", validate={"required": True}))
    assert required.clean({}, {"x": "从前"}).problems["x"].code == "required"
    assert required.clean(required.initial({}), {}).values == {"x": "默认"}
    assert required.clean(required.initial({"x": "从前"}), {"x": "从前"}).values == {"x": "从前"}


def test_lengths_count_characters() -> None:
    rules = {"validate": {"minLength": 4, "maxLength": "6"}}
    assert code("textfield", "防汛通", **rules) == "too_short"
    assert code("textfield", "防汛通知", **rules) is None
    assert code("textarea", "关于防汛的通知", **rules) == "too_long"
    assert code("textfield", "", **rules) is None
    assert clean_one("textfield", "防", **rules).errors == {"x": "“x”至少 4 个字,现有 1 个字。"}


def test_limits_may_be_feel() -> None:
    limited = form(component("number", "n", validate={"min": "=low", "max": "=low + 10"}), component("number", "low"))
    assert limited.clean({"n": "5", "low": "6"}, {}).problems["n"].code == "min"
    assert limited.clean({"n": "17", "low": "6"}, {}).problems["n"].code == "max"
    assert limited.clean({"n": "16", "low": "6"}, {}).ok
    assert limited.clean({"n": "17", "low": ""}, {}).ok, "no number, no limit"


def test_figures_keep_digits_and_steps_exactly() -> None:
    money = {"decimalDigits": 2, "increment": "0.05", "validate": {"min": 0.1, "max": 500}}
    assert code("number", "0.10", **money) is None
    assert code("number", "0.3", **money) is None, "0.3 is a multiple of 0.05, whatever binary fractions say"
    assert code("number", "0.305", **money) == "decimals"
    assert code("number", "0.31", **money) == "increment"
    assert code("number", "0.05", **money) == "min"
    assert code("number", "500.05", **money) == "max"


def test_a_pattern_must_match_the_whole_text_in_linear_time() -> None:
    number = {"validate": {"pattern": r"青岚政办?发〔\d{4}〕[1-9]\d*号"}}
    assert code("textfield", "青岚政办发〔2026〕1号", **number) is None
    assert code("textfield", "见青岚政发〔2026〕1号", **number) == "pattern"
    assert code("textfield", "a" * 900 + "!", validate={"pattern": "(a+)+"}) == "pattern"


def test_mail_and_telephone() -> None:
    mail = {"validate": {"validationType": "email"}}
    assert code("textfield", "wen.shouzheng@example.org", **mail) is None
    assert code("textfield", "wen@", **mail) == "email"
    phone = {"validate": {"validationType": "phone"}}
    assert code("textfield", "0871-10000001", **phone) is None
    assert code("textfield", "10000000001", **phone) is None
    assert code("textfield", "转文秘科", **phone) == "phone"


def test_past_days_are_past_on_the_office_calendar() -> None:
    ahead = form(component("datetime", "x", subtype="date", disallowPassedDates=True))
    late_evening = Environment(now=datetime(2026, 2, 13, 16, 30, tzinfo=UTC))  # 14 February, 00:30 in the office
    assert ahead.clean({"x": "2026-02-13"}, {}, late_evening).problems["x"].code == "past_date"
    assert ahead.clean({"x": "2026-02-14"}, {}, late_evening).ok


def test_times_keep_their_interval() -> None:
    quarter = {"subtype": "datetime", "timeInterval": 15}
    assert code("datetime", "2026-02-13T09:45", **quarter) is None
    assert code("datetime", "2026-02-13T09:40", **quarter) == "time_interval"


def test_an_own_rule_compares_fields_and_speaks_its_own_sentence() -> None:
    dates = form(
        component("datetime", "effective"),
        component(
            "datetime",
            "expiry",
            properties={
                "rule": "=date(expiry) > date(effective)",
                "message": "失效日期应晚于生效日期。",
                "message_en": "Expiry must be after the effective date.",
            },
        ),
    )
    wrong = dates.clean({"effective": "2026-03-01", "expiry": "2026-03-01"}, {})
    assert wrong.errors == {"expiry": "失效日期应晚于生效日期。"}
    assert wrong.english == {"expiry": "Expiry must be after the effective date."}
    assert dates.clean({"effective": "2026-03-01", "expiry": "2026-03-02"}, {}).ok
    assert dates.clean({"effective": "2026-03-01", "expiry": ""}, {}).ok, "nothing said, nothing wrong"
    assert not dates.clean({"effective": "", "expiry": "2026-03-02"}, {}).ok, "null is not true"
