"""Changing a form file: what is named changes, everything else stays as it was."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from engine import forms
from engine.errors import DefinitionRefused, Invalid
from engine.forms.editing import KINDS, SETTINGS, Change, change, new_form, outline
from engine.forms.editing.change import ACTS
from tests import seeds

PROCESSES = Path(__file__).resolve().parents[2] / "processes"
FILES = sorted(PROCESSES.glob("*/forms/*.json"))
NEW = new_form("handle")


def act(data: bytes, name: str, place: str = "", **more: str) -> bytes:
    return change(data, Change(place, act=name, **more))[0]


def put(data: bytes, place: str, **settings: str) -> bytes:
    return change(data, Change(place, settings))[0]


def names(data: bytes) -> list[str]:
    return [f"{'  ' * item.depth}{item.name}" for item in outline(data).items]


def raw(data: bytes, place: str) -> dict:
    within = json.loads(data)
    for step in place.split("."):
        within = within["components"][int(step)]
    return within


def test_a_new_form_passes_the_check():
    assert forms.check(NEW) == []
    assert [(i.name, i.kind, i.key, i.required) for i in outline(NEW).items] == [
        ("办理结果", "radio", "result", True), ("备注", "textarea", "remark", False),
    ]  # fmt: skip


def test_options_come_from_one_place_only():
    choices = change(NEW, Change("0", act="add", kind="checklist", label="会签单位"))[0]
    assert raw(choices, "1")["values"]
    from_units = put(choices, "1", valuesKey="units")
    assert raw(from_units, "1")["valuesKey"] == "units" and "values" not in raw(from_units, "1")
    written = put(from_units, "1", values="甲\n乙")
    assert [each["value"] for each in raw(written, "1")["values"]] == ["甲", "乙"] and "valuesKey" not in raw(written, "1")
    assert raw(put(written, "1", valuesKey=""), "1")["values"], "nothing said takes nothing away"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_the_palette_can_be_added_and_passes_the_check(kind):
    data, place = change(NEW, Change(act="add", kind=kind, label="新的一项"))
    assert place == "2" and forms.check(data) == []
    assert [field.kind for field in forms.load(data).components] == ["radio", "textarea", kind]


def test_fields_are_moved_copied_and_taken_away():
    data = act(NEW, "add", "0", kind="textfield", label="文号")
    assert names(data) == ["办理结果", "文号", "备注"]
    assert names(act(data, "down", "1")) == ["办理结果", "备注", "文号"]
    assert names(act(data, "up", "0")) == names(data)
    copied = act(data, "copy", "1")
    assert names(copied) == ["办理结果", "文号", "文号", "备注"] and forms.check(copied) == []
    assert names(act(copied, "remove", "2")) == names(data)
    assert change(act(act(NEW, "remove", "0"), "remove", "0"), Change(act="add", kind="text"))[1] == "0"


def test_fields_go_into_a_group_and_out_again():
    data = act(NEW, "add", "0", kind="group", label="经办")
    assert [item.enters for item in outline(data).items] == [False, False, True]
    data, place = change(data, Change("2", act="into-above"))
    assert place == "1.0" and names(data) == ["办理结果", "经办", "  备注"]
    data, place = change(data, Change("1", act="add-inside", kind="number", label="件数"))
    assert place == "1.1" and names(data)[-1] == "  件数"
    data, place = change(data, Change("1.0", act="out"))
    assert place == "2" and names(data) == ["办理结果", "经办", "  件数", "备注"]


def test_settings_become_what_the_file_format_wants():
    data = put(NEW, "0", label="结论", values="同意 = 同意办理\n退回", required="", hide='=remark = ""', columns="8")
    assert raw(data, "0")["values"] == [{"label": "同意办理", "value": "同意"}, {"label": "退回", "value": "退回"}]
    assert raw(data, "0")["validate"] == {} and raw(data, "0")["conditional"] == {"hide": '=remark = ""'}
    assert raw(data, "0")["layout"] == {"columns": 8} and forms.check(data) == []
    data = put(data, "1", maxLength="=if result = \"退回\" then 100 else 500", readonly="=false", default="无")
    assert forms.check(data) == [] and raw(data, "1")["readonly"] == "=false"
    shown = {setting.name: text for setting, text in outline(data).items[0].settings}
    assert (shown["values"], shown["required"], shown["columns"]) == ("同意 = 同意办理\n退回", "", "8")
    numbered = act(data, "add", kind="number", label="件数")
    assert raw(put(numbered, "2", default="1.5", min="0", decimalDigits="1"), "2")["defaultValue"] == 1.5


@pytest.mark.parametrize(
    ("place", "settings"),
    [
        ("9", {"label": "x"}), ("0.0", {"label": "x"}), ("x", {"label": "x"}), ("0", {"nowhere": "x"}), ("0", {"min": "1"}),
        ("1", {"maxLength": "many"}), ("0", {"columns": "1.5"}), ("1", {"label": "x" * 50_001}), ("1", {"maxLength": "nan"}),
    ],
)  # fmt: skip
def test_what_has_no_place_is_refused(place, settings):
    with pytest.raises(Invalid):
        put(NEW, place, **settings)


@pytest.mark.parametrize(
    ("name", "place", "more"),
    [
        ("add", "", {"kind": "html"}), ("add", "", {"kind": "button"}), ("add-inside", "0", {"kind": "text"}), ("into-above", "0", {}),
        ("into-above", "1", {}), ("out", "0", {}), ("kind", "0", {"kind": "group"}), ("kind", "0", {"kind": "iframe"}), ("burn", "0", {}),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused(name, place, more):
    with pytest.raises(Invalid):
        act(NEW, name, place, **more)


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b'{"a": 1, "a": 2}'])
def test_what_is_no_form_file_is_refused(data):
    with pytest.raises(DefinitionRefused):
        change(data, Change(act="add", kind="text"))


def test_components_of_no_kind_are_listed_all_the_same():
    wrong = [{"type": []}, {"type": {"a": 1}}, {"type": "textfield", "key": "a", "label": "甲"}]
    assert "甲" in names(json.dumps({"components": wrong}).encode())


def test_a_field_becomes_another_kind_and_keeps_what_both_have():
    data = act(put(NEW, "1", maxLength="9", description="简述"), "kind", "1", kind="number")
    assert forms.check(data) == [] and raw(data, "1")["key"] == "remark"
    assert "maxLength" not in raw(data, "1")["validate"] and raw(data, "1")["description"] == "简述"
    dated = act(data, "kind", "1", kind="datetime")
    assert raw(dated, "1")["dateLabel"] == "备注" and forms.check(dated) == []


def test_a_field_that_becomes_an_expression_has_one():
    data = act(NEW, "kind", "1", kind="expression")
    assert forms.check(data) == [] and raw(data, "1")["expression"] == "=null"


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_delivered_forms_are_the_same_when_every_setting_is_put_as_it_is_shown(path):
    data = path.read_bytes()
    once = data
    for item in outline(data).items:
        given = {s.name: text for s, text in item.settings if text or s.name != "allowAddRemove"}
        once = put(once, item.place, **given)
    assert forms.load(once) == forms.load(data)
    before, after = json.loads(data), json.loads(once)
    assert before["id"] == after["id"] and len(outline(once).items) == len(outline(data).items)


def test_random_acts_leave_a_form_that_can_be_read():
    seed = seeds.seed(10**6)
    print("seed", seed)
    dice, data = random.Random(seed), NEW
    for _ in range(200):
        items = outline(data).items
        place = dice.choice(items).place if items and dice.random() < 0.9 else ""
        wanted = Change(place, act=dice.choice(ACTS), kind=dice.choice(KINDS), label="项")
        try:
            data, shown = change(data, wanted)
        except Invalid:
            continue
        assert shown == "" or outline(data).item(shown) is not None
    assert {f.code for f in forms.check(data)} <= {"form_too_deep", "form_key_twice"}


def test_every_setting_stands_where_some_kind_has_it():
    assert all(setting.kinds for setting in SETTINGS)
