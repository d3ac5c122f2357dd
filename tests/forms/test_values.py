"""What was typed becomes a plain value of the field's kind, or a sentence."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from engine import feel
from tests.forms.build import clean_one, component, form


@pytest.mark.parametrize(
    ("kind", "properties", "typed", "value"),
    [
        ("textfield", {}, "  关于防汛的通知 ", "关于防汛的通知"),
        ("textfield", {}, "", ""),
        ("textfield", {}, 42, "42"),
        ("textarea", {}, "一\r\n二\r三\tx", "一\n二\n三\tx"),
        ("number", {}, "1200", 1200),
        ("number", {}, "1,234,567.50", 1234567.5),
        ("number", {}, "１２．５", 12.5),  # full-width digits, as an input method writes them
        ("number", {}, "-0", 0),
        ("number", {}, "", None),
        ("number", {}, Decimal("86400.00"), 86400),
        ("number", {}, 0.1, 0.1),
        (
            "number",
            {"serializeToString": True},
            "12345678901234567890.123456789",
            "12345678901234567890.123456789",
        ),
        ("datetime", {"subtype": "date"}, "2026-02-13", "2026-02-13"),
        ("datetime", {"subtype": "date"}, date(2026, 2, 13), "2026-02-13"),
        ("datetime", {"subtype": "time"}, "09:40", "09:40+08:00"),
        ("datetime", {"subtype": "time", "timeSerializingFormat": "no_timezone"}, time(9, 40), "09:40"),
        ("datetime", {"subtype": "time", "timeSerializingFormat": "utc_normalized"}, "09:40", "01:40Z"),
        ("datetime", {"subtype": "datetime"}, "2026-02-13T09:40", "2026-02-13T09:40:00+08:00"),
        ("datetime", {"subtype": "datetime"}, "2026-02-13T01:40:00Z", "2026-02-13T09:40:00+08:00"),
        (
            "datetime",
            {"subtype": "datetime", "timeSerializingFormat": "utc_normalized"},
            datetime(2026, 2, 13, 1, 40),
            "2026-02-12T17:40:00Z",
        ),
        (
            "datetime",
            {"subtype": "datetime", "timeSerializingFormat": "no_timezone"},
            "2026-02-13T09:40:30",
            "2026-02-13T09:40:30",
        ),
        ("datetime", {}, None, None),
        ("checkbox", {}, "on", True),
        ("checkbox", {}, True, True),
        ("checkbox", {}, [], False),
        ("checkbox", {}, "false", False),
    ],
)
def test_a_typed_text_becomes_a_value(kind: str, properties: dict[str, Any], typed: Any, value: Any) -> None:
    cleaned = clean_one(kind, typed, **properties)
    assert cleaned.problems == {}
    assert cleaned.values == {"x": value}
    assert type(cleaned.values["x"]) is type(value)


@pytest.mark.parametrize(
    ("kind", "properties", "typed", "code"),
    [
        ("textfield", {}, "a\x00b", "control_characters"),
        ("textfield", {}, "a\x1b[31mb", "control_characters"),
        ("textfield", {}, "a\nb", "control_characters"),
        ("textfield", {}, "invoice\u202efdp.exe", "control_characters"),
        ("textarea", {}, "a\ud800b", "control_characters"),
        ("textfield", {}, "字" * 1001, "too_long"),
        ("textarea", {}, "字" * 50_001, "too_long"),
        ("textfield", {}, "字" * 10_000_000, "too_long"),
        ("textfield", {}, ["a", "b"], "one_only"),
        ("textfield", {}, {"a": 1}, "one_only"),
        ("number", {}, "十二", "not_a_number"),
        ("number", {}, "1e5", "not_a_number"),
        ("number", {}, "12,34", "not_a_number"),
        ("number", {}, "NaN", "not_a_number"),
        ("number", {}, float("inf"), "not_a_number"),
        ("number", {}, True, "not_a_number"),
        ("number", {}, "9" * 90, "too_many_digits"),
        ("number", {}, "9" * 100_000, "not_a_number"),
        ("number", {}, "9007199254740993", "too_many_digits"),
        ("number", {}, "1234567890.1234567", "too_many_digits"),
        ("datetime", {}, "2026-02-30", "not_a_date"),
        ("datetime", {}, "13.2.2026", "not_a_date"),
        ("datetime", {}, 20260213, "not_a_date"),
        ("datetime", {"subtype": "time"}, "25:00", "not_a_time"),
        ("datetime", {"subtype": "datetime"}, "2026-02-13", "not_a_datetime"),
        ("datetime", {"subtype": "datetime"}, "9999-12-31T23:59-12:00", "not_a_datetime"),
        ("checkbox", {}, "maybe", "not_an_option"),
    ],
)
def test_what_is_no_value_is_refused_with_a_sentence(
    kind: str, properties: dict[str, Any], typed: Any, code: str
) -> None:
    cleaned = clean_one(kind, typed, **properties)
    assert cleaned.problems["x"].code == code
    assert "x" not in cleaned.values
    assert cleaned.errors["x"].startswith("“x”")
    assert cleaned.english["x"].isascii() or "“x”" in cleaned.english["x"]


def test_numbers_survive_json_to_the_last_digit() -> None:
    for typed in ("0.1", "86400.01", "999999999999999", "123456789012.345", "0.000000000000001"):
        value = clean_one("number", typed).values["x"]
        assert Decimal(repr(value)) == Decimal(typed), typed


OPTIONS = [{"label": "平件", "value": "平件"}, {"label": "特急(当日)", "value": "特急"}]


def test_a_choice_takes_only_what_is_on_offer() -> None:
    assert clean_one("select", "特急", values=OPTIONS).values == {"x": "特急"}
    assert clean_one("radio", "", values=OPTIONS).values == {"x": None}
    refused = clean_one("select", "特急(当日)", values=OPTIONS)
    assert refused.problems["x"].code == "not_an_option"
    assert clean_one("select", ["平件", "特急"], values=OPTIONS).problems["x"].code == "one_only"


def test_many_choices_lose_repetitions_and_keep_their_order() -> None:
    assert clean_one("checklist", ["特急", "平件", "特急"], values=OPTIONS).values == {"x": ["特急", "平件"]}
    assert clean_one("taglist", "平件", values=OPTIONS).values == {"x": ["平件"]}
    assert clean_one("taglist", [], values=OPTIONS).values == {"x": []}
    assert clean_one("taglist", ["平件", "加急"], values=OPTIONS).problems["x"].code == "not_an_option"


def test_options_keep_their_own_type() -> None:
    options = [{"label": "一", "value": 1}, {"label": "二", "value": 2}, {"label": "对", "value": True}]
    assert clean_one("select", "2", values=options).values == {"x": 2}
    assert clean_one("radio", "true", values=options).values == {"x": True}


def test_options_come_from_the_office_by_key_or_expression() -> None:
    units = [
        {"value": "林草局", "label": "林业和草原局"},
        {"value": "财政局", "label": "财政局"},
        {"broken": 1},
        None,
    ]
    by_key = form(component("taglist", "to", valuesKey="units"))
    assert by_key.clean({"to": ["林草局"]}, {"units": units}).values == {"to": ["林草局"]}
    assert not by_key.clean({"to": ["司法局"]}, {"units": units}).ok
    assert not by_key.clean({"to": ["林草局"]}, {"units": "林草局"}).ok
    by_formula = form(component("select", "to", valuesExpression='=for u in units return u + "局"'))
    assert by_formula.clean({"to": "林草局"}, {"units": ["林草", "财政"]}).values == {"to": "林草局"}


UPLOADS = [
    {"id": "a" * 64, "name": "正文.docx", "size": 10},
    {"id": "b" * 64, "name": "附件.PDF", "size": 20},
]


def test_files_are_those_that_were_uploaded_here() -> None:
    one = form(component("filepicker", "body", accept=".docx,.ofd"))
    context = {"attachments": UPLOADS}
    assert one.clean({"body": "a" * 64}, context).values == {"body": ["a" * 64]}
    assert one.clean({"body": "正文.docx"}, context).values == {"body": ["a" * 64]}
    assert one.clean({"body": "c" * 64}, context).problems["body"].code == "no_such_file"
    assert one.clean({"body": "../../etc/passwd"}, {}).problems["body"].code == "no_such_file"
    assert one.clean({"body": "b" * 64}, context).problems["body"].code == "file_kind"
    assert one.clean({"body": ["a" * 64, "b" * 64]}, context).problems["body"].code == "too_many_items"
    many = form(component("filepicker", "files", multiple=True, validate={"maxItems": 2}))
    assert many.clean({"files": ["b" * 64, "a" * 64]}, context).values == {"files": ["b" * 64, "a" * 64]}
    assert many.clean({"files": ["x", "y", "z"]}, context).problems["files"].code == "too_many_items"


@pytest.mark.parametrize("zone", ["utc_offset", "utc_normalized", "no_timezone"])
def test_feel_reads_every_moment_a_form_stores(zone: str) -> None:
    stored = clean_one("datetime", "2026-02-13T09:40", subtype="datetime", timeSerializingFormat=zone).values["x"]
    assert feel.evaluate("date and time(x).minute", {"x": stored}) == 40
