"""What `check` finds in a DMN file, where it says it is, and what it does not complain about."""

from __future__ import annotations

import pytest

from engine import dmn
from engine.errors import Finding
from tests.dmn.building import decision, file, input_data, knowledge, literal, table

AMOUNT = input_data("金额", "number", id="amount")
URGENCY = (
    '<itemDefinition name="tUrgency"><typeRef>string</typeRef><allowedValues><text>"平件","加急","特急"</text>'
    "</allowedValues></itemDefinition>" + input_data("紧急程度", "tUrgency", id="urgency")
)


def check(*parts: str, **options: object) -> list[Finding]:
    return dmn.check(file(*parts), **options)  # type: ignore[arg-type]


def codes(*parts: str, **options: object) -> list[str]:
    return [finding.code for finding in check(*parts, **options)]


def rules(
    rows: list[list[str]], policy: str = "UNIQUE", columns: tuple[str, ...] = ("金额",), **more: object
) -> list[Finding]:
    logic = table(columns, [""], rows, policy, **more)  # type: ignore[arg-type]
    return check(AMOUNT, URGENCY, input_data("日期", "date"), input_data("急", "boolean"), input_data("文"),
                 decision("d", logic, "#amount", "#urgency", "#日期", "#急", "#文"))  # fmt: skip


def sentences(found: list[Finding], code: str) -> list[str]:
    return [f.zh for f in found if f.code == code]


def test_a_complete_table_has_no_findings() -> None:
    assert rules([["< 50000", "1"], ["[50000..100000)", "2"], [">= 100000", "3"]]) == []


def test_bad_xml_and_other_files_are_findings_not_exceptions() -> None:
    assert [f.code for f in dmn.check(b"<definitions")] == ["xml_syntax"]
    assert [f.code for f in dmn.check(b"<!DOCTYPE r><r/>")] == ["xml_doctype"]
    assert [f.code for f in dmn.check(b"<r/>", source="x.dmn")] == ["dmn_not_dmn"]


def test_overlapping_rules_are_named_with_an_example() -> None:
    found = rules([["<= 50000", "1"], [">= 50000", "2"]])
    assert sentences(found, "dmn_rules_overlap") == ["规则 1 与规则 2 重叠,例如 金额 = 50000。"]
    assert found[0].severity == "error"
    assert found[0].element == "table"


def test_overlap_needs_every_column() -> None:
    columns = ("金额", "紧急程度")
    apart = [["< 10", '"平件"', "1"], ["< 10", 'not("平件")', "2"], [">= 10", "-", "3"]]
    assert rules(apart, columns=columns) == []
    touching = [["< 10", '"平件","加急"', "1"], ["< 20", '"加急","特急"', "2"]]
    found = rules(touching, columns=columns)
    assert sentences(found, "dmn_rules_overlap") == ['规则 1 与规则 2 重叠,例如 金额 = 9, 紧急程度 = "加急"。']


def test_any_allows_overlap_of_equal_outputs() -> None:
    assert rules([["< 10", "1"], ["-", "1"]], "ANY") == []
    assert "dmn_rules_overlap" in [f.code for f in rules([["< 10", "1"], ["-", "2"]], "ANY")]


@pytest.mark.parametrize("policy", ["PRIORITY", "FIRST", "RULE ORDER", "OUTPUT ORDER", "COLLECT"])
def test_other_policies_may_overlap(policy: str) -> None:
    assert not sentences(rules([["< 10", "1"], ["-", "2"]], policy), "dmn_rules_overlap")


def test_missing_rules_are_described() -> None:
    found = rules([["< 10", "1"], ["> 20", "2"]])
    assert sentences(found, "dmn_rules_missing") == ["没有规则覆盖:金额 [10..20]。"]
    assert found[0].severity == "warning"
    assert sentences(rules([["[0..10]", "1"]]), "dmn_rules_missing") == ["没有规则覆盖:金额 < 0, > 10。"]


def test_missing_texts_follow_the_allowed_values() -> None:
    found = rules([['"平件"', "1"], ['"加急"', "2"]], columns=("紧急程度",))
    assert sentences(found, "dmn_rules_missing") == ['没有规则覆盖:紧急程度 "特急"。']
    assert rules([['"平件","加急"', "1"], ['"特急"', "2"]], columns=("紧急程度",)) == []


def test_open_texts_need_a_rule_for_the_rest() -> None:
    found = rules([['"甲"', "1"], ['"乙"', "2"]], columns=("文",))
    assert sentences(found, "dmn_rules_missing") == ['没有规则覆盖:文 not("甲", "乙")。']
    assert rules([['"甲"', "1"], ['not("甲")', "2"]], columns=("文",)) == []


def test_dates_and_booleans() -> None:
    found = rules([['< date("2026-01-01")', "1"], ['> date("2026-01-31")', "2"]], columns=("日期",))
    assert sentences(found, "dmn_rules_missing") == ['没有规则覆盖:日期 [@"2026-01-01"..@"2026-01-31"]。']
    assert sentences(rules([["true", "1"]], columns=("急",)), "dmn_rules_missing") == ["没有规则覆盖:急 false。"]


def test_neighbouring_days_leave_no_gap_between_them() -> None:
    assert rules([['<= date("2026-01-01")', "1"], ['>= date("2026-01-02")', "2"]], columns=("日期",)) == []


