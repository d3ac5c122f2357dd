"""Declared types of inputs, expressions, columns and results: both sides convert and refuse the same values."""

from __future__ import annotations

from random import Random
from typing import Any

from engine import dmn, feel
from engine.verifier import dmn as own
from tests.dmn.building import decision, file, input_data, knowledge, literal, table
from tests.verifier.test_dmn import plain

SEED = 20260213
ITEMS = """
<itemDefinition name='tS'><typeRef>string</typeRef><allowedValues><text>"甲","乙"</text></allowedValues></itemDefinition>
<itemDefinition name='tN'><typeRef>number</typeRef><allowedValues><text>[0..10]</text></allowedValues></itemDefinition>
<itemDefinition name='tL' isCollection='true'><typeRef>tN</typeRef></itemDefinition>
<itemDefinition name='tFew' isCollection='true'><typeRef>number</typeRef><typeConstraint><text>count(?) &lt; 3</text>
</typeConstraint></itemDefinition>
<itemDefinition name='tP'><itemComponent name='姓名'><typeRef>tS</typeRef></itemComponent>
<itemComponent name='生日'><typeRef>date</typeRef></itemComponent></itemDefinition>
<itemDefinition name='tPs' isCollection='true'><typeRef>tP</typeRef></itemDefinition>
<itemDefinition name='tX' isCollection='true'><itemComponent name='x'><typeRef>number</typeRef></itemComponent>
</itemDefinition>
<itemDefinition name='tA'><typeRef>tS</typeRef></itemDefinition>
"""
TYPES = ["tS", "tN", "tL", "tFew", "tP", "tPs", "tX", "tA", "number", "string", "boolean", "date", "time"]
TYPES += ["date and time", "days and time duration", "years and months duration", "Any", "context", "feel:string"]
PERSON = {"姓名": "甲", "生日": "2026-01-01"}
VALUES: list[Any] = [0, 1, 5, 10, 11, 1.5, -1, "甲", "丙", "", "2026-03-05", "10:00:00", "2026-03-05T10:00:00", "P1D"]
VALUES += ["2026-03-05T10:00:00Z", "P1Y", "PT5H", None, True, False, [1], [1, 2], [1, 2, 3], [3, 12], ["甲"], [None]]
VALUES += [[PERSON], [PERSON, PERSON], [{"姓名": "丁", "生日": "2026-01-01"}], {"姓名": "甲", "生日": "x"}, {"x": 1}]
VALUES += [[{"x": 1}, {"x": 2}], [{"x": "q"}], {"姓名": "甲", "生日": None}, {"姓名": "甲"}, {**PERSON, "x": 1}]


def test_values_of_declared_types() -> None:
    random = Random(SEED)
    nulls = 0
    for _ in range(900):
        given = random.choice(TYPES)
        wanted = given if random.random() < 0.6 else random.choice(TYPES)
        result_type = random.choice(["", "", given, wanted, "Any", random.choice(TYPES)])
        allowed = {0: random.choice(['"甲"', "[0..5]", "1, 2"])} if random.random() < 0.4 else None
        logic = random.choice(
            [
                literal("a"),
                literal("a", typeRef=wanted),
                literal("[a, a][1]", typeRef=wanted),
                literal("f(a)"),
                literal(f"a instance of {wanted.removeprefix('feel:')}"),
                f"<context><contextEntry><variable name='k' typeRef='{wanted}'/>{literal('a')}</contextEntry></context>",
                table([("a", wanted)], [""], [["-", "a"]], input_values=allowed),
            ]
        )
        parts = [input_data("a", given), knowledge("f", [f"p: {wanted}"], literal("p"))]
        xml = file(ITEMS, *parts, decision("d", logic, "#a", "knows:#f", kind=result_type))
        value = random.choice(VALUES)
        if given == "tPs" and isinstance(value, dict):
            value = [value]  # whether one person is first read by his type or first made a list is open
        result, decided = dmn.load(xml).evaluate("d", {"a": value}), own.load(xml).decide("d", {"a": value})
        case = f"seed {SEED}: {value!r} as {given}, {wanted}, {result_type}: {logic}"
        assert decided.outputs == feel.to_json(result.value), case
        assert decided.trace == plain(result.trace), case
        nulls += decided.outputs is None
    assert nulls < 700, "too many nulls agree for nothing"
