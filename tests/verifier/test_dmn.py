"""Every decision of the delivered procedures, and every hit policy, made by both sides: same outputs, same rules."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random
from typing import Any

import pytest

from engine import dmn, feel
from engine.verifier import dmn as own
from engine.verifier.dmn.tables import Rule, Table
from engine.verifier.not_verified import NotVerified
from tests.dmn.building import decision, file, input_data, knowledge, literal, table
from tests.verifier.corpus import KNOWN, MEMBER, QUOTED, Data, decisions
from tests.verifier.office import AT, environment, functions, procedure_of

SEED = 20260213
EACH = 60
TEXT = re.compile(r"<text>([^<]*)</text>")
STRANGE = [None, True, "", "2026-03-05", "2026-03-05T10:00:00+08:00", [], ["a", "b"], {"a": 1}]


class Inputs:
    """Values a table speaks of: its words, its numbers and their neighbours; now and then something strange."""

    def __init__(self, xml: bytes, seed: int) -> None:
        texts = " ".join(TEXT.findall(xml.decode()))
        self.words = re.findall(r'"([^"]*)"', texts) or ["x"]
        self.numbers = [float(n) if "." in n else int(n) for n in re.findall(r"\d+(?:\.\d+)?", texts)] or [1]
        self.random = Random(seed)
        self.data = Data(seed)

    def value(self) -> Any:
        chance = self.random.random()
        if chance < 0.55:
            return self.random.choice(self.words)
        if chance < 0.85:
            return self.random.choice(self.numbers) + self.random.choice([0, 0, 1, -1])
        return self.random.choice(STRANGE)

    def for_rule(self, table: Table, rule: Rule) -> dict[str, Any]:
        """Inputs aimed at a rule: what its cells quote, or numbers at or beside those they name; for `-` something
        that another row of the column names; for a column that computes, data of the shape it asks for."""
        aimed: dict[str, Any] = {}
        for place, (column, cell) in enumerate(zip(table.inputs, rule.tests, strict=True)):
            others = " ".join((column.values, *(other.tests[place] for other in table.rules)))
            if column.text.isidentifier():
                aimed[column.text] = self.beside(others) if cell in ("", "-") or "not(" in cell else self.aimed(cell)
                continue
            free = feel.compile(column.text, KNOWN).free - KNOWN
            members = sorted({*MEMBER.findall(column.text)})
            words = QUOTED.findall(f"{cell} {column.text}") or self.words
            for name in free:
                made = self.data.value(words, members or ["x"], 2)
                aimed[name] = self.random.choice([None, made, [made, made], dict.fromkeys(members, 1)])
        return aimed

    def aimed(self, cells: str) -> Any:
        words, numbers = QUOTED.findall(cells), re.findall(r"\d+(?:\.\d+)?", QUOTED.sub("", cells))
        if "true" in cells or "false" in cells:
            return self.random.choice(["true" in cells, "false" not in cells])
        if numbers:
            return int(float(self.random.choice(numbers))) + self.random.choice([0, 1, -1])
        if "null" in cells and self.random.random() < 0.5:
            return None
        return self.random.choice(words) if words else self.value()

    def beside(self, cells: str) -> Any:
        """Something the column names elsewhere, or nothing it names."""
        return self.aimed(cells) if self.random.random() < 0.5 else self.random.choice([None, "否", "无", 0, 99, False])


def plain(trace: Any) -> Any:
    """A trace without what is written for people: warnings, and notes beside the rules."""
    if isinstance(trace, dict):
        return {key: plain(value) for key, value in trace.items() if key not in ("warnings", "notes")}
    return [plain(each) for each in trace] if isinstance(trace, list) else trace


@pytest.mark.parametrize("path", decisions(), ids=lambda path: f"{path.parents[1].name}-{path.stem}")
def test_a_decision_file_of_the_procedures(path: Path) -> None:
    xml = path.read_bytes()
    model, again = dmn.load(xml), own.load(xml)
    procedure = procedure_of(path)
    known, own_known = environment(procedure), functions(procedure)
    inputs = Inputs(xml, SEED)
    answers, open_, matched = 0, 0, set()
    for key in model.decisions:
        for _ in range(EACH):
            given = {name: inputs.value() for name in sorted(model.inputs(key))}
            result = model.evaluate(key, given, known)
            try:
                decided = again.decide(key, given, AT, own_known)
            except NotVerified as reason:
                open_ += 1
                assert "未予核验" in reason.zh
                continue
            assert decided.outputs == feel.to_json(result.value), f"seed {SEED}: {key} {given}"
            assert decided.trace == plain(result.trace), f"seed {SEED}: {key} {given}"
            answers += 1
            matched |= {(name, rules) for name, rules in decided.matched.items() if rules}
    print(f"seed {SEED}: {answers} the same, {open_} not verified")
    assert open_ <= 0.05 * (answers + open_)
    assert matched, "nothing was ever matched"


AGAIN, AGREED = {"result": "重新拟办"}, {"result": "同意"}
REFUSED = [{"result": "不同意", "unit": "林草局"}]
OFFICE = {"issuer": "区政府办", "letter_form": "正式公文", "direction": "下行", "settled_units": []}
EXAMPLES: list[tuple[str, dict[str, Any]]] = [  # rows that other decisions lead to, or several inputs together
    ("instructed", {"instructions": [AGAIN, AGREED], "routing": {"route": "两位分管区领导"}}),
    ("instructed", {"instructions": [AGAIN, AGAIN], "routing": {"route": "主任"}}),
    ("after_cosign", {"cosign_results": REFUSED, "mediations": 1}),
    ("after_cosign", {"cosign_results": REFUSED, "mediations": 0}),
    ("法核延期审批人", {"urgency": "特急", "days": 1}),
    ("法核延期审批人", {"urgency": "平件", "legal_days": 10, "days": 9}),
    ("延期审批人", {"urgency": "平件", "reply_by": "2026-03-05", "days": 1}),
    ("count_warning", {"broad": "是", "direction": "下行", "last_year": 1, "this_year": 2}),
    ("post_group", {**OFFICE, "drafter_unit": "文秘科"}),
]


def test_the_rows_of_all_tables() -> None:
    """Inputs aimed at each row, so that nearly every row of every table decides on both sides at least once."""
    rows = reached = 0
    missed: list[str] = []
    for path in decisions():
        xml = path.read_bytes()
        model, again = dmn.load(xml), own.load(xml)
        procedure = procedure_of(path)
        known, own_known = environment(procedure), functions(procedure)
        inputs = Inputs(xml, SEED)
        for part in again.model.parts.values():
            if part.table is None:
                continue
            rows += len(part.table.rules)
            hit: set[int] = set()
            examples = [given for name, given in EXAMPLES if name in (part.id, part.name)]
            for number, rule in enumerate(part.table.rules, 1):
                for turn in range(60):
                    if number in hit and turn >= len(examples):
                        break
                    given = {name: inputs.value() for name in sorted(model.inputs(part.id))}
                    given |= examples[turn] if turn < len(examples) else inputs.for_rule(part.table, rule)
                    try:
                        decided = again.decide(part.id, given, AT, own_known)
                    except NotVerified:
                        continue
                    assert decided.trace == plain(model.evaluate(part.id, given, known).trace), f"{part.name} {given}"
                    hit |= set(decided.matched[part.name] or ())
            reached += len(hit)
            missed += [f"{part.name} {number + 1}" for number in range(len(part.table.rules)) if number + 1 not in hit]
    print(f"seed {SEED}: {reached} of {rows} rows decided, but for {missed}")
    assert rows > 150 and missed == []


def test_there_are_enough_cases() -> None:
    assert sum(len(dmn.load(path.read_bytes()).decisions) * EACH for path in decisions()) >= 2_000


POLICIES = ["UNIQUE", "ANY", "FIRST", "PRIORITY", "RULE ORDER", "OUTPUT ORDER", "COLLECT"]
AGGREGATIONS = ["", "SUM", "MIN", "MAX", "COUNT"]


def made(policy: str, aggregation: str, two: bool, default: bool, random: Random) -> bytes:
    outputs = ["价", "级"] if two else [""]
    rules = []
    for _ in range(random.randint(0, 5)):
        cells = [random.choice(["-", "< 5", ">= 5", "[2..7)", "1, 2, 3", "not(4)"])]
        rules.append(
            [*cells, random.choice(["-", '"甲"', '"甲","乙"', 'not("甲")']), random.choice("123"), '"低"'][: 3 + two]
        )
    logic = table(
        [("n", "number"), ("s", "string")],
        outputs,
        rules,
        policy,
        aggregation,
        allowed=["3, 2, 1", '"高","低"'][: 1 + two],
        defaults=["2", '"高"'][: 1 + two] if default else (),
    )
    return file(input_data("n", "number"), input_data("s", "string"), decision("d", logic, "#n", "#s"))


@pytest.mark.parametrize("policy", POLICIES)
def test_a_hit_policy(policy: str) -> None:
    random = Random(SEED)
    for _ in range(120):
        aggregation = random.choice(AGGREGATIONS) if policy == "COLLECT" else ""
        xml = made(policy, aggregation, not aggregation and random.random() < 0.4, random.random() < 0.4, random)
        model, again = dmn.load(xml), own.load(xml)
        for _ in range(5):
            given = {"n": random.choice([1, 2, 4, 5, 7, None, "x"]), "s": random.choice(["甲", "乙", "丙", None])}
            result, decided = model.evaluate("d", given), again.decide("d", given)
            assert decided.outputs == feel.to_json(result.value), f"{given} {xml.decode()}"
            assert decided.trace == plain(result.trace), f"{given} {xml.decode()}"


BOXED = {
    "context": "<context><contextEntry><variable name='a'/>{0}</contextEntry><contextEntry><variable name='b'/>"
    "<literalExpression><text>a + n</text></literalExpression></contextEntry></context>",
    "result": "<context><contextEntry><variable name='a'/>{0}</contextEntry><contextEntry>{1}</contextEntry></context>",
    "list": "<list>{0}{1}</list>",
    "relation": "<relation><column name='x'/><column name='y y'/><row>{0}{1}</row><row>{1}{0}</row></relation>",
    "conditional": "<conditional><if>{1}</if><then>{0}</then><else><literalExpression><text>0</text>"
    "</literalExpression></else></conditional>",
    "filter": "<filter><in><literalExpression><text>[1, n, 9]</text></literalExpression></in><match>"
    "<literalExpression><text>item > 3</text></literalExpression></match></filter>",
    "for": "<for iteratorVariable='i'><in><literalExpression><text>[1..n]</text></literalExpression></in><return>"
    "<literalExpression><text>i * 2 + count(partial)</text></literalExpression></return></for>",
    "some": "<some iteratorVariable='i'><in><literalExpression><text>[1, n]</text></literalExpression></in><satisfies>"
    "<literalExpression><text>i > 4</text></literalExpression></satisfies></some>",
    "every": "<every iteratorVariable='i'><in><literalExpression><text>[1, n]</text></literalExpression></in><satisfies>"
    "<literalExpression><text>i > 4</text></literalExpression></satisfies></every>",
    "invocation": "<invocation><literalExpression><text>加倍</text></literalExpression><binding>"
    "<parameter name='数'/>{0}</binding></invocation>",
}


@pytest.mark.parametrize("name", BOXED)
def test_boxed_logic(name: str) -> None:
    logic = BOXED[name].format(literal("n * 2"), literal("n > 2"))
    double = knowledge("加倍", ["数: number"], literal("数 * 2"))
    xml = file(input_data("n", "number"), double, decision("d", logic, "#n", "knows:#加倍"))
    model, again = dmn.load(xml), own.load(xml)
    for n in (0, 1, 2, 5, 10, None, "x", [3]):
        result, decided = model.evaluate("d", {"n": n}), again.decide("d", {"n": n})
        assert decided.outputs == feel.to_json(result.value), n
        assert decided.trace == plain(result.trace), n


COMMON = file(
    "<itemDefinition name='t人'><itemComponent name='姓名'><typeRef>string</typeRef></itemComponent></itemDefinition>",
    input_data("人", "t人"),
    decision("称呼", literal('人.姓名 + "同志"'), "#人"),
    knowledge("问好", ["谁: string"], literal('"您好," + 谁')),
    namespace="common",
)
IMPORTING = file(
    "<import namespace='common' name='公共' importType='https://www.omg.org/spec/DMN/20230324/MODEL/'/>",
    input_data("客", "公共.t人"),
    '<decision id="d" name="d"><variable name="d"/><informationRequirement><requiredDecision href="common#称呼"/>'
    '</informationRequirement><knowledgeRequirement><requiredKnowledge href="common#问好"/></knowledgeRequirement>'
    '<informationRequirement><requiredInput href="#客"/></informationRequirement>'
    + literal('公共.问好(公共.称呼) + "、" + 客.姓名')
    + "</decision>",
)


@pytest.mark.parametrize(
    "given", [{"公共": {"人": {"姓名": "李明"}}}, {"公共.人": {"姓名": "李明"}}, {"公共.人": 5}, {}]
)
def test_decisions_of_an_imported_file(given: dict[str, Any]) -> None:
    given = {**given, "客": {"姓名": "王芳"}}
    result = dmn.load(IMPORTING, imports={"common": COMMON}).evaluate("d", given)
    decided = own.load(IMPORTING, [COMMON]).decide("d", given)
    assert decided.outputs == feel.to_json(result.value)
    assert [each["decision"] for each in decided.trace] == [each["decision"] for each in result.trace]
    assert decided.outputs == ("您好,李明同志、王芳" if "李明" in str(given) else None)
    assert own.load(IMPORTING, [COMMON]).decide("公共.称呼", given).outputs == result.trace[0]["outputs"]


def test_required_decisions_are_named_with_their_rules() -> None:
    first = decision("档次", table([("金额", "number")], [""], [["< 10", '"小"'], [">= 10", '"大"']]), "#金额")
    second = decision("批示", literal('档次 + "额"'), "decision:#档次", id="note")
    decided = own.load(file(input_data("金额", "number"), first, second)).decide("note", {"金额": 25})
    assert decided.outputs == "大额"
    assert decided.matched == {"档次": (2,), "批示": None}
    assert decided.made[0].own is not None and decided.made[0].own.rules == ("r2",)


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        (file(decision("d", literal("1", expressionLanguage="javascript"))), "javascript"),
        (file("<import namespace='x' name='y' importType='z'/>", decision("d", literal("1"))), "“z”"),
        (file("<import namespace='x' name='y' importType='urn:DMN'/>", decision("d", literal("1"))), "“x”不在包里"),
        (file(decision("d", table([], [""], [["1"]], policy="BEST"))), "BEST"),
        (file(input_data("a", "tUnknown"), decision("d", literal("a"), "#a")), "tUnknown"),
        (file(decision("d", literal("unknown(1)"))), "unknown"),
        (file(decision("d", literal("1 +"))), "第4个字符"),
        (file(decision("d", literal("e"), "decision:#e"), decision("e", literal("d"), "decision:#d")), "循环"),
        (file(decision("e", literal("1"))), "没有"),
        (b"<definitions/>", "不是 DMN"),
        (b"no xml", "XML"),
    ],
)
def test_what_is_not_supported_is_named(xml: bytes, reason: str) -> None:
    with pytest.raises(NotVerified, match=re.escape(reason)):
        own.load(xml).decide("d", {"a": 1})
