"""Groups put values below a path; dynamic lists repeat their fields row by row."""

from __future__ import annotations

from typing import Any

from tests.forms.build import component, form


def agenda(**properties: Any) -> dict[str, Any]:
    return {
        "type": "dynamiclist",
        "id": "list",
        "path": "agenda",
        "label": "议题",
        "components": [
            component("textfield", "title", validate={"required": True}),
            component("number", "minutes", validate={"max": 60}),
            component("textfield", "why", conditional={"hide": "=this.minutes <= 30 or this.minutes = null"}),
            component("expression", "place", expression="=i[1]"),
        ],
    } | properties


ADDRESS = {
    "type": "group",
    "id": "group",
    "path": "address",
    "label": "地址",
    "components": [component("textfield", "street"), component("textfield", "town", readonly=True)],
}


def test_rows_come_posted_flat_or_nested() -> None:
    rows = form(agenda())
    flat = {
        "agenda[0].title": "防汛",
        "agenda[0].minutes": "20",
        "agenda[2].title": "防火",
        "agenda[2].minutes": "5",
    }
    nested = {"agenda": [{"title": "防汛", "minutes": 20}, {"title": "防火", "minutes": 5}]}
    expected = {
        "agenda": [
            {"title": "防汛", "minutes": 20, "place": 1},
            {"title": "防火", "minutes": 5, "place": 2},
        ]
    }
    assert rows.clean(flat, {}).values == rows.clean(nested, {}).values == expected


def test_problems_name_the_row() -> None:
    cleaned = form(agenda()).clean({"agenda[0].minutes": "90", "agenda[3].title": "防火"}, {})
    assert set(cleaned.problems) == {"agenda[0].title", "agenda[0].minutes"}


def test_conditions_see_their_own_row() -> None:
    cleaned = form(agenda()).clean(
        {
            "agenda[0].title": "短", "agenda[0].minutes": "10", "agenda[0].why": "不该有",
            "agenda[1].title": "长", "agenda[1].minutes": "50", "agenda[1].why": "需要讨论",
        },
        {},
    )  # fmt: skip
    assert [row.get("why") for row in cleaned.values["agenda"]] == [None, "需要讨论"]


def test_a_row_nobody_wrote_in_is_no_row() -> None:
    cleaned = form(agenda()).clean({"agenda[0].title": "防汛", "agenda[1].title": "", "agenda[1].minutes": ""}, {})
    assert len(cleaned.values["agenda"]) == 1 and cleaned.ok


def test_a_list_has_its_bounds() -> None:
    bounded = form(agenda(validate={"minItems": 1, "maxItems": 2, "required": True}))
    assert bounded.clean({}, {}).problems["agenda"].code == "required"
    three = {f"agenda[{n}].title": "x" for n in range(3)}
    assert bounded.clean(three, {}).problems["agenda"].code == "too_many_items"
    assert bounded.clean({"agenda": "text"}, {}).problems["agenda"].code == "not_rows"


def test_a_list_without_adding_keeps_its_rows() -> None:
    fixed = form(agenda(allowAddRemove=False))
    context = {"agenda": [{"title": "防汛"}, {"title": "防火"}]}
    cleaned = fixed.clean({"agenda[0].title": "甲", "agenda[1].title": "乙", "agenda[2].title": "丙"}, context)
    assert [row["title"] for row in cleaned.values["agenda"]] == ["甲", "乙"]


def test_locked_fields_of_a_row_keep_their_values() -> None:
    rows = form(
        {
            "type": "dynamiclist", "id": "l", "path": "units",
            "components": [component("textfield", "unit", readonly=True), component("textfield", "reply")],
        }
    )  # fmt: skip
    context = {"units": [{"unit": "林草局"}, {"unit": "财政局"}]}
    cleaned = rows.clean({"units[1].unit": "司法局", "units[1].reply": "同意"}, context)
    assert cleaned.values == {"units": [{"unit": "财政局", "reply": "同意"}]}
    assert cleaned.ignored == ("units[1].unit",)


def test_lists_in_lists() -> None:
    outer = form(
        {
            "type": "dynamiclist", "id": "o", "path": "units",
            "components": [
                component("textfield", "name"),
                {"type": "dynamiclist", "id": "n", "path": "people",
                 "components": [
                     component("textfield", "name", id="inner"),
                     component("expression", "of", expression="=parent.name"),
                     component("expression", "at", expression="=i"),
                 ]},
            ],
        }
    )  # fmt: skip
    cleaned = outer.clean({"units[0].name": "文秘科", "units[0].people[0].name": "文思齐"}, {})
    assert cleaned.values == {
        "units": [{"name": "文秘科", "people": [{"name": "文思齐", "of": "文秘科", "at": [1, 1]}]}]
    }


def test_a_group_writes_below_its_path_and_loses_nothing_beside_it() -> None:
    grouped = form(ADDRESS)
    context = {"address": {"street": "旧街", "town": "云坪镇", "code": "650000"}}
    cleaned = grouped.clean({"address.street": "新街", "address.town": "别处"}, context)
    assert cleaned.values == {"address": {"street": "新街", "town": "云坪镇", "code": "650000"}}
    assert cleaned.ignored == ("address.town",)
    assert context["address"]["street"] == "旧街", "the document itself is not touched"


def test_a_hidden_group_takes_its_fields_along() -> None:
    hidden = form(component("checkbox", "away"), ADDRESS | {"conditional": {"hide": "=away = true"}})
    assert hidden.clean({"away": "on", "address.street": "新街"}, {}).values == {"away": True}
