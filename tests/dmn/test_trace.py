"""The trace: each decision in the order it was made, and the row that matched."""

from __future__ import annotations

import json

from tests.dmn.building import decision, input_data, knowledge, literal, model, table

LOADED = model(
    input_data("金额", "number"),
    decision("档次", table([("金额", "number")], [""], [["< 10", '"小"'], [">= 10", '"大"']]), "#金额"),
    decision("批示", literal('档次 + "额"'), "decision:#档次", id="note"),
    knowledge("分档", ["n"], table(["n"], [""], [["-", "n + 1"]], "FIRST")),
    decision("借用", literal("分档(金额)"), "#金额", "knows:#分档"),
)


def test_each_decision_with_what_it_saw_and_said() -> None:
    trace = LOADED.evaluate("批示", {"金额": 25}).trace
    assert trace == [
        {
            "decision": "档次",
            "id": "档次",
            "kind": "table",
            "inputs": {"金额": 25},
            "table": "table",
            "hit_policy": "U",
            "tested": {"金额": 25},
            "matched": [{"number": 2, "rule": "r2"}],
            "outputs": "大",
        },
        {"decision": "批示", "id": "note", "kind": "expression", "inputs": {"档次": "大"}, "outputs": "大额"},
    ]


def test_tables_inside_other_logic_are_listed() -> None:
    (entry,) = LOADED.evaluate("借用", {"金额": 1}).trace
    assert entry["kind"] == "expression"
    assert entry["inputs"] == {"金额": 1}  # functions are not values to look at
    assert [t["matched"] for t in entry["tables"]] == [[{"number": 1, "rule": "r1"}]]
    assert entry["tables"][0]["outputs"] == 2


def test_warnings_stand_with_the_decision_they_belong_to() -> None:
    trace = LOADED.evaluate("批示", {"金额": "很多"}).trace
    assert trace[0]["warnings"][0]["code"] == "dmn_type"
    assert trace[0]["matched"] == []
    assert [w["code"] for w in trace[1]["warnings"]]


def test_notes_written_beside_a_rule_are_shown() -> None:
    note = "<annotationEntry><text>市办发〔2025〕3号</text></annotationEntry>"
    logic = table([], [""], [["1"]]).replace('<rule id="r1">', '<rule id="r1"><description>通则</description>')
    (entry,) = model(decision("d", logic.replace("</rule>", f"{note}</rule>"))).evaluate("d", {}).trace
    assert entry["matched"] == [{"number": 1, "rule": "r1", "notes": ["通则", "市办发〔2025〕3号"]}]


def test_it_is_plain_json_and_the_same_every_time() -> None:
    first, second = (json.dumps(LOADED.evaluate("批示", {"金额": 25}).trace) for _ in range(2))
    assert first == second
