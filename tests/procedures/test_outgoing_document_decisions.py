"""The decision tables of 发文办理, row by row, as domain.md 2.1 states them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine import dmn, feel

DECISIONS = Path(__file__).resolve().parents[2] / "processes/outgoing-document/decisions"
PLAIN = dict.fromkeys(
    (
        "normative",
        "staffing",
        "major_policy",
        "major_decision",
        "contract",
        "ask_legal",
        "ask_meeting",
        "companion",
        "already_public",
        "substitutable",
        "broad",
    ),
    "否",
)


def decide(file: str, decision: str, **inputs: Any) -> Any:
    model = dmn.load((DECISIONS / file).read_bytes())
    given = {name: value for name, value in {**PLAIN, **inputs}.items() if name in model.inputs(decision)}
    return feel.to_json(model.evaluate(decision, given).value)


# -- 签发权限 and 文号系列


@pytest.mark.parametrize(
    ("case", "reviewer", "signer", "group"),
    [
        ({"direction": "上行", "issuer": "区政府", "amount": 900_000}, "无", "区长", "leader-head"),
        ({"direction": "上行", "issuer": "区政府办"}, "无", "区长", "leader-head"),
        ({"issuer": "区政府", "normative": "是"}, "分管区领导", "区长", "leader-head"),
        ({"issuer": "区政府", "amount": 500_000}, "分管区领导", "区长", "leader-head"),
        ({"issuer": "区政府", "amount": 499_999.99}, "无", "分管区领导", "leader-in-charge"),
        ({"issuer": "区政府", "staffing": "是"}, "分管区领导", "区长", "leader-head"),
        ({"issuer": "区政府", "major_policy": "是"}, "分管区领导", "区长", "leader-head"),
        ({"issuer": "区政府"}, "无", "分管区领导", "leader-in-charge"),
        ({"issuer": "区政府办", "settled_units": ["农业农村局"]}, "主任", "分管区领导", "leader-in-charge"),
        ({"issuer": "区政府办", "settled_units": ["林草局"]}, "无", "主任", "director"),
        ({"issuer": "区政府办", "amount": 900_000}, "无", "主任", "director"),
        (
            {"issuer": "区政府办", "letter_form": "便函", "settled_units": ["财政局"]},
            "无",
            "分管副主任",
            "deputy-documents",
        ),
        ({"issuer": "区政府办", "letter_form": "办内通知"}, "无", "分管副主任", "deputy-documents"),
    ],
)
def test_who_signs(case: dict[str, Any], reviewer: str, signer: str, group: str) -> None:
    plain = {"direction": "下行", "letter_form": "正式公文", "amount": 0, "doc_kind": "通知"}
    given = {**plain, "drafter_unit": "林草局", "settled_units": [], **case}
    found = decide("signing.dmn", "signing", **given)
    assert (found["reviewer"], found["signer"], found["group"]) == (reviewer, signer, group)


@pytest.mark.parametrize(
    ("issuer", "direction", "kind", "series"),
    [
        ("区政府", "上行", "请示", "青岚政"),
        ("区政府", "上行", "意见", "青岚政"),
        ("区政府", "下行", "通知", "青岚政发"),
        ("区政府", "平行", "函", "青岚政函"),
        ("区政府", "平行", "议案", "青岚政函"),
        ("区政府办", "下行", "通知", "青岚政办发"),
        ("区政府办", "平行", "函", "青岚政办函"),
        ("区政府办", "平行", "通知", "青岚政办函"),
    ],
)
def test_which_number_series(issuer: str, direction: str, kind: str, series: str) -> None:
    assert decide("signing.dmn", "number_series", issuer=issuer, direction=direction, doc_kind=kind) == series


# -- 是否发文 and 数量预警


@pytest.mark.parametrize(
    ("case", "outcome"),
    [
        ({}, "发"),
        ({"secrecy": "机密"}, "拒绝"),
        ({"secrecy": "工作秘密(内部)"}, "发"),
        ({"already_public": "是", "local_measures": "否"}, "不予发文"),
        ({"already_public": "是", "local_measures": "是"}, "发"),
        ({"companion": "是", "local_measures": "否"}, "不予发文"),
        ({"companion": "是", "local_measures": "是"}, "发"),
        ({"substitutable": "是"}, "改形式"),
        ({"substitutable": "是", "already_public": "是", "local_measures": "否"}, "不予发文"),
        ({"plan_item": "计划外", "unplanned_basis": "上级要求"}, "发"),
        ({"plan_item": "计划外", "unplanned_basis": "应急"}, "发"),
        ({"plan_item": "计划外", "unplanned_basis": "领导批示"}, "发"),
        ({"plan_item": "计划外", "unplanned_basis": "其他"}, "主任特批"),
        ({"plan_item": "计划外", "unplanned_basis": None}, "主任特批"),
    ],
)
def test_whether_to_issue(case: dict[str, Any], outcome: str) -> None:
    plain = {"secrecy": "无", "local_measures": "是", "plan_item": "FW-2026-01", "direction": "下行"}
    given = {**plain, "this_year": 1, "last_year": 9, **case}
    found = decide("issuing.dmn", "issuing", **given)
    assert found["outcome"] == outcome
    assert found["clear"] is (outcome == "发")


@pytest.mark.parametrize(
    ("broad", "direction", "this_year", "last_year", "warning"),
    [
        ("是", "下行", 9, 9, "黄"),
        ("是", "下行", 8, 9, "无"),
        ("否", "下行", 20, 9, "无"),
        ("是", "平行", 20, 9, "无"),
        ("是", "下行", 3, 0, "无"),
    ],
)
def test_the_count_warning_is_asked_whatever_the_plan_says(
    broad: str, direction: str, this_year: int, last_year: int, warning: str
) -> None:
    for plan_item in ("FW-2026-01", "计划外"):
        found = decide(
            "issuing.dmn",
            "issuing",
            secrecy="无",
            local_measures="是",
            plan_item=plan_item,
            unplanned_basis="应急",
            broad=broad,
            direction=direction,
            this_year=this_year,
            last_year=last_year,
        )
        assert found["warning"] == warning
        assert found["clear"] is (warning == "无")


# -- 会签, 法核, 征求意见, 上会


def reviews(**case: Any) -> Any:
    given = {
        "drafter_unit": "住建局",
        "cosign_units": [],
        "more_cosign_units": None,
        "amount": 0,
        "settled_units": [],
        "public_impact": "无",
        "consult_done": False,
        "meeting_result": "",
        "staffing_unit": None,
        **case,
    }
    return decide("reviews.dmn", "reviews", **given)


@pytest.mark.parametrize(
    ("case", "units"),
    [
        ({}, []),
        ({"cosign_units": ["城市管理局", "交通运输局"]}, ["城市管理局", "交通运输局"]),
        ({"amount": 0.01}, ["财政局"]),
        (
            {"amount": 5, "cosign_units": ["财政局"], "more_cosign_units": ["财政局", "城市管理局"]},
            ["财政局", "城市管理局"],
        ),
        ({"staffing": "是", "staffing_unit": "司法局"}, ["司法局"]),
        ({"amount": 5, "staffing": "是", "staffing_unit": "司法局"}, ["财政局", "司法局"]),
        ({"amount": 5, "drafter_unit": "财政局"}, []),
        ({"cosign_units": ["城市管理局", "交通运输局"], "settled_units": ["城市管理局"]}, ["交通运输局"]),
        ({"cosign_units": None, "amount": None}, []),
    ],
)
def test_who_must_cosign(case: dict[str, Any], units: list[str]) -> None:
    assert reviews(**case)["cosign"] == units


@pytest.mark.parametrize("ground", ["normative", "major_decision", "contract", "ask_legal"])
def test_what_needs_legal_review(ground: str) -> None:
    assert reviews()["legal"] is False
    assert reviews(**{ground: "是"})["legal"] is True


@pytest.mark.parametrize("case", [{"major_decision": "是"}, {"public_impact": "涉企"}, {"public_impact": "民生"}])
def test_what_is_consulted_and_goes_to_a_meeting(case: dict[str, str]) -> None:
    assert (reviews()["consult"], reviews()["meeting"]) == (False, False)
    assert (reviews(**case)["consult"], reviews(**case)["meeting"]) == (True, True)
    assert reviews(**case, consult_done=True)["consult"] is False
    assert reviews(**case, meeting_result="原则通过")["meeting"] is False
    assert reviews(**case, meeting_result="缓议")["meeting"] is True


def test_check_may_ask_for_a_meeting() -> None:
    assert reviews(ask_meeting="是")["meeting"] is True


# -- 会签汇总


def answers(**units: str) -> list[dict[str, str]]:
    return [{"unit": unit, "result": result} for unit, result in units.items()]


SECOND = {"mediations": 1, "settled_units": ["甲"]}


@pytest.mark.parametrize(
    ("given", "before", "outcome", "settled", "pending", "suggested"),
    [
        (answers(甲="同意", 乙="同意"), {}, "一致", ["甲", "乙"], [], 0),
        (answers(甲="同意", 乙="同意附建议"), {}, "采纳", ["甲", "乙"], [], 1),
        (answers(甲="同意附建议", 乙="不同意"), {}, "协调", ["甲"], ["乙"], 1),
        (answers(乙="同意"), {**SECOND, "suggestions": answers(甲="同意附建议")}, "采纳", ["甲", "乙"], [], 1),
        (answers(乙="不同意"), SECOND, "裁定", ["甲"], ["乙"], 0),
    ],
)
def test_what_follows_cosigning(
    given: list[dict[str, str]],
    before: dict[str, Any],
    outcome: str,
    settled: list[str],
    pending: list[str],
    suggested: int,
) -> None:
    inputs = {"mediations": 0, "settled_units": [], "suggestions": [], **before}
    found = decide("cosign.dmn", "cosign_summary", cosign_results=given, **inputs)
    assert (found["outcome"], found["settled"], found["pending"]) == (outcome, settled, pending)
    assert len(found["suggestions"]) == suggested


# -- 文种×方向


@pytest.mark.parametrize(
    ("kind", "allowed"),
    [
        ("请示", {"上行"}),
        ("报告", {"上行"}),
        ("意见", {"上行", "下行", "平行"}),
        ("函", {"平行"}),
        ("议案", {"平行"}),
        ("通知", {"下行", "平行"}),
        ("纪要", {"下行", "平行"}),
        ("公告", {"下行", "平行"}),
        ("通告", {"下行", "平行"}),
        ("决议", {"下行"}),
        ("决定", {"下行"}),
        ("命令", {"下行"}),
        ("公报", {"下行"}),
        ("通报", {"下行"}),
        ("批复", {"下行"}),
    ],
)
def test_which_kind_may_go_which_way(kind: str, allowed: set[str]) -> None:
    ways = ("上行", "下行", "平行")
    found = {way for way in ways if decide("kind-direction.dmn", "kind_direction", doc_kind=kind, direction=way)}
    assert found == allowed
