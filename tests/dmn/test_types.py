"""Item definitions: conforming values pass, convertible ones are converted, others become null with a warning."""

from __future__ import annotations

from typing import Any

import pytest

from engine.feel import to_json
from tests.dmn.building import decide, decision, input_data, literal, model

TYPES = """
<itemDefinition name="tNumbers" isCollection="true"><typeRef>number</typeRef></itemDefinition>
<itemDefinition name="tLevel"><typeRef>string</typeRef><allowedValues><text>"平件","加急","特急"</text></allowedValues>
</itemDefinition>
<itemDefinition name="tLevels" isCollection="true"><typeRef>tLevel</typeRef></itemDefinition>
<itemDefinition name="tThree" isCollection="true"><typeRef>number</typeRef>
  <typeConstraint><text>count(?) = 3</text></typeConstraint></itemDefinition>
<itemDefinition name="tApplication">
  <itemComponent name="申请人"><typeRef>string</typeRef></itemComponent>
  <itemComponent name="日期"><typeRef>date</typeRef></itemComponent>
  <itemComponent name="明细" isCollection="true">
    <itemComponent name="金额"><typeRef>number</typeRef></itemComponent>
  </itemComponent>
</itemDefinition>
<itemDefinition name="tAdd"><functionItem outputTypeRef="number"><parameters name="a" typeRef="number"/>
  </functionItem></itemDefinition>
"""


@pytest.mark.parametrize(
    ("kind", "expression", "wanted"),
    [
        ("number", "1", 1),
        ("number", '"1"', None),
        ("number", "[1]", 1),
        ("number", "[[1]]", None),
        ("tNumbers", "[1,2]", [1, 2]),
        ("tNumbers", "1", [1]),
        ("tNumbers", '["a"]', None),
        ("tNumbers", "null", None),
        ("tLevel", '"加急"', "加急"),
        ("tLevel", '"不急"', None),
        ("tLevels", '["加急","特急"]', ["加急", "特急"]),
        ("tLevels", '["加急","不急"]', None),
        ("tThree", "[1,2,3]", [1, 2, 3]),
        ("tThree", "[1,2]", None),
        ("date and time", 'date("2026-02-13")', "2026-02-13T00:00:00Z"),
        ("dateTime", 'date and time("2026-02-13T10:00:00")', "2026-02-13T10:00:00"),
        ("Any", "[1]", [1]),
    ],
)
def test_conversion_of_a_result(kind: str, expression: str, wanted: Any) -> None:
    found = decide(literal(expression), types=TYPES, kind=kind)
    assert to_json(found.value) == wanted
    assert bool(found.warnings) == (wanted is None and expression != "null")


def test_a_structure_may_have_more_but_not_less() -> None:
    good = '{申请人: "甲", 日期: date("2026-01-01"), 明细: [{金额: 1}], 其他: 1}'
    assert to_json(decide(literal(good), types=TYPES, kind="tApplication").value)["其他"] == 1
    less = '{申请人: "甲", 日期: date("2026-01-01")}'
    assert decide(literal(less), types=TYPES, kind="tApplication").value is None


def test_dates_in_json_inputs_are_read_where_the_model_declares_them() -> None:
    loaded = model(
        TYPES,
        input_data("申请", "tApplication"),
        input_data("起", "date and time"),
        decision("d", literal("[申请.日期.year, 起.hour, sum(申请.明细.金额)]"), "#申请", "#起"),
    )
    inputs = {
        "申请": {"申请人": "甲", "日期": "2026-02-13", "明细": [{"金额": 1}, {"金额": 2.5}]},
        "起": "2026-02-13T10:30:00+08:00",
    }
    assert to_json(loaded.evaluate("d", inputs).value) == [2026, 10, 3.5]


def test_an_input_of_the_wrong_type_is_null_with_a_warning() -> None:
    loaded = model(input_data("n", "number"), decision("d", literal("n = null"), "#n"))
    found = loaded.evaluate("d", {"n": "x"})
    assert found.value is True
    assert [w.code for w in found.warnings] == ["dmn_type"]


def test_a_type_may_be_asked_for_in_feel() -> None:
    assert decide(literal("[1] instance of tNumbers"), types=TYPES).value is True
    assert decide(literal('["a"] instance of tNumbers'), types=TYPES).value is False


def test_functions_have_types_too() -> None:
    typed = decide(literal("function(a: number) a + 1"), types=TYPES, kind="tAdd")
    assert typed.value is not None
    assert decide(literal("function(a, b) a"), types=TYPES, kind="tAdd").value is None


def test_an_unknown_type_is_noted_and_ignored() -> None:
    loaded = model(decision("d", literal("1"), kind="tNowhere"))
    assert loaded.evaluate("d", {}).value == 1
    assert [f.code for f in loaded.findings] == ["dmn_unknown_type"]


def test_a_type_defined_by_itself_does_not_hang() -> None:
    types = "".join(
        f'<itemDefinition name="{name}"><typeRef>{other}</typeRef></itemDefinition>'
        for name, other in (("tA", "tB"), ("tB", "tA"))
    )
    assert decide(literal("1"), types=types, kind="tA").value == 1  # as if nothing were declared


def test_dmn_1_1_type_references_with_a_prefix() -> None:
    from engine import dmn

    xml = b"""<definitions xmlns="http://www.omg.org/spec/DMN/20151101/dmn.xsd"
      xmlns:feel="http://www.omg.org/spec/FEEL/20140401" xmlns:t="old" namespace="old" name="old">
      <itemDefinition name="tN"><typeRef>feel:number</typeRef></itemDefinition>
      <inputData id="n" name="n"><variable name="n" typeRef="t:tN"/></inputData>
      <decision id="d" name="d"><variable name="d" typeRef="feel:string"/>
        <informationRequirement><requiredInput href="#n"/></informationRequirement>
        <literalExpression><text>string(n + 1)</text></literalExpression></decision></definitions>"""
    loaded = dmn.load(xml)
    assert loaded.findings == ()
    assert loaded.evaluate("d", {"n": 1}).value == "2"
    assert loaded.evaluate("d", {"n": "x"}).value is None
