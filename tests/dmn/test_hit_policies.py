"""Every hit policy: what it gives for several matching rules, for none, and when it is broken."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.feel import to_json
from tests.dmn.building import decide, table

SIZES = [["< 10", '"小"'], ["< 100", '"中"'], ["-", '"大"']]


def result(amount: float | None, policy: str, aggregation: str = "", rules: Any = SIZES, **more: Any) -> Any:
    logic = table(["n"], [""], rules, policy, aggregation, **more)
    return to_json(decide(logic, {"n": amount}).value)


def codes(amount: float, policy: str, rules: Any = SIZES, **more: Any) -> list[str]:
    return [w.code for w in decide(table(["n"], [""], rules, policy, **more), {"n": amount}).warnings]


def test_unique_gives_the_one_match() -> None:
    assert result(5, "UNIQUE", rules=[["< 10", "1"], [">= 10", "2"]]) == 1
    assert result(10, "UNIQUE", rules=[["< 10", "1"], [">= 10", "2"]]) == 2


def test_unique_is_null_with_a_warning_when_two_rules_match() -> None:
    assert result(5, "UNIQUE") is None
    assert codes(5, "UNIQUE") == ["dmn_hit_policy"]


def test_a_table_without_a_policy_is_unique() -> None:
    logic = table(["n"], [""], SIZES).replace(' hitPolicy="UNIQUE"', "")
    assert decide(logic, {"n": 5}).value is None
    assert decide(logic, {"n": 500}).value == "大"


def test_any_wants_equal_outputs() -> None:
    assert result(5, "ANY", rules=[["< 10", '"a"'], ["< 20", '"a"']]) == "a"
    assert result(5, "ANY") is None
    assert codes(5, "ANY") == ["dmn_hit_policy"]


def test_first_takes_the_first_and_looks_no_further() -> None:
    assert result(5, "FIRST") == "小"
    assert result(50, "FIRST") == "中"


def test_priority_takes_the_output_listed_first() -> None:
    assert result(5, "PRIORITY", allowed=['"大", "中", "小"']) == "大"
    assert result(5, "PRIORITY", allowed=['"中", "大", "小"']) == "中"


def test_priorities_may_come_from_the_type() -> None:
    types = (
        '<itemDefinition name="tSize"><typeRef>string</typeRef><allowedValues><text>"中","小","大"</text>'
        "</allowedValues></itemDefinition>"
    )
    logic = table(["n"], [""], SIZES, "PRIORITY")
    assert decide(logic, {"n": 5}, types=types, kind="tSize").value == "中"


def test_rule_order_lists_in_the_order_of_rules() -> None:
    assert result(5, "RULE ORDER") == ["小", "中", "大"]


def test_output_order_lists_by_priority() -> None:
    assert result(5, "OUTPUT ORDER", allowed=['"大", "小", "中"']) == ["大", "小", "中"]


def test_collect_lists_all() -> None:
    assert result(50, "COLLECT") == ["中", "大"]


@pytest.mark.parametrize(("aggregation", "wanted"), [("SUM", 60), ("MIN", 10), ("MAX", 30), ("COUNT", 3)])
def test_collect_aggregates(aggregation: str, wanted: int) -> None:
    rules = [["< 10", "10"], ["< 100", "30"], ["-", "20"]]
    assert result(5, "COLLECT", aggregation, rules) == wanted


def test_minimum_and_maximum_work_for_texts_and_dates() -> None:
    rules = [["-", 'date("2026-05-01")'], ["-", 'date("2026-02-01")']]
    assert result(5, "COLLECT", "MIN", rules) == "2026-02-01"
    assert result(5, "COLLECT", "MAX", SIZES) == max("小中大")


def test_a_sum_of_something_else_is_null_with_a_warning() -> None:
    logic = table(["n"], [""], SIZES, "COLLECT", "SUM")
    found = decide(logic, {"n": 5})
    assert found.value is None
    assert [w.code for w in found.warnings] == ["dmn_hit_policy"]


@pytest.mark.parametrize(
    ("policy", "aggregation", "wanted"),
    [
        ("UNIQUE", "", None),
        ("ANY", "", None),
        ("FIRST", "", None),
        ("PRIORITY", "", None),
        ("RULE ORDER", "", []),
        ("OUTPUT ORDER", "", []),
        ("COLLECT", "", []),
        ("COLLECT", "COUNT", 0),
        ("COLLECT", "SUM", None),
        ("COLLECT", "MIN", None),
    ],
)
def test_no_matching_rule(policy: str, aggregation: str, wanted: Any) -> None:
    assert result(5, policy, aggregation, [["> 10", "1"]]) == wanted


def test_the_default_stands_in_when_no_rule_matches() -> None:
    assert result(5, "UNIQUE", rules=[["> 10", "1"]], defaults=["7"]) == 7
    assert result(5, "COLLECT", rules=[["> 10", "1"]], defaults=["7"]) == [7]


def test_several_outputs_make_a_context_and_each_may_have_a_default() -> None:
    logic = table(["n"], ["档次", "天数"], [["< 10", '"小"', "3"]], defaults=['"无"'])
    assert to_json(decide(logic, {"n": 5}).value) == {"档次": "小", "天数": 3}
    assert to_json(decide(logic, {"n": 50}).value) == {"档次": "无", "天数": None}


def test_a_null_input_matches_only_what_asks_for_null() -> None:
    rules = [["< 10", '"小"'], ["null", '"空"'], ["not(null)", '"有"']]
    assert result(None, "FIRST", rules=rules) == "空"
    assert result(50, "FIRST", rules=rules) == "有"


def test_a_value_outside_the_allowed_inputs_is_refused() -> None:
    logic = table(["n"], [""], [["-", "1"]], input_values={0: "[0..100]"})
    assert decide(logic, {"n": 50}).value == Decimal(1)
    found = decide(logic, {"n": 500})
    assert found.value is None
    assert [w.code for w in found.warnings] == ["dmn_input_value"]


def test_an_output_outside_the_allowed_ones_is_null() -> None:
    found = decide(table(["n"], [""], [["-", '"x"']], allowed=['"a","b"']), {"n": 1})
    assert found.value is None
    assert [w.code for w in found.warnings] == ["dmn_output_value"]


@pytest.mark.parametrize(
    ("cell", "value", "wanted"),
    [
        ("-", 1, True),
        ('"a","b"', "b", True),
        ('"a","b"', 1, None),
        ('not("a","b")', "c", True),
        ("[1..5)", 5, None),
        ("(1..5]", 5, True),
        ("]1..5[", 1, None),
        ("> -3", -2, True),
        ("5", 5, True),
        ("5", "5", None),
        ("? > 3 and ? < 5", 4, True),
        ("other", 9, True),
        ("> other", 10, True),
        ("true", True, True),
        ("false", True, None),
        ('matches(?, "^青.*")', "青岚", True),
        ('date("2026-02-13")', "2026-02-13", None),
    ],
)
def test_cells(cell: str, value: Any, wanted: Any) -> None:
    logic = table(["n"], [""], [[cell, "true"]])
    assert decide(logic, {"n": value, "other": 9}).value is wanted


def test_a_list_as_input_is_compared_with_lists() -> None:
    logic = table(["n"], [""], [["[1,2]", "true"]])
    assert decide(logic, {"n": [1, 2]}).value is True


def test_an_unknown_policy_is_refused() -> None:
    from engine.errors import DefinitionRefused

    with pytest.raises(DefinitionRefused) as refused:
        decide(table(["n"], [""], SIZES, "BEST"), {"n": 1})
    assert refused.value.findings[0].code == "dmn_hit_policy"
