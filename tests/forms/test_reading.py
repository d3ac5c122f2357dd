"""What the check says about a form file; malformed and hostile ones give findings, never an exception."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.errors import DefinitionRefused
from engine.forms import check, load
from tests.forms.build import component, form, schema


def codes(data: bytes) -> list[str]:
    return [finding.code for finding in check(data)]


def test_a_form_as_the_editor_writes_it_is_fine() -> None:
    data = schema(
        component("textfield", "title", validate={"required": True, "minLength": 4, "maxLength": 100}),
        component(
            "select", "urgency", values=[{"label": "平件", "value": "平件"}], defaultValue="平件", searchable=True
        ),
        {"type": "text", "id": "t", "text": "# 说明\n第 {{i}} 项:{{title}}"},
        {"type": "separator", "id": "s"},
        {"type": "spacer", "id": "p", "height": 60},
        {"type": "button", "id": "b", "label": "提交", "action": "submit"},
        component("filepicker", "files", multiple=True, accept=".docx"),
        {"type": "table", "id": "tab", "dataSource": "=items", "columns": [{"key": "a", "label": "甲"}], "rowCount": 5},
        {"type": "documentPreview", "id": "d", "dataSource": "=attachments"},
        exporter={"name": "form-js", "version": "1.23"},
    )
    assert check(data) == []
    assert load(data).id == "Form_test"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "form_json"),
        (b"{", "form_json"),
        (b"[]", "form_json"),
        (b"null", "form_json"),
        (b"\xff\xfe{}", "form_encoding"),
        (b'{"type": "default", "type": "default", "components": []}', "form_json"),
        (b'{"type": "default", "components": [], "x": NaN}', "form_json"),
        (b'{"type": "default", "components": [], "x": ' + b"9" * 5000 + b"}", "form_json"),
        (b'{"type": "default", "components": [], "x": "\\ud800"}', "form_encoding"),
        (b'{"x":' * 100_000, "form_too_deep"),
        (b" " * 600_000, "form_too_large"),
        (b'{"type": "page", "components": []}', "form_type"),
        (b'{"type": "default"}', "form_components"),
        (b'{"type": "default", "components": [7]}', "form_component"),
        (b'{"type": "default", "schemaVersion": 21, "components": []}', "form_schema_version"),
        (b'{"type": "default", "schemaVersion": true, "components": []}', "form_schema_version"),
    ],
)
def test_a_file_that_is_no_form_is_named_so(data: bytes, code: str) -> None:
    assert codes(data) == [code]
    with pytest.raises(DefinitionRefused):
        load(data)


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        ({"type": "html", "id": "h", "content": "<script>alert(1)</script>"}, "form_unsafe"),
        ({"type": "image", "id": "h", "source": "https://example.org/x.png"}, "form_unsafe"),
        ({"type": "iframe", "id": "h", "url": "https://example.org"}, "form_unsafe"),
        ({"type": "script", "id": "h"}, "form_kind"),
        ({"type": ["textfield"], "id": "h"}, "form_kind"),
        ({"type": "textfield", "id": "h"}, "form_key_missing"),
        (component("textfield", "a b"), "form_key"),
        (component("textfield", "__class__"), "form_key_reserved"),
        (component("textfield", "a.__init__"), "form_key_reserved"),
        (component("textfield", "this"), "form_key_reserved"),
        (component("textfield", "opinion"), "form_key_reserved"),
        (component("textfield", "x", label=["a"]), "form_property"),
        (component("textfield", "x", validate="required"), "form_property"),
        (component("textfield", "x", validate={"required": "yes"}), "form_property"),
        (component("textfield", "x", validate={"regex": "a"}), "form_property"),
        (component("textfield", "x", validate={"minLength": "many"}), "form_property"),
        (component("textfield", "x", validate={"minLength": 5, "maxLength": 4}), "form_limits"),
        (component("textfield", "x", validate={"pattern": "(?=a)b"}), "form_pattern"),
        (component("textfield", "x", validate={"pattern": "(a"}), "form_pattern"),
        (component("textfield", "x", validate={"pattern": "(((a{1000}){1000}){1000})"}), "form_pattern"),
        (component("textfield", "x", conditional={"hide": "=a >"}), "form_feel"),
        (component("textfield", "x", conditional={"hide": "a > 3"}), "form_property"),
        (component("textfield", "x", readonly="=" + "(" * 10_000), "form_property"),
        (component("textfield", "x", readonly="=" + "(" * 3_000), "form_feel"),
        (component("textfield", "x", label="{{a +}}"), "form_feel"),
        (component("textfield", "x", label="{{#if a}}b{{/if}}"), "form_template_block"),
        (component("number", "x", validate={"min": "=1 +"}), "form_feel"),
        (component("number", "x", increment=0), "form_property"),
        (component("number", "x", decimalDigits=-1), "form_property"),
        (component("number", "x", validate={"max": 1e400}), "form_json"),
        (component("datetime", "x", subtype="month"), "form_property"),
        (component("select", "x"), "form_no_options"),
        (component("select", "x", values=[{"value": "a"}, {"value": "a"}]), "form_property"),
        (component("select", "x", values=[{"value": {"a": 1}}]), "form_property"),
        (component("select", "x", values={"a": 1}), "form_property"),
        (component("expression", "x"), "form_property"),
        (component("textfield", "x", properties={"rule": "x > 1"}), "form_property"),
        ({"type": "group", "id": "g", "components": {}}, "form_property"),
        ({"type": "group", "id": "g", "readonly": True, "components": []}, "form_property"),
        ({"type": "dynamiclist", "id": "g", "components": []}, "form_key_missing"),
    ],
)
def test_a_doubtful_component_is_named_with_its_id(broken: dict[str, Any], code: str) -> None:
    findings = check(schema(broken))
    assert code in [finding.code for finding in findings]
    assert all(f.zh and f.en for f in findings)
    if code != "form_json":
        assert {finding.element for finding in findings} == {broken["id"]}


def test_two_fields_may_not_write_one_value() -> None:
    twice = [component("textfield", "a"), component("number", "a", id="again")]
    assert "form_key_twice" in codes(schema(*twice))
    inside = [component("textfield", "a"), component("textfield", "a.b")]
    assert "form_key_twice" in codes(schema(*inside))
    grouped = [
        component("textfield", "a.b"),
        {"type": "group", "id": "g", "path": "a", "components": [component("textfield", "b")]},
    ]
    assert "form_key_twice" in codes(schema(*grouped))
    rows = {
        "type": "dynamiclist", "id": "l", "path": "rows",
        "components": [component("textfield", "b"), component("textfield", "b", id="b2")],
    }  # fmt: skip
    assert "form_key_twice" in codes(schema(rows))
    apart = [component("textfield", "b"), rows | {"components": [component("textfield", "b", id="b2")]}]
    assert codes(schema(*apart)) == []


def test_ids_are_unique_and_forms_are_finite() -> None:
    assert "form_id_twice" in codes(schema(component("textfield", "a"), component("textfield", "b", id="Field_a")))
    many = [component("textfield", f"k{n}") for n in range(600)]
    assert codes(schema(*many)) == ["form_too_large"]
    deep: dict[str, Any] = component("textfield", "x")
    for n in range(30):
        deep = {"type": "group", "id": f"g{n}", "components": [deep]}
    assert codes(schema(deep)) == ["form_too_deep"]


def test_all_findings_are_told_at_once() -> None:
    data = schema({"type": "html", "id": "a"}, {"type": "iframe", "id": "b"}, component("select", "c"))
    assert len(check(data)) == 3
    with pytest.raises(DefinitionRefused) as refusal:
        load(data)
    assert len(refusal.value.findings) == 3


def test_a_form_says_what_it_writes_and_what_it_reads() -> None:
    reading = form(
        component("textfield", "title"),
        component("select", "unit", valuesKey="units"),
        component("number", "n", validate={"max": "=workdays left(today(), deadline)"}),
        component("textfield", "note", conditional={"hide": '=title = "" or stage = 1'}),
        {"type": "group", "id": "g", "path": "address", "components": [component("textfield", "street")]},
    )
    assert reading.keys == {"title", "unit", "n", "note", "address"}
    assert reading.names == {"units", "deadline", "stage"}
    assert [field.key for field in reading.fields if field.kind == "textfield"] == ["title", "note", "address.street"]


def test_unicode_keys_are_words_too() -> None:
    chinese = form(component("number", "金额"), component("textfield", "说明", conditional={"hide": "=金额 < 50000"}))
    assert chinese.clean({"金额": "60000", "说明": "必要"}, {}).values == {"金额": 60000, "说明": "必要"}
    assert json.loads(json.dumps(chinese.clean({"金额": "1"}, {}).values)) == {"金额": 1}
