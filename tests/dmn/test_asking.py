"""Trying a decision out: what is asked, how answers are read, and what the rules of a table leave open, with an example."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from engine import dmn, feel
from engine.dmn.editing import Change, change, new_file
from engine.errors import Invalid

BASE = new_file("审批层级", "level", "urn:test")
PROCESSES = Path(__file__).resolve().parents[2] / "processes"


def table(policy: str = "UNIQUE", rules: tuple[tuple[str, str, str], ...] = ()) -> bytes:
    """紧急程度 (allowed values) and 天数 (number) to a level."""
    xml = change(BASE, Change("level", {"in.1.allowed": '"平件","急件"', "policy": policy}, act="add-input"))[0]
    xml = change(xml, Change("level", {"in.2.expression": "days", "in.2.type": "number", "in.2.label": "天数"}))[0]
    for number, (urgency, days, level) in enumerate(rules, 1):
        cells = {f"rule.{number}.in.1": urgency, f"rule.{number}.in.2": days, f"rule.{number}.out.1": level}
        if number > 1:
            xml = change(xml, Change("level", act="add-rule", number=number - 1))[0]
        xml = change(xml, Change("level", cells))[0]
    return xml


FULL = table(rules=(("-", "<= 3", '"科长"'), ("-", "> 3", '"领导"')))


def test_inputs_are_asked_with_their_types_and_choices():
    days, urgency = dmn.load(FULL).questions("level")
    assert (days.name, days.label, days.kind, days.choices, days.hints) == ("days", "天数", "number", (), ("3",))
    assert (urgency.name, urgency.kind, urgency.choices) == ("urgency", "string", ("平件", "急件"))


def test_every_delivered_decision_can_be_asked_and_made_with_nothing_answered():
    for path in PROCESSES.glob("*/decisions/*.dmn"):
        model = dmn.load(path.read_bytes())
        for id in model.decisions:
            asked = model.questions(id)
            assert {question.name for question in asked} == model.inputs(id)
            model.evaluate(id, dmn.read_answers(asked, {}))


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("string", " 平件 ", "平件"), ("number", "12.50", Decimal("12.50")), ("number", "-3", Decimal(-3)),
        ("boolean", "true", True), ("", '["a", 1]', ["a", Decimal(1)]), ("", "{a: 1}", {"a": Decimal(1)}), ("number", "", None),
    ],
)  # fmt: skip
def test_answers_become_values(kind, text, value):
    assert dmn.read_answers([dmn.Question("x", "x", kind)], {"x": text, "y": "1"}) == {"x": value}


@pytest.mark.parametrize(
    ("kind", "text"), [("date", "2026-02-13"), ("time", "09:30:00"), ("date and time", "2026-02-13T09:30:00")]
)
def test_moments_are_read_as_moments(kind, text):
    value = dmn.read_answers([dmn.Question("x", "x", kind)], {"x": text})["x"]
    assert feel.write(value) == text


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("number", "三"),
        ("number", '"3"'),
        ("boolean", "yes"),
        ("date", "2026-13-01"),
        ("date", '") + date("2026-01-01'),
        ("", "1 +"),
        ("", "for"),
    ],
)
def test_an_answer_of_another_kind_is_told_by_its_name(kind, text):
    with pytest.raises(Invalid) as refused:
        dmn.read_answers([dmn.Question("x", "x", kind)], {"x": text})
    assert refused.value.fields.keys() == {"x"}


def test_an_overlap_names_its_rules_with_an_example_that_both_match():
    xml = table(rules=(("-", "<= 3", '"科长"'), ('"急件"', "-", '"领导"'), ("-", "> 3", '"主任"')))
    remarks = [remark for remark in dmn.remarks(xml) if remark.rules]
    assert [(r.finding.code, r.decision, r.rules) for r in remarks] == [
        ("dmn_rules_overlap", "level", (1, 2)), ("dmn_rules_overlap", "level", (2, 3)),
    ]  # fmt: skip
    assert remarks[0].example == ((1, '"急件"'), (2, "2"))
    assert len(dmn.load(xml).evaluate("level", {"urgency": "急件", "days": 2}).warnings) == 1


def test_a_gap_comes_with_an_example_that_no_rule_matches():
    xml = table(rules=(('"平件"', "<= 3", '"科长"'),))
    (first, *_) = [remark for remark in dmn.remarks(xml) if remark.finding.code == "dmn_rules_missing"]
    given = {column: feel.evaluate(text, {}) for column, text in first.example}
    result = dmn.load(xml).evaluate("level", {"urgency": given.get(1, "平件"), "days": given.get(2, 1)})
    assert result.value is None and result.trace[0]["matched"] == []


def test_a_rule_that_is_never_reached_is_named():
    xml = table("FIRST", (("-", "-", '"科长"'), ('"急件"', "> 3", '"领导"')))
    assert [(r.finding.code, r.rules) for r in dmn.remarks(xml)] == [("dmn_rule_unreachable", (2,))]


def test_remarks_are_what_check_finds():
    xml = table(rules=(('"平件"', "<= 3", '"科长"'), ("-", "<= 3", '"领导"')))
    found = dmn.check(xml)
    assert {remark.finding for remark in dmn.remarks(xml)} <= set(found)
