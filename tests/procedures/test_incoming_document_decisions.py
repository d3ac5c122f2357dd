"""The decision tables of 收文办理, row by row, as domain.md 2.2 states them; no row is left unreached."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine import dmn, feel, xml

DECISIONS = Path(__file__).resolve().parents[2] / "processes/incoming-document/decisions"
DMN = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"
MATCHED: set[str] = set()  # ids of the rows the cases of this module matched


def decide(file: str, decision: str, **inputs: Any) -> Any:
    model = dmn.load((DECISIONS / file).read_bytes())
    given = {name: value for name, value in inputs.items() if name in model.inputs(decision)}
    result = model.evaluate(decision, given)
    MATCHED.update(row["rule"] for step in result.trace for row in step.get("matched", []))
    return feel.to_json(result.value)


# -- 签收登记时限


@pytest.mark.parametrize(
    ("urgency", "half", "sign_until", "shift", "register_until"),
    [
        ("平件", "上午", "12:00:00", 0, "17:30:00"),
        ("平急", "上午", "12:00:00", 0, "17:30:00"),
        ("平件", "下午", "17:30:00", 1, "12:00:00"),
        ("平件", "班外", "12:00:00", 0, "17:30:00"),
        ("加急", "下午", None, None, None),
        ("特急", "班外", None, None, None),
        ("特提", "上午", None, None, None),
    ],
)
def test_only_ordinary_mail_is_counted_by_the_half_day(
    urgency: str, half: str, sign_until: str | None, shift: int | None, register_until: str | None
) -> None:
    found = decide("receipt.dmn", "receipt_term", urgency=urgency, half=half)
    assert found == {"sign_until": sign_until, "register_shift": shift, "register_until": register_until}


# -- 送批 and 拟办审核

ONE, TWO = ["L3"], ["L3", "L4"]


@pytest.mark.parametrize(
    ("city", "scope", "leaders", "route", "approvers"),
    [
        ("是", "一个领域", ONE, "主任、区长", ["director", "leader-head"]),
        ("是", "事务性", ONE, "主任、区长", ["director", "leader-head"]),
        ("否", "全局性或重大资金", TWO, "主任、区长", ["director", "leader-head"]),
        ("否", "事务性", ONE, "主任", ["director"]),
        ("否", "两个领域", TWO, "两位分管区领导", ["L3", "L4"]),
        ("否", "两个领域", ["L4", "L3"], "两位分管区领导", ["L4", "L3"]),
        ("否", "两个领域", ONE, "分管区领导", ["L3"]),
        ("否", "一个领域", ONE, "分管区领导", ["L3"]),
    ],
)
def test_who_instructs(city: str, scope: str, leaders: list[str], route: str, approvers: list[str]) -> None:
    found = decide("routing.dmn", "routing", city_instruction=city, matter_scope=scope, leaders=leaders, urgency="平件")
    assert (found["route"], found["approvers"]) == (route, approvers)


@pytest.mark.parametrize(
    ("urgency", "scope", "review"),
    [
        ("平件", "一个领域", "分管副主任"),
        ("平急", "两个领域", "分管副主任"),
        ("加急", "一个领域", "分管副主任"),
        ("特急", "一个领域", "免"),
        ("特提", "两个领域", "免"),
        ("平件", "事务性", "免"),
        ("平件", "全局性或重大资金", "免"),
    ],
)
def test_whether_the_proposal_is_reviewed_first(urgency: str, scope: str, review: str) -> None:
    found = decide("routing.dmn", "routing", city_instruction="否", matter_scope=scope, leaders=TWO, urgency=urgency)
    assert found["review"] == review


# -- 批示汇总


def words(*results: str | None) -> list[dict[str, str] | None]:
    return [result and {"approver": f"L{n}", "result": result} for n, result in enumerate(results, 1)]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("route", "given", "outcome"),
    [
        ("分管区领导", words("圈阅"), "办理"),
        ("分管区领导", words("批示"), "办理"),
        ("分管区领导", words("重新拟办"), "重新拟办"),
        ("主任", words("重新拟办"), "重新拟办"),
        ("主任、区长", words("圈阅", "批示"), "办理"),
        ("主任、区长", words("重新拟办", None), "重新拟办"),
        ("主任、区长", words("圈阅", "重新拟办"), "重新拟办"),
        ("两位分管区领导", words("圈阅", "批示"), "办理"),
        ("两位分管区领导", words("圈阅", "重新拟办"), "常务裁定"),
        ("两位分管区领导", words("重新拟办", "批示"), "常务裁定"),
        ("两位分管区领导", words("重新拟办", "重新拟办"), "重新拟办"),
    ],
)
def test_what_follows_the_instructions(route: str, given: list[Any], outcome: str) -> None:
    assert decide("instructed.dmn", "instructed", instructions=given, routing={"route": route}) == outcome


# -- 承办时限


@pytest.mark.parametrize(
    ("kind", "urgency", "term"),
    [
        ("请示", "平件", "15 WD"),
        ("函", "平件", "15 WD"),
        ("通知", "平件", "5 WD"),
        ("电报", "平急", "5 WD"),
        ("请示", "加急", "3 WD"),
        ("电报", "加急", "3 WD"),
        ("函", "特急", "24 NH"),
        ("电报", "特急", "24 NH"),
        ("电报", "特提", "12 NH"),
    ],
)
def test_how_long_the_units_have(kind: str, urgency: str, term: str) -> None:
    assert decide("deadline.dmn", "handling_term", kind=kind, urgency=urgency) == term


# -- 答复


@pytest.mark.parametrize(
    ("kind", "level", "wanted", "way", "doc_kind", "direction", "issuer"),
    [
        ("请示", "下级", "不需答复", "发文", "批复", "下行", "区政府"),
        ("函", "平行或不相隶属", "不需答复", "发文", "函", "平行", "区政府办"),
        ("通知", "上级", "书面报告", "发文", "报告", "上行", "区政府"),
        ("报告", "下级", "书面报告", "发文", "函", "平行", "区政府办"),
        ("通知", "上级", "不需答复", "不需答复", "", "", "区政府"),
        ("电报", "上级", "简要答复", "直接答复", "", "", "区政府"),
        ("请示", "上级", "简要答复", "直接答复", "", "", "区政府"),
    ],
)
def test_how_the_sender_is_answered(
    kind: str, level: str, wanted: str, way: str, doc_kind: str, direction: str, issuer: str
) -> None:
    found = decide("answer.dmn", "answer_way", kind=kind, from_level=level, answer_wanted=wanted, city_instruction="否")
    assert (found["way"], found["doc_kind"], found["direction"], found["issuer"]) == (
        way,
        doc_kind,
        direction,
        issuer,
    )


@pytest.mark.parametrize(
    ("city", "level", "signer"),
    [("是", "上级", "leader-head"), ("否", "上级", "director"), ("否", "平行或不相隶属", "deputy-documents")],
)
def test_who_signs_a_plain_answer(city: str, level: str, signer: str) -> None:
    found = decide(
        "answer.dmn", "answer_way", kind="其他", from_level=level, answer_wanted="简要答复", city_instruction=city
    )
    assert found["signer"] == signer


# -- 延期


@pytest.mark.parametrize(
    ("urgency", "reply_by", "days", "approver", "refused"),
    [
        ("特急", None, 1, None, True),
        ("特提", None, 1, None, True),
        ("平件", "2026-05-20", 2, "L3", False),
        ("加急", None, 5, "deputy-documents", False),
        ("平件", "", 5, "deputy-documents", False),
        ("平件", None, 6, "L3", False),
    ],
)
def test_who_grants_an_extension(
    urgency: str, reply_by: str | None, days: int, approver: str | None, refused: bool
) -> None:
    found = decide(
        "extension.dmn",
        "extension",
        urgency=urgency,
        reply_by=reply_by,
        days=days,
        routing={"approvers": ["director", "L3"]},
    )
    assert (found["approver"], found["refused"] is not None) == (approver, refused)
    assert found["deputy"] == ("order" if approver == "L3" else "ab")


# -- the whole


@pytest.mark.parametrize("path", sorted(DECISIONS.glob("*.dmn")), ids=lambda path: path.stem)
def test_no_row_is_left_unreached(path: Path) -> None:
    """Last in the module: every row of every table was the answer to some case above."""
    for test in (
        test_only_ordinary_mail_is_counted_by_the_half_day, test_who_instructs,
        test_whether_the_proposal_is_reviewed_first, test_what_follows_the_instructions, test_how_long_the_units_have,
        test_how_the_sender_is_answered, test_who_signs_a_plain_answer, test_who_grants_an_extension,
    ):  # fmt: skip
        for case in test.pytestmark[0].args[1]:  # type: ignore[attr-defined]
            test(*case)
    rows = {rule.get("id") for rule in xml.parse(path.read_bytes()).iter(f"{DMN}rule")}
    assert rows and rows - MATCHED == set()
