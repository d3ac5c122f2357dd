"""What a step may do with the fields of a shared form: hidden is not there, readable is never written."""

from __future__ import annotations

import pytest

from tests.forms.build import component, form

NEEDED = {"validate": {"required": True}}
SHARED = form(
    component("textfield", "title", **NEEDED),
    component("radio", "result", values=[{"label": o, "value": o} for o in ("同意", "不同意")], defaultValue="同意"),
    component("group", None, path="who", label="经办", components=[component("textfield", "name"), component("textfield", "phone")]),
    {
        "type": "dynamiclist", "id": "items", "path": "items", "label": "事项",
        "components": [component("textfield", "thing", **NEEDED), component("number", "amount")],
    },
    component("expression", "sum", expression="=sum(items.amount)"),
    component("filepicker", "papers"),
)  # fmt: skip
DOCUMENT = {"title": "旧", "who": {"name": "甲", "phone": "1"}, "items": [{"thing": "桌", "amount": 3}], "sum": 3}


def test_without_rights_the_form_is_itself():
    assert SHARED.limited({}) is SHARED
    assert SHARED.writes == SHARED.keys == {"title", "result", "who", "items", "sum", "papers"}


def test_what_is_hidden_is_no_part_of_the_form():
    step = SHARED.limited({"title": "hidden", "items": "hidden", "who.phone": "hidden"})
    assert step.keys == {"result", "who", "sum", "papers"}
    assert [view.name for view in step.view(None, DOCUMENT)][:1] == ["result"]
    cleaned = step.clean({"title": "新", "result": "同意", "who": {"name": "乙", "phone": "2"}}, DOCUMENT)
    assert cleaned.ok and cleaned.ignored == ("title", "who.phone")
    assert cleaned.values["who"] == {"name": "乙", "phone": "1"}
    assert "title" not in cleaned.values and "items" not in cleaned.values


def test_a_group_of_hidden_fields_goes_with_them():
    assert "who" not in SHARED.limited({"who.name": "hidden", "who.phone": "hidden"}).keys


def test_what_is_readable_shows_the_document_and_is_never_written():
    step = SHARED.limited(dict.fromkeys(("title", "result", "who.name", "who.phone", "items", "papers"), "read"))
    assert step.writes == {"sum"}
    by_name = {view.name: view for view in step.view(None, DOCUMENT)}
    assert by_name["title"].value == "旧" and by_name["title"].readonly and not by_name["title"].required
    (row,) = by_name["items"].rows
    assert [(f.value, f.readonly) for f in row.fields] == [("桌", True), ("3", True)]
    assert by_name["items"].blank is None
    forged = {"title": "新", "result": "不同意", "who": {"name": "乙"}, "items": [{"thing": "椅"}, {"thing": "灯"}]}
    assert step.clean(forged, DOCUMENT).values == {"sum": 3}


def test_what_nobody_filled_in_stays_empty_when_it_is_only_read():
    step = SHARED.limited({"result": "read", "items": "read"})
    assert step.clean({"title": "新", "who": {"name": "", "phone": ""}}, {}).values.keys() == {
        "title",
        "who",
        "sum",
        "papers",
    }
    assert [o.chosen for view in step.view(None, {}) if view.name == "result" for o in view.options] == [False, False]


@pytest.mark.parametrize(("right", "problems"), [("edit", set()), ("required", {"title", "who.phone", "items"})])
def test_editable_and_required_take_the_place_of_the_forms_own_setting(right, problems):
    step = SHARED.limited(dict.fromkeys(("title", "who.phone", "items"), right))
    assert step.clean({"result": "同意"}, {}).problems.keys() == problems


def test_a_field_locked_by_the_form_opens_by_right():
    locked = form(component("textfield", "number", readonly=True))
    assert locked.writes == set()
    assert locked.limited({"number": "edit"}).clean({"number": "7"}, {}).values == {"number": "7"}
