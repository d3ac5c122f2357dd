"""What 会前审核 finds: the conditions of 查找相近会议 and 查找时间冲突, at their edges."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from engine import feel, xml
from engine.organization import calendar_functions, load_office
from engine.organization.times import ZONE
from engine.words import OFFICE_FUNCTIONS

DIAGRAM = Path(__file__).resolve().parents[2] / "processes/meeting/process.bpmn"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
ENVIRONMENT = feel.Environment(
    now=datetime(2026, 4, 14, 15, tzinfo=ZONE), functions=calendar_functions(load_office("qinglan").calendar)
)


def holds(element: str, mine: dict[str, Any], other: dict[str, Any]) -> bool:
    task = next(e for e in xml.parse(DIAGRAM.read_bytes()).iter() if e.get("id") == element)
    where = next(h.get("value") for h in task.iter(f"{ZEEBE}header") if h.get("key") == "where")
    found = feel.compile(where, OFFICE_FUNCTIONS).evaluate({"mine": mine, "other": other}, ENVIRONMENT)
    return found is True


MINE: dict[str, Any] = {
    "number": "HY20260002",
    "date": "2026-04-24",
    "topic": "其他",
    "units": ["青石街道", "云坪镇", "柳河乡", "城市管理局"],
    "days": 10,
    "overlap": 0.5,
}


def other(units: list[str], **more: Any) -> dict[str, Any]:
    plain = {"number": "HY20260001", "state": "running", "topic": "人居环境", "meeting_date": "2026-04-21"}
    return {**plain, "attendees": [{"unit": unit, "level": "分管负责人"} for unit in units], **more}


SAME = ["青石街道", "云坪镇", "柳河乡", "城市管理局"]
FAR = ["财政局"]


@pytest.mark.parametrize(
    ("candidate", "like"),
    [
        (other(SAME), True),
        (other([*SAME, "财政局", "林草局", "住建局", "农业农村局", "交通运输局"]), True),  # of the smaller list
        (other(["青石街道", "云坪镇", "财政局", "林草局"]), True),  # exactly half
        (other(["青石街道", "财政局", "林草局"]), False),  # a third
        (other(FAR), False),
        (other(FAR, topic="其他"), False),  # 其他 is no topic
        (other(SAME, meeting_date="2026-05-12"), True),  # the tenth working day after
        (other(SAME, meeting_date="2026-05-13"), False),
        (other(SAME, meeting_date="2026-04-14"), False),  # held already
        (other(SAME, state="completed"), False),
        (other(SAME, number="HY20260002"), False),
        (other(SAME, meeting_date=None), False),
        ({**other(SAME), "attendees": None}, False),
    ],
)
def test_a_like_meeting(candidate: dict[str, Any], like: bool) -> None:
    assert holds("find_like", MINE, candidate) is like


def test_the_same_topic_is_enough() -> None:
    assert holds("find_like", {**MINE, "topic": "人居环境"}, other(FAR)) is True
    assert holds("find_like", {**MINE, "topic": "重点项目"}, other(FAR)) is False


def test_ten_working_days_before_too() -> None:
    assert holds("find_like", {**MINE, "date": "2026-05-15"}, other(SAME, meeting_date="2026-04-29")) is True
    assert holds("find_like", {**MINE, "date": "2026-05-15"}, other(SAME, meeting_date="2026-04-28")) is False


NOTICE: dict[str, Any] = {
    "number": "HY20260002",
    "date": "2026-04-21",
    "start": "14:30",
    "minutes": 90,
    "people": ["L3", "L4"],
    "heads": [],
}


def at(start: str, **more: Any) -> dict[str, Any]:
    return other(FAR, start_time=start, minutes=60, chair="L3", **more)


@pytest.mark.parametrize(
    ("candidate", "clashes"),
    [
        (at("15:00"), True),
        (at("13:31"), True),  # until 14:31
        (at("13:30"), False),  # until 14:30
        (at("15:59"), True),
        (at("16:00"), False),
        (at("15:00", meeting_date="2026-04-22"), False),
        ({**at("15:00"), "chair": "L2"}, False),
        ({**at("15:00", allowed_leaders=["L2", "L4"]), "chair": "L2"}, True),
        ({**at("15:00"), "state": "completed"}, False),
        ({**at("15:00"), "minutes": None}, False),
    ],
)
def test_the_same_person_at_the_same_time(candidate: dict[str, Any], clashes: bool) -> None:
    assert holds("find_clash", NOTICE, candidate) is clashes


def test_heads_of_units_who_must_come_clash_too() -> None:
    required = {**at("15:00", allowed_level="主要负责人"), "chair": "L2"}
    assert holds("find_clash", {**NOTICE, "heads": FAR}, required) is True
    assert holds("find_clash", {**NOTICE, "heads": FAR}, {**required, "allowed_level": "分管负责人"}) is False
    assert holds("find_clash", NOTICE, required) is False
