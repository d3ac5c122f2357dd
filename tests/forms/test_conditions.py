"""What FEEL decides about a field: hidden, locked, computed; and what a hostile post can make of that."""

from __future__ import annotations

import pytest

from tests.forms.build import component, form

REASON = form(
    component("select", "plan_item", valuesKey="plan"),
    component(
        "textfield",
        "plan_reason",
        validate={"required": True, "minLength": 10},
        conditional={"hide": '=plan_item != "计划外"'},
    ),
)
PLAN = {"plan": ["FW-2026-01", "计划外"]}


def test_a_hidden_field_is_neither_asked_for_nor_taken() -> None:
    cleaned = REASON.clean({"plan_item": "FW-2026-01", "plan_reason": "上级要求,限期印发实施"}, PLAN)
    assert cleaned.ok and cleaned.values == {"plan_item": "FW-2026-01"}
    assert REASON.clean({"plan_item": "计划外"}, PLAN).problems["plan_reason"].code == "required"
    full = REASON.clean({"plan_item": "计划外", "plan_reason": "上级要求,限期印发实施"}, PLAN)
    assert full.values == {"plan_item": "计划外", "plan_reason": "上级要求,限期印发实施"}


def test_conditions_follow_one_another() -> None:
    chain = form(
        component("checkbox", "a"),
        component("checkbox", "b", conditional={"hide": "=a != true"}),
        component("textfield", "c", conditional={"hide": "=b != true"}),
    )
    assert chain.clean({"a": "on", "b": "on", "c": "x"}, {}).values == {"a": True, "b": True, "c": "x"}
    assert chain.clean({"b": "on", "c": "x"}, {}).values == {"a": False}, "what hides b hides c"


def test_conditions_that_hide_each_other_end() -> None:
    circle = form(
        component("textfield", "a", conditional={"hide": '=b != null and b != ""'}),
        component("textfield", "b", conditional={"hide": '=a != null and a != ""'}),
    )
    first = circle.clean({"a": "1", "b": "2"}, {})
    assert first == circle.clean({"a": "1", "b": "2"}, {})


def test_a_condition_that_is_null_hides_nothing() -> None:
    lenient = form(component("textfield", "x", conditional={"hide": "=unknown > 3"}))
    assert lenient.clean({"x": "值"}, {}).values == {"x": "值"}


@pytest.mark.parametrize("lock", [{"readonly": True}, {"disabled": True}, {"readonly": '=stage = "done"'}])
def test_a_locked_field_never_takes_a_posted_value(lock: dict[str, object]) -> None:
    locked = form(component("textfield", "number", **lock), component("textfield", "note"))
    context = {"number": "青岚政办发〔2026〕1号", "stage": "done"}
    attack = locked.clean({"number": "青岚政办发〔2026〕999号", "note": "x"}, context)
    assert attack.values == {"note": "x"}
    assert attack.ignored == ("number",)
    honest = locked.clean({"number": "青岚政办发〔2026〕1号", "note": "x"}, context)
    assert honest.values == {"note": "x"} and honest.ignored == ()


def test_a_readonly_default_is_written_once() -> None:
    fixed = form(component("textfield", "basis", readonly=True, defaultValue="条例第八条"))
    assert fixed.clean({}, {}).values == {"basis": "条例第八条"}
    assert fixed.clean({}, {"basis": "别的"}).values == {}


def test_an_expression_is_computed_here_and_never_believed() -> None:
    total = form(
        component("number", "copies"),
        component("number", "pages"),
        component("expression", "sheets", expression="=copies * pages", computeOn="change"),
    )
    attack = total.clean({"copies": "3", "pages": "4", "sheets": "1000000"}, {})
    assert attack.values == {"copies": 3, "pages": 4, "sheets": 12}
    assert attack.ignored == ("sheets",)


def test_a_named_result_is_shown_and_follows_what_is_typed() -> None:
    total = form(
        component("number", "copies"),
        component("expression", "sheets", expression="=copies * 4", label="印张"),
        component("expression", "hidden", expression="=copies", label="不显示", conditional={"hide": "=true"}),
        component("expression", "bare", expression="=copies", label=""),
    )
    copies, sheets = total.view({"copies": "3"}, {})
    assert copies.live and (sheets.kind, sheets.label, sheets.value) == ("expression", "印张", "12")


def test_a_field_that_appears_has_its_default_and_an_emptied_one_stays_empty() -> None:
    one = form(
        component("radio", "result", values=[{"label": w, "value": w} for w in ("通过", "退回")]),
        component("radio", "legal", values=[{"label": w, "value": w} for w in ("是", "否")], defaultValue="否",
                  conditional={"hide": '=result != "通过"'}),
        component("number", "days", defaultValue=3, conditional={"hide": '=result != "通过"'}),
    )  # fmt: skip
    assert [field.name for field in one.view({}, {})] == ["result"]
    _, legal, days = one.view({"result": "通过"}, {})
    assert [option.chosen for option in legal.options] == [False, True] and days.value == "3"
    _, legal, days = one.view({"result": "通过", "legal": "是", "days": ""}, {})
    assert [option.chosen for option in legal.options] == [True, False] and days.value == ""


def test_an_expression_without_end_is_a_sentence_not_a_hang() -> None:
    endless = form(component("expression", "x", expression="=count(for i in 1..1000000000 return i)"))
    cleaned = endless.clean({}, {})
    assert "x" not in cleaned.values and cleaned.problems["x"].zh
    locked = form(component("textfield", "y", readonly="=count(for i in 1..1000000000 return i) > 0"))
    assert locked.clean({"y": "attack"}, {}).values == {}, "a lock that cannot be evaluated stays shut"


def test_unknown_names_are_dropped_and_told() -> None:
    one = form(component("textfield", "title"))
    cleaned = one.clean(
        {
            "title": "通知",
            "state": "已归档",
            "__proto__[x]": "1",
            "a[0].b": "x",
            "title2[": "x",
            "_csrf": "t",
        },
        {},
    )
    assert cleaned.values == {"title": "通知"}
    assert cleaned.ignored == ("a[0].b", "state", "title2[")


def test_a_billion_rows_cost_nothing() -> None:
    one = form({"type": "dynamiclist", "id": "rows", "path": "rows", "components": [component("textfield", "t")]})
    cleaned = one.clean({"rows[999999999].t": "x", "rows[5].t": "y"}, {})
    assert cleaned.values == {"rows": [{"t": "y"}, {"t": "x"}]}
    flood = one.clean({f"rows[{n}].t": "x" for n in range(5000)}, {})
    assert flood.problems["rows"].code == "too_many_items"
    deep = one.clean({"rows" + "[0].t" * 2000: "x", ".".join("a" * 5000): "y"}, {})
    assert deep.values == {"rows": []} and len(deep.ignored) == 2
