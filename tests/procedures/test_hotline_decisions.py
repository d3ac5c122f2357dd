"""The decision tables of 市长热线工单, row by row, as domain.md 2.7 states them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine import dmn, feel

DECISIONS = Path(__file__).resolve().parents[2] / "processes/hotline/decisions"


def decide(file: str, decision: str, **inputs: Any) -> tuple[Any, list[int]]:
    """The result, and the numbers of the rows that matched."""
    found = dmn.load((DECISIONS / f"{file}.dmn").read_bytes()).evaluate(decision, inputs)
    rows = [row["number"] for trace in found.trace for row in trace.get("matched", [])]
    return feel.to_json(found.value), rows


@pytest.mark.parametrize(
    ("urgent", "enterprise", "kind", "term", "row"),
    [
        ("特急", "否", "咨询", "24 NH", 1),
        ("特急", "是", "投诉", "24 NH", 1),
        ("平件", "是", "投诉", "3 WD", 2),
        ("平件", "否", "咨询", "3 WD", 3),
        *(("平件", "否", kind, "5 WD", 4) for kind in ("求助", "投诉", "举报", "建议", "表扬")),
    ],
)
def test_the_term_of_a_ticket(urgent: str, enterprise: str, kind: str, term: str, row: int) -> None:
    found = decide("handling-term", "handling_term", urgent=urgent, enterprise=enterprise, kind=kind)
    assert found == ({"term": term, "reworks": 2}, [row])


@pytest.mark.parametrize(
    ("reason", "channel", "outcome", "row"),
    [
        ("非本区", "来信", "不予受理", 1),
        ("非本区", "领导信箱", "不予受理", 1),
        *(("非本区", channel, "已退市平台", 2) for channel in ("电话", "网站", "微信", "APP", "市平台转")),
        *(
            (reason, "电话", "不予受理", 3)
            for reason in ("紧急警情(110/119/120)", "诉讼仲裁复议信访中", "已办结无新情况")
        ),
    ],
)
def test_what_becomes_of_a_refused_ticket(reason: str, channel: str, outcome: str, row: int) -> None:
    assert decide("refusal", "refusal", refusal_reason=reason, channel=channel) == (outcome, [row])


@pytest.mark.parametrize(
    ("topic", "street", "unit", "by", "row"),
    [
        ("老旧小区和房屋", "青石街道", "住建局", "职能", 1),
        ("供水供电供气", "云坪镇", "住建局", "职能", 1),
        ("路灯照明", "云坪镇", "云坪镇", "属地", 2),
        ("路灯照明", "柳河乡", "柳河乡", "属地", 2),
        ("路灯照明", "青石街道", "城市管理局", "职能", 3),
        ("油烟噪声扰民", "云坪镇", "城市管理局", "职能", 3),
        ("道路交通", "云坪镇", "交通运输局", "职能", 4),
        ("农业生产", "柳河乡", "农业农村局", "职能", 5),
        ("森林草原", "柳河乡", "林草局", "职能", 6),
        ("财政补贴", "青石街道", "财政局", "职能", 7),
        ("社区和村组事务", "柳河乡", "柳河乡", "属地", 8),
        ("其他", "青石街道", "青石街道", "属地", 8),
    ],
)
def test_whom_a_ticket_belongs_to(topic: str, street: str, unit: str, by: str, row: int) -> None:
    assert decide("dispatching", "dispatching", topic=topic, street=street) == ({"unit": unit, "by": by}, [row])


@pytest.mark.parametrize(("urgent", "days", "hours", "row"), [("特急", 0, 4, 1), ("平件", 1, 0, 2)])
def test_when_a_unit_is_reminded(urgent: str, days: int, hours: int, row: int) -> None:
    found, rows = decide("reminders", "reminders", urgent=urgent)
    assert found == {"blue_days": days, "blue_hours": hours, "notice_days": 1, "circular_over": 5}
    assert rows == [row]


PLAIN: dict[str, Any] = {
    "ground": "受理登记", "reworks": 0, "judge_result": "", "leader_by": None, "overdue_days": 0, "similar": 1
}  # fmt: skip


@pytest.mark.parametrize(
    ("case", "action", "row"),
    [
        ({"ground": "重办后仍不满意", "reworks": 2, "judge_result": "合理诉求"}, "直接转督查", 1),
        ({"ground": "重办后仍不满意", "reworks": 2, "judge_result": "不合理"}, "不转", 6),
        ({"ground": "重办后仍不满意", "reworks": 1, "judge_result": "合理诉求"}, "不转", 6),
        ({"ground": "领导批示", "leader_by": "L3"}, "提请审定", 2),
        ({"ground": "超期", "overdue_days": 6}, "提请审定", 3),
        ({"ground": "超期", "overdue_days": 5}, "不转", 6),
        ({"leader_by": "L4"}, "提请审定", 4),
        ({"leader_by": ""}, "不转", 6),
        ({"similar": 3}, "提请审定", 5),
        ({"similar": 2}, "不转", 6),
        ({}, "不转", 6),
    ],
)
def test_what_goes_to_supervision(case: dict[str, Any], action: str, row: int) -> None:
    found, rows = decide("escalation", "escalation", **{**PLAIN, **case})
    assert (found["action"], rows) == (action, [row])
    assert bool(found["ground"] and found["degree"]) is (action != "不转")


@pytest.mark.parametrize(
    ("reached", "satisfaction", "tries", "days", "outcome", "row"),
    [
        ("接通", "不满意", 1, 1, "不满意", 1),
        ("接通", "满意", 1, 1, "满意", 2),
        ("接通", "基本满意", 3, 2, "满意", 2),
        ("不愿评价", None, 1, 1, "未评价", 3),
        ("未接通", None, 1, 1, "再次回访", 4),
        ("未接通", None, 2, 2, "再次回访", 4),
        ("未接通", None, 3, 1, "再次回访", 5),
        ("未接通", None, 3, 2, "未评价", 6),
        ("未接通", None, 4, 2, "未评价", 6),
    ],
)
def test_what_a_call_ends_in(
    reached: str, satisfaction: str | None, tries: int, days: int, outcome: str, row: int
) -> None:
    given = {"reached": reached, "satisfaction": satisfaction, "tries": tries, "days": days}
    assert decide("visit-outcome", "visit_outcome", **given) == (outcome, [row])


@pytest.mark.parametrize(
    ("days", "approver", "row"),
    [(1, "hotline-head", 1), (5, "hotline-head", 1), (6, "deputy-supervision", 2), (10, "deputy-supervision", 2)],
)
def test_who_decides_on_an_extension(days: int, approver: str, row: int) -> None:
    assert decide("extension", "extension", days=days) == (approver, [row])
