"""Changing a DMN file: what is named changes, everything else stays as it was written."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from engine import dmn
from engine.dmn.editing import Change, change, new_file, outline
from engine.errors import DefinitionRefused, Invalid, Missing
from engine.xml import XmlRefused
from tests import seeds

PROCESSES = Path(__file__).resolve().parents[2] / "processes"
FILES = sorted(PROCESSES.glob("*/decisions/*.dmn"))
NEW = new_file("请假审批层级", "leave_level", "urn:banjie:leave")
TABLE_ACTS = (
    "add-rule", "copy-rule", "remove-rule", "rule-up", "rule-down", "add-input", "add-output", "remove-input",
    "remove-output", "input-left", "input-right", "output-left", "output-right",
)  # fmt: skip


def act(xml: bytes, name: str, number: int = 0, element: str = "leave_level", **texts: str) -> bytes:
    return change(xml, Change(element, texts, act=name, number=number))[0]


def fill(xml: bytes, texts: dict[str, str], element: str = "leave_level") -> bytes:
    return change(xml, Change(element, texts))[0]


def sheet(xml: bytes, element: str = "leave_level"):
    return outline(xml).node(element).sheet


def codes(xml: bytes) -> set[str]:
    return {finding.code for finding in dmn.check(xml)}


def test_a_new_file_passes_the_check_and_decides():
    assert dmn.check(NEW) == []
    assert dmn.load(NEW).evaluate("leave_level", {"urgency": "平件"}).value == "待定"


def test_cells_are_filled_by_their_place_and_decide():
    xml = fill(
        NEW,
        {
            "in.1.expression": "days",
            "in.1.type": "number",
            "in.1.label": "天数",
            "rule.1.in.1": "<= 3",
            "rule.1.out.1": '"科长"',
        },
    )
    xml = act(xml, "add-rule", 1)
    xml = fill(
        xml,
        {
            "rule.2.in.1": "> 3",
            "rule.2.out.1": '"分管领导"',
            "rule.2.note.0": "三天以上",
            "out.1.allowed": '"科长","分管领导"',
        },
    )
    assert dmn.check(xml) == []
    model = dmn.load(xml)
    assert [model.evaluate("leave_level", {"days": n}).value for n in (3, 4)] == ["科长", "分管领导"]
    assert sheet(xml).rules[1].notes == ("三天以上",)


def test_a_column_that_names_a_value_makes_the_decision_ask_for_it():
    xml = fill(NEW, {"in.1.expression": "days", "in.1.type": "number"})
    assert dmn.load(xml).inputs("leave_level") == {"urgency", "days"}
    (shape,) = [node for node in outline(xml).nodes if node.name == "days"]
    assert f'dmnElementRef="{shape.id}"'.encode() in xml


def test_the_input_a_column_names_takes_its_type_unless_it_was_declared_otherwise():
    xml = fill(fill(NEW, {"in.1.expression": "days"}), {"in.1.type": "number"})
    assert [node.type for node in outline(xml).nodes if node.name == "days"] == ["number"]
    (days,) = [node.id for node in outline(xml).nodes if node.name == "days"]
    xml = fill(fill(xml, {"type": "date"}, days), {"in.1.type": "string"})
    assert [node.type for node in outline(xml).nodes if node.name == "days"] == ["date"]


def test_rules_are_added_copied_moved_and_taken_away():
    xml = act(fill(NEW, {"rule.1.in.1": '"甲"'}), "copy-rule", 1)
    xml = act(fill(xml, {"rule.2.in.1": '"乙"'}), "add-rule", 0)
    assert [rule.tests for rule in sheet(xml).rules] == [("-",), ('"甲"',), ('"乙"',)]
    assert [rule.tests for rule in sheet(act(xml, "rule-up", 3)).rules] == [("-",), ('"乙"',), ('"甲"',)]
    assert [rule.tests for rule in sheet(act(xml, "rule-down", 1)).rules] == [('"甲"',), ("-",), ('"乙"',)]
    assert sheet(act(xml, "rule-up", 1)) == sheet(xml)
    assert [rule.tests for rule in sheet(act(xml, "remove-rule", 1)).rules] == [('"甲"',), ('"乙"',)]
    assert len({rule.id for rule in sheet(xml).rules}) == 3


def test_columns_are_added_moved_and_taken_away_with_their_cells():
    xml = act(act(NEW, "add-input"), "add-output")
    xml = fill(xml, {"in.2.expression": "days", "rule.1.in.2": "> 3", "rule.1.out.2": "2"})
    assert [c.name for c in sheet(xml).outputs] == ["result", "output_2"]
    moved = act(act(xml, "input-left", 2), "output-right", 1)
    assert sheet(moved).rules[0].tests == ("> 3", "-") and sheet(moved).rules[0].outputs == ("2", '"待定"')
    assert [c.expression for c in sheet(moved).inputs] == ["days", "urgency"]
    assert sheet(act(moved, "remove-input", 1)).rules[0].tests == ("-",)
    with pytest.raises(Invalid):
        act(act(moved, "remove-output", 1), "remove-output", 1)


@pytest.mark.parametrize(
    ("policy", "kept"), [("FIRST", "FIRST"), ("RULE ORDER", "RULE ORDER"), ("COLLECT SUM", "COLLECT SUM")]
)
def test_the_hit_policy_is_one_of_the_standards(policy, kept):
    assert sheet(fill(NEW, {"policy": policy})).policy == kept


@pytest.mark.parametrize(
    "texts",
    [
        {"policy": "BEST"}, {"policy": ""}, {"policy": "UNIQUE SUM"}, {"rule.9.in.1": "x"}, {"rule.1.in.9": "x"},
        {"in.9.label": "x"}, {"in.1.colour": "x"}, {"nowhere": "x"}, {"rule.1.note.1": "x"}, {"name": " "},
        {"rule.1.in.1": "x" * 20_001}, {"id": "1 a"}, {"text": "x"},
    ],
)  # fmt: skip
def test_what_has_no_place_is_refused(texts):
    with pytest.raises(Invalid):
        fill(NEW, texts)


@pytest.mark.parametrize("name", ["add-everything", "remove-rule", "remove-input", "copy-rule"])
def test_an_act_on_what_is_not_there_is_refused(name):
    with pytest.raises(Invalid):
        act(NEW, name, 7)


def test_decisions_inputs_and_knowledge_are_added_asked_for_and_taken_away():
    xml, decision = change(NEW, Change(act="add-decision", name="审批人", new_id="approver"))
    xml, model = change(xml, Change(act="add-knowledge", name="称呼"))
    xml, source = change(xml, Change(act="add-source", name="请假规定"))
    xml, _ = change(xml, Change(model, {"parameters": "层级", "text": '层级 + "审批"'}, requires=(source,)))
    xml, _ = change(xml, Change(decision, requires=("leave_level", model, source), act="make-literal"))
    xml, shown = change(xml, Change(decision, {"text": "称呼(leave_level)", "id": "who", "variable": "who"}))
    assert (shown, dmn.check(xml)) == ("who", [])
    assert dmn.load(xml).evaluate("who", {"urgency": "平件"}).value == "待定审批"
    assert outline(xml).node("who").possible == ("leave_level", outline(xml).nodes[1].id, model, source)
    gone, shown = change(xml, Change(model, act="remove-element"))
    assert shown == "" and outline(gone).node("who").requires == ("leave_level", source)
    assert f'"{model}"'.encode() not in gone


def test_a_file_is_given_another_title():
    xml, shown = change(NEW, Change("leave_level", act="rename-file", name=" 请假 层级 "))
    assert (outline(xml).name, shown) == ("请假 层级", "leave_level")
    with pytest.raises(Invalid):
        change(NEW, Change(act="rename-file", name=""))


def test_what_the_standard_does_not_connect_is_not_connected():
    xml, source = change(NEW, Change(act="add-input-data", name="天数"))
    for wanted in (("leave_level",), (source,)):
        with pytest.raises(Invalid):
            change(xml, Change(source, requires=wanted))
    with pytest.raises(Missing):
        change(xml, Change("leave_level", requires=("nothing",)))
    with pytest.raises(Invalid):
        change(xml, Change(act="add-decision", name="x", new_id="leave_level"))


@pytest.mark.parametrize("xml", [b"", b"<a/>", b'<!DOCTYPE a [<!ENTITY x "y">]><a/>', b"<definitions/>"])
def test_what_is_no_dmn_is_refused(xml):
    with pytest.raises((XmlRefused, DefinitionRefused)):
        change(xml, Change())


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_delivered_files_keep_everything_that_is_not_named(path):
    xml = path.read_bytes()
    first = outline(xml).decisions[0]
    same = change(xml, Change(first.id, {"name": first.name, "variable": first.variable, "type": first.type}))[0]
    assert [
        line.replace(b" />", b"/>").replace(b"<text></text>", b"<text/>") for line in xml.splitlines()
    ] == same.splitlines()
    assert dmn.check(same) == dmn.check(xml)


def test_random_acts_leave_a_table_that_can_be_read():
    seed = seeds.seed(10**6)
    print("seed", seed)
    dice, xml = random.Random(seed), NEW
    for _ in range(150):
        name = dice.choice(TABLE_ACTS)
        try:
            xml = act(xml, name, dice.randrange(1, 5))
        except Invalid:
            continue
        now = sheet(xml)
        for rule in now.rules:
            assert (len(rule.tests), len(rule.outputs)) == (len(now.inputs), len(now.outputs))
    assert codes(xml) <= {
        "dmn_rules_overlap",
        "dmn_rules_missing",
        "dmn_empty_expression",
        "feel_syntax",
        "dmn_no_output_name",
    }
