"""Decisions may ask the office: functions of several words are one name, also with a word of FEEL's own in it."""

from __future__ import annotations

from engine import dmn
from engine.feel import Environment
from engine.words import OFFICE_FUNCTIONS

MODEL = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m" namespace="http://x">
  <inputData id="i" name="u"><variable id="v" name="u" typeRef="string"/></inputData>
  <decision id="d" name="d"><variable id="r" name="d"/>
    <informationRequirement id="n"><requiredInput href="#i"/></informationRequirement>
    <literalExpression id="l"><text>[leader in charge(u), unit of(u), holders("leader-head")]</text></literalExpression>
  </decision>
</definitions>"""


def test_the_office_is_asked() -> None:
    functions = {
        "leader in charge": lambda unit: f"L of {unit}",
        "unit of": lambda person: f"U of {person}",
        "holders": lambda group: [group],
    }
    found = dmn.load(MODEL).evaluate("d", {"u": "住建局"}, Environment(functions=functions))
    assert found.value == ["L of 住建局", "U of 住建局", ["leader-head"]]


def test_the_check_knows_them() -> None:
    assert dmn.check(MODEL, functions=OFFICE_FUNCTIONS) == []
    assert {f.code for f in dmn.check(MODEL)} == {"dmn_unknown_function"}
