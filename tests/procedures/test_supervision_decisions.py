"""The decision tables of 督查督办, row by row, as domain.md 2.6 states them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine import dmn, feel
from engine.bpmn import Environment
from engine.definition.procedure import read
from engine.organization import calendar_functions, load_office

DECISIONS = Path(__file__).resolve().parents[2] / "processes/supervision/decisions"
MONDAY = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)  # 09:00 in the office; 06-19 is off


@cache
def environment(at: datetime) -> Any:
    return Environment(now=at, functions=calendar_functions(load_office("qinglan").calendar, {})).feel


def decide(file: str, decision: str, at: datetime = MONDAY, **inputs: Any) -> Any:
    model = dmn.load((DECISIONS / file).read_bytes())
    given = {name: inputs.get(name) for name in model.inputs(decision)}
    return feel.to_json(model.evaluate(decision, given, environment(at)).value)


# -- 立项审批人


@pytest.mark.parametrize(
    ("source", "planned", "via_deputy", "group", "term"),
    [
        ("专项", "是", False, "director", "3 WD"),
        ("专项", "否", True, "director", "1 WD"),
        ("领导批示交办", "", False, "deputy-supervision", "1 WD"),
        ("会议议定", "是", False, "deputy-supervision", "1 WD"),
    ],
)
def test_who_approves(source: str, planned: str, via_deputy: bool, group: str, term: str) -> None:
    found = decide("approval.dmn", "project_approval", source=source, planned=planned)
    assert found == {"via_deputy": via_deputy, "group": group, "term": term}


# -- 时限


@pytest.mark.parametrize(
    ("case", "days", "last", "feedback"),
    [
        ({"source": "领导批示交办", "degree": "特急"}, 1, "2026-06-02", "无"),
        ({"source": "领导批示交办", "degree": "急件"}, 5, "2026-06-08", "每周"),
        ({"source": "领导批示交办", "degree": "一般"}, 15, "2026-06-23", "每周"),
        ({"source": "领导批示交办", "degree": "难度大"}, 30, "2026-07-14", "每月"),
        ({"source": "决策部署", "degree": "难度大"}, 30, "2026-07-14", "每月"),
        ({"source": "会议议定", "degree": "急件"}, 20, "2026-06-30", "每周"),
        ({"source": "收文", "degree": "特急"}, 30, "2026-07-14", "每月"),
        ({"source": "上级督查", "stated_due": "2026-06-22"}, 2, "2026-06-17", "每周"),
        ({"source": "热线转督", "degree": "一般"}, 10, "2026-06-15", "每周"),
        ({"source": "信访转督", "degree": "一般"}, 10, "2026-06-15", "每周"),
        ({"source": "专项", "plan_due": "2026-07-31"}, None, "2026-07-31", "每周"),
        ({"source": "年度重点", "degree": "一般"}, None, "2026-12-31", "每月"),
        ({"source": "以后新增的来源", "degree": "一般"}, 15, "2026-06-23", "每周"),
    ],
)
def test_the_term_by_source_and_degree(case: dict[str, Any], days: int | None, last: str, feedback: str) -> None:
    found = decide("time-limit.dmn", "time_limit", **case)
    assert (found["days"], found["last"], found["feedback"]) == (days, last, feedback)


@pytest.mark.parametrize("leader_due", ["2026-06-02", "2026-12-01"])
@pytest.mark.parametrize("source", ["领导批示交办", "会议议定", "上级督查", "专项", "年度重点"])
def test_the_leaders_own_date_always_wins(source: str, leader_due: str) -> None:
    given = {"source": source, "degree": "急件", "stated_due": "2026-08-03", "plan_due": "2026-08-03"}
    found = decide("time-limit.dmn", "time_limit", leader_due=leader_due, **given)
    assert (found["last"], found["basis"]) == (leader_due, "领导限定日期")


def test_the_year_ends_on_its_last_working_day() -> None:
    found = decide("time-limit.dmn", "time_limit", datetime(2028, 3, 1, tzinfo=UTC), source="年度重点", degree="一般")
    assert found["last"] == "2028-12-29"  # 12-30 and 12-31 are a weekend


@pytest.mark.parametrize(
    ("dues", "holds"), [(["2026-06-08"], True), (["2026-06-08", "2026-06-09"], False), ([None], False), ([], True)]
)
@pytest.mark.parametrize(
    ("decision", "field"), [("items_within_limit", "items"), ("new_items_within_limit", "new_items")]
)
def test_no_item_is_given_longer(decision: str, field: str, dues: list[str | None], holds: bool) -> None:
    given = {"source": "领导批示交办", "degree": "急件", field: [{"due": due} for due in dues]}
    assert decide("time-limit.dmn", decision, **given) is holds


# -- 延期审批


@pytest.mark.parametrize(
    ("case", "approver"),
    [
        ({"days": 1}, "supervision-head"),
        ({"days": 5}, "supervision-head"),
        ({"days": 6}, "deputy-supervision"),
        ({"days": 15}, "deputy-supervision"),
        ({"days": 3, "by_head": True, "by": "L1"}, "L1"),
        ({"days": 15, "by_head": True, "by": "L1"}, "L1"),
        ({"days": 3, "source": "会议议定", "meeting_kind": "常务会议", "by": "L2"}, "L2"),
        ({"days": 3, "source": "会议议定", "meeting_kind": "专题会议"}, "supervision-head"),
        ({"days": 10, "source": "会议议定", "meeting_kind": "专题会议"}, "deputy-supervision"),
    ],
)
def test_who_decides_an_extension(case: dict[str, Any], approver: str) -> None:
    plain = {"source": "领导批示交办", "meeting_kind": "", "by_head": False, "by": "L3"}
    found = decide("extension.dmn", "extension", **{**plain, **case})
    # 批办领导 on his own 批示: only a 主持工作 order stands in
    assert found == {"approver": approver, "deputy": "order" if approver in ("L1", "L2") else "ab"}


def test_an_extension_is_asked_in_time_once_and_within_the_cap() -> None:
    rules = read((DECISIONS.parent / "procedure.toml").read_bytes()).extensions["handle"]
    assert (rules.cap, rules.times, rules.ahead, rules.not_over_term, rules.answer) == (15, 1, 1, True, "1 WD")


# -- 三色


@pytest.mark.parametrize(("term", "blue"), [(1, 0), (4, 0), (5, 2), (20, 2), (150, 2)])
def test_when_the_colours_show(term: int, blue: int) -> None:
    found = decide("three-colours.dmn", "three_colours", term_days=term)
    assert found == {"blue": blue, "yellow": 1, "red": 3, "failed": 2, "at": "08:30:00"}