def test_a_default_output_covers_the_rest() -> None:
    assert rules([["< 10", "1"]], defaults=["0"]) == []


def test_a_rule_hidden_by_earlier_ones() -> None:
    found = rules([["< 10", "1"], [">= 10", "2"], ["5", "3"]], "FIRST")
    assert [(f.code, f.element) for f in found] == [("dmn_rule_unreachable", "r3")]


def test_it_says_when_cells_cannot_be_analysed() -> None:
    found = rules([["< sum([1,2])", "1"], [">= 3", "2"]])
    assert [f.code for f in found] == ["dmn_not_analysed"]
    assert [f.code for f in rules([["1", "1"], ['"x"', "2"]])] == ["dmn_not_analysed"]


def test_it_says_when_the_table_is_too_large_to_finish() -> None:
    columns = [f"c{i}" for i in range(12)]
    rows = [[f"{'<' if (n >> i) & 1 else '>='} {n * 7 % 13}" for i in range(12)] + ["1"] for n in range(60)]
    inputs = [input_data(name, "number") for name in columns]
    logic = table(columns, [""], rows, "FIRST")
    found = check(*inputs, decision("d", logic, *(f"#{name}" for name in columns)))
    assert any("还可能有其他遗漏" in f.zh for f in found)


def test_syntax_errors_name_the_cell_and_the_position() -> None:
    found = rules([["< ", "1"], ["-", "1 +"]], "FIRST")
    errors = [f for f in found if f.code == "feel_syntax"]
    assert [f.zh.split(":")[0] for f in errors] == ["规则 1 输入 1", "规则 2 输出 1"]
    assert all("字符" in f.zh and "character" in f.en for f in errors)
    assert [f.element for f in errors] == ["r1", "r2"]


def test_unknown_names() -> None:
    found = check(AMOUNT, decision("d", literal("金额 + 税率"), "#amount"))
    assert [f.code for f in found] == ["dmn_unknown_name"]
    assert "税率" in found[0].zh and "第6个字符" in found[0].zh
    assert codes(AMOUNT, decision("d", literal("金额"))) == ["dmn_unknown_name"]  # not required


def test_names_that_are_bound_inside_are_known() -> None:
    texts = [
        "for x in [1,2] return x + count(partial)",
        "some x in [1,2] satisfies x > 1",
        "{a: 1, b: a + 1}.b",
        "(function(x) x + 1)(2)",
        "[{单位: 1}][单位 = 1 and item.单位 = 1]",
        'date("2026-01-01").year',
        'today() < @"2026-01-01"',
    ]
    assert codes(*(decision(f"d{i}", literal(text)) for i, text in enumerate(texts))) == []


def test_a_boxed_filter_knows_the_entries_of_its_items() -> None:
    logic = f"<filter><in>{literal('list')}</in><match>{literal('单位 = 1')}</match></filter>"
    assert codes(input_data("list"), decision("d", logic, "#list")) == []


def test_functions_of_the_system() -> None:
    part = decision("d", literal("workdays after(today(), 3)"))
    assert [(f.code, f.severity) for f in check(part)] == [("dmn_unknown_function", "warning")]
    assert check(part, functions={"workdays after"}) == []
    assert [f.severity for f in check(part, functions={"other"})] == ["error"]


def test_arity() -> None:
    f = knowledge("f", ["a", "b"], literal("a + b"))
    assert codes(f, decision("d", literal("f(1)"), "knows:#f")) == ["dmn_wrong_arity"]
    assert codes(f, decision("d", literal("f(1, 2)"), "knows:#f")) == []
    assert codes(decision("d", literal('substring("a")'))) == ["dmn_wrong_arity"]
    binding = f'<binding><parameter name="x"/>{literal("1")}</binding>'
    call = f"<invocation>{literal('f')}{binding}</invocation>"
    assert codes(f, decision("d", call, "knows:#f")) == ["dmn_wrong_arity"]
    assert "dmn_wrong_arity" in [x.code for x in rules([["1", "2", "3"]])]


def test_structure() -> None:
    assert codes(decision("d", literal("1")), decision("d", literal("2"))) == [
        "dmn_duplicate_id",
        "dmn_duplicate_name",
    ]
    assert codes('<decision id="d" name="d"><formula>1</formula></decision>') == [
        "dmn_unknown_element",
        "dmn_no_logic",
    ]
    assert codes(decision("d", literal("n"), "#n")) == ["dmn_missing_requirement", "dmn_unknown_name"]
    assert codes(decision("d", literal("1"), kind="tNone")) == ["dmn_unknown_type"]
    assert codes('<import namespace="x" name="x" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>') == [
        "dmn_import_missing"
    ]


def test_circles_are_named() -> None:
    parts = [decision("a", literal("b"), "decision:#b"), decision("b", literal("a"), "decision:#a")]
    found = check(*parts)
    assert [f.code for f in found] == ["dmn_cycle"]
    assert "a → b → a" in found[0].zh


def test_extensions_are_nobodys_business() -> None:
    extension = "<extensionElements><anything><else/></anything></extensionElements>"
    assert codes(decision("d", literal("1")), extension, '<x:y xmlns:x="other"/>') == []
