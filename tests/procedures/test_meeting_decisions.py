"""The decision tables of 会议审批, row by row, as domain.md 2.3 states them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from engine import dmn, feel
from engine.organization import calendar_functions, load_office, organization_functions
from engine.organization.times import ZONE

DECISIONS = Path(__file__).resolve().parents[2] / "processes/meeting/decisions"
OFFICE = load_office("qinglan")
ITEM = {"unit": "住建局", "needs_decision": "是", "cosigned": "已会签", "legal": "不需法核"}


def decide(file: str, decision: str, today: str = "2026-03-05", **inputs: Any) -> Any:
    """What a decision says, asked on a day; every input must be one it reads."""
    model = dmn.load((DECISIONS / file).read_bytes())
    assert set(inputs) <= set(model.inputs(decision))
    now = datetime.fromisoformat(f"{today}T09:00:00").replace(tzinfo=ZONE)
    functions = {**calendar_functions(OFFICE.calendar), **organization_functions(OFFICE.organization, now)}
    environment = feel.Environment(now=now, functions=functions)
    return feel.to_json(model.evaluate(decision, inputs, environment).value)


# -- 必要性: the first row that fits

NEEDED: dict[str, Any] = {
    "meeting_kind": "专题会议",
    "required_by": "否",
    "agenda": [ITEM],
    "can_be_document": "否",
    "conveys": "否",
    "local_measures": "否",
    "like": {"count": 0},
    "merge_tried": False,
    "material_complete": "是",
    "coordinated": "是",
}
NOTHING_TO_DECIDE = [{**ITEM, "needs_decision": "否"}]
LIKE = {"count": 1}


@pytest.mark.parametrize(
    ("case", "outcome"),
    [
        ({}, "开"),
        (
            {"required_by": "是", "agenda": NOTHING_TO_DECIDE, "can_be_document": "是", "conveys": "是", "like": LIKE},
            "开",
        ),
        ({"agenda": NOTHING_TO_DECIDE, "can_be_document": "是", "conveys": "是"}, "不开·改发文"),
        ({"agenda": NOTHING_TO_DECIDE, "can_be_document": "否"}, "开"),
        ({"can_be_document": "是"}, "开"),
        ({"agenda": [*NOTHING_TO_DECIDE, ITEM], "can_be_document": "是"}, "开"),
        ({"conveys": "是", "like": LIKE}, "不开·套开"),
        ({"conveys": "是", "local_measures": "是"}, "开"),
        ({"like": LIKE, "material_complete": "否"}, "合并建议"),
        ({"like": LIKE, "merge_tried": True}, "开"),
        ({"like": None}, "开"),
        ({"material_complete": "否"}, "缓议"),
        ({"coordinated": "否"}, "缓议"),
        ({"agenda": [{**ITEM, "cosigned": "未会签"}]}, "缓议"),
        ({"agenda": [ITEM, {**ITEM, "legal": "未法核"}]}, "缓议"),
        ({"agenda": [{**ITEM, "cosigned": "不需会签", "legal": "已法核"}]}, "开"),
    ],
)
def test_whether_it_is_needed(case: dict[str, Any], outcome: str) -> None:
    given = {**NEEDED, **case}
    del given["meeting_kind"]
    assert decide("necessity.dmn", "necessity", **given)["outcome"] == outcome


@pytest.mark.parametrize(("kind", "days"), [("专题会议", 10), ("现场会", 10), ("办内会", 3)])
def test_what_a_like_meeting_is(kind: str, days: int) -> None:
    found = decide("necessity.dmn", "likeness", meeting_kind=kind)
    assert (found["days"], found["overlap"]) == (days, 0.5)


# -- 审批人


@pytest.mark.parametrize(
    ("kind", "seek", "reviewer", "group"),
    [
        ("区政府全体会议", "否", "无", "leader-head"),
        ("常务会议", "否", "无", "leader-head"),
        ("区长办公会", "是", "无", "leader-head"),
        ("全区性会议", "否", "分管区领导", "leader-head"),
        ("专题会议", "否", "无", "leader-in-charge"),
        ("专题会议", "是", "分管区领导", "leader-head"),
        ("现场会", "否", "无", "leader-in-charge"),
        ("协调会", None, "无", "leader-in-charge"),
        ("部门会议(请区领导)", "否", "无", "chair"),
        ("办内会", "否", "无", "deputy-in-charge"),
    ],
)
def test_who_approves(kind: str, seek: str | None, reviewer: str, group: str) -> None:
    found = decide("spec.dmn", "authority", meeting_kind=kind, seek_head=seek)
    assert (found["reviewer"], found["group"]) == (reviewer, group)


# -- 规格


@pytest.mark.parametrize(
    ("kind", "seek", "level"),
    [
        ("区政府全体会议", "否", "主要负责人"),
        ("常务会议", "否", "主要负责人"),
        ("全区性会议", "否", "主要负责人"),
        ("区长办公会", "否", "分管负责人"),
        ("专题会议", "否", "分管负责人"),
        ("现场会", "否", "分管负责人"),
        ("现场会", "是", "主要负责人"),
        ("办内会", "否", "工作人员"),
    ],
)
def test_the_level_of_those_who_attend(kind: str, seek: str, level: str) -> None:
    assert decide("spec.dmn", "level", meeting_kind=kind, seek_head=seek) == level
    ranks = ["工作人员", "分管负责人", "主要负责人"]
    for asked in ranks:
        kept = decide("spec.dmn", "level_kept", meeting_kind=kind, seek_head=seek, allowed_level=asked)
        assert kept is (ranks.index(asked) <= ranks.index(level))


@pytest.mark.parametrize(
    ("kind", "most"),
    [("全区性会议", 150), ("区政府全体会议", 150), ("现场会", 40), ("专题会议", 50), ("协调会", 50)],
)
def test_how_many_may_come(kind: str, most: int) -> None:
    assert decide("spec.dmn", "size_kept", meeting_kind=kind, allowed_headcount=most) is True
    assert decide("spec.dmn", "size_kept", meeting_kind=kind, allowed_headcount=most + 1) is False


@pytest.mark.parametrize(
    ("mode", "new", "minutes", "reason", "kept"),
    [
        ("集中", "", 210, None, True),
        ("集中", "", 211, None, False),
        ("集中", "", 211, "短理由", False),
        ("集中", "", 211, "议题多且要实地察看现场。", True),
        ("视频", "", 90, None, True),
        ("视频", "", 91, "议题多且要实地察看现场。", False),
        ("集中", "视频", 91, "议题多且要实地察看现场。", False),
        ("集中", "书面", 91, None, True),
    ],
)
def test_how_long_it_may_last(mode: str, new: str, minutes: int, reason: str | None, kept: bool) -> None:
    given = {"meeting_mode": mode, "new_mode": new, "long_reason": reason}
    assert decide("spec.dmn", "length_kept", allowed_minutes=minutes, **given) is kept
    assert decide("spec.dmn", "length_explained", minutes=minutes, **given) is kept


@pytest.mark.parametrize("kept", ["level_kept", "leaders_kept", "size_kept", "length_kept"])
def test_what_is_returned_need_not_keep_the_limits(kept: str) -> None:
    given = {"meeting_kind": "专题会议"} if kept in ("level_kept", "size_kept") else {}
    assert decide("spec.dmn", kept, spec_result="退回申请单位", **given) is True


def test_two_leaders_speak_and_a_person_costs_three_hundred() -> None:
    assert decide("spec.dmn", "speakers_kept", meeting_kind="专题会议", speakers=2) is True
    assert decide("spec.dmn", "speakers_kept", meeting_kind="专题会议", speakers=3) is False
    assert decide("spec.dmn", "cost_kept", meeting_kind="专题会议", budget=6600, headcount=22) is True
    assert decide("spec.dmn", "cost_kept", meeting_kind="专题会议", budget=6600.01, headcount=22) is False


@pytest.mark.parametrize(
    ("day", "urgent", "kept"),
    [
        ("2026-03-12", "否", True),
        ("2026-03-14", "否", False),  # a Saturday
        ("2026-03-14", "是", True),
        ("2026-05-09", "否", True),  # a working Saturday
        ("2026-05-05", "否", False),  # a Tuesday off
    ],
)
def test_no_meeting_on_a_rest_day(day: str, urgent: str, kept: bool) -> None:
    assert decide("spec.dmn", "rest_kept", meeting_date=day, urgent=urgent) is kept


ON_SITE: dict[str, Any] = {
    "meeting_kind": "现场会",
    "seek_head": "否",
    "chair": "L3",
    "agenda": [{"unit": "交通运输局"}],
    "sites": [{"unit": "云坪镇"}, {"unit": "柳河乡"}],
}


@pytest.mark.parametrize(
    ("case", "leaders"),
    [
        ({}, ["L3", "L4"]),
        ({"sites": None}, ["L3"]),
        ({"sites": None, "seek_head": "是"}, ["L3", "L1"]),
        ({"sites": None, "all_agenda": [{"unit": "交通运输局"}, {"unit": "财政局"}]}, ["L3", "L2"]),
        ({"chair": "O2", "sites": None, "meeting_kind": "办内会"}, ["O2", "L3"]),
    ],
)
def test_leaders_whose_charge_matches(case: dict[str, Any], leaders: list[str]) -> None:
    assert decide("spec.dmn", "leaders_allowed", **{**ON_SITE, **case}) == leaders


def test_those_who_would_sit_through_are_struck_out() -> None:
    asked = {**ON_SITE, "leaders_asked": ["L1", "L2", "L3", "L4"]}
    heads = [{"unit": u, "level": "主要负责人"} for u in ("云坪镇", "柳河乡")]
    found = decide(
        "spec.dmn", "spec", **asked, meeting_mode="集中", new_mode="", attendees=heads, headcount=62, minutes=180
    )
    assert found["struck"] == ["L1", "L2"]
    assert (found["level"], found["lowered"]) == ("分管负责人", 2)
    assert (found["over_size"], found["over_length"]) == (True, False)
    assert decide("spec.dmn", "leaders_kept", **ON_SITE, allowed_leaders=["L3", "L4"]) is True
    assert decide("spec.dmn", "leaders_kept", **ON_SITE, allowed_leaders=["L1", "L3"]) is False
    assert decide("spec.dmn", "leaders_kept", **ON_SITE, allowed_leaders=[]) is True


# -- dates and the day


@pytest.mark.parametrize(
    ("kind", "today", "day", "urgent", "in_time"),
    [
        ("专题会议", "2026-03-05", "2026-03-12", "否", True),
        ("专题会议", "2026-03-06", "2026-03-12", "否", False),
        ("专题会议", "2026-03-06", "2026-03-12", "是", True),
        ("现场会", "2026-05-06", "2026-05-12", "否", True),  # 05-09 is a working Saturday
        ("现场会", "2026-05-07", "2026-05-12", "否", False),
        ("常务会议", "2026-04-01", "2026-04-07", "否", True),  # three days; 04-04 to 04-06 are off
        ("常务会议", "2026-04-02", "2026-04-07", "否", False),
    ],
)
def test_the_last_day_to_apply(kind: str, today: str, day: str, urgent: str, in_time: bool) -> None:
    given = {"meeting_kind": kind, "meeting_date": day, "urgent": urgent}
    assert decide("timing.dmn", "applied_in_time", today, **given) is in_time


@pytest.mark.parametrize(
    ("kind", "today", "day", "goes"),
    [
        ("专题会议", "2026-03-10", "2026-03-12", True),
        ("专题会议", "2026-03-11", "2026-03-12", False),
        ("现场会", "2026-05-09", "2026-05-12", True),
        ("常务会议", "2026-04-03", "2026-04-07", True),
        ("专题会议", "2026-04-03", "2026-04-07", False),
    ],
)
def test_the_last_day_of_the_notice(kind: str, today: str, day: str, goes: bool) -> None:
    given = {"meeting_kind": kind, "meeting_date": day, "urgent": "否", "notice_result": "发出"}
    assert decide("timing.dmn", "notice_may_go", today, **given) is goes
    assert decide("timing.dmn", "notice_may_go", today, **{**given, "urgent": "是"}) is True
    assert decide("timing.dmn", "notice_may_go", today, **{**given, "notice_result": "需改期"}) is True


@pytest.mark.parametrize(
    ("kind", "total", "present", "met"),
    [
        ("常务会议", 7, 4, True),
        ("常务会议", 8, 4, False),
        ("区政府全体会议", 7, 3, False),
        ("专题会议", None, None, True),
    ],
)
def test_more_than_half_of_the_members(kind: str, total: int | None, present: int | None, met: bool) -> None:
    given = {"meeting_kind": kind, "members_total": total, "members_present": present}
    assert decide("timing.dmn", "quorum_met", hold_result="已召开", **given) is met
    assert decide("timing.dmn", "quorum_met", hold_result="取消", **given) is True


def test_every_problem_of_an_on_site_meeting_ends_in_a_resolution() -> None:
    problems = [{"problem": "甲"}, {"problem": "乙"}]
    for resolutions, settled in (
        ([{"matter": "一"}, {"matter": "二"}], True),
        ([{"matter": "一"}], False),
        (None, False),
    ):
        given = {"problems": problems, "resolutions": resolutions}
        assert decide("timing.dmn", "problems_settled", meeting_kind="现场会", **given) is settled
        assert decide("timing.dmn", "problems_settled", meeting_kind="专题会议", **given) is True
