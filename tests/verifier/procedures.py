"""One small procedure that meets everything a broken engine may get wrong, and somebody who does its tasks in turn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from engine import actions
from engine.actions import Actor
from engine.clock import SimulatedClock, local
from engine.definition import Package
from engine.errors import Refused
from engine.store import tables as t
from engine.store.office import Office, open_office
from tests.bpmn.build import (
    boundary,
    end,
    file,
    flows,
    inc,
    many,
    par,
    process,
    rule,
    script,
    start,
    tag,
    task,
    timer,
    user,
    when,
    xor,
)
from tests.conftest import BEGINNING, furnish
from tests.dmn.building import decision, input_data, table
from tests.dmn.building import file as decisions
from tests.packages import choice, form

PROCEDURE = """
key = "mixed"
name = "综合事项"
code = "ZH"
process = "mixed"
title = "title"
urgency = "urgency"
starters = ["liaison"]
owner = ["director"]
[instance_term]
"其他" = "20 WD"
[terms.check]
"其他" = "1 WD"
[terms.votes]
"其他" = "2 WD"
[tasks.check]
result = "check_result"
different_from = ["start"]
[tasks.money]
different_from = ["legal"]
[tasks.approve]
different_from = ["check"]
deputy = "ab"
[defaults]
legal_result = ""
[ends]
high = "已高额办结"
low = "已办结"
"""


def asked(groups: str) -> str:
    return tag("zeebe:assignmentDefinition", candidateGroups=groups)


def due(expression: str) -> str:
    return tag("zeebe:taskSchedule", dueDate=expression)


DIAGRAM = file(
    process(
        start("start"),
        rule("route", "track", "way"),
        xor("g1", default="check"),
        user("deep", extensions=asked("checker"), name="深查"),
        user("check", extensions=asked("checker"), name="核查"),
        xor("m1"),
        par("f"),
        user("handle", extensions=asked('=["liaison@" + lead]') + due('=due(string(way.days) + " WD", now())'), name="承办"),
        boundary("late", "handle", timer("date", '=due("1 WD", now())'), interrupting=False),
        tag("serviceTask", "<extensionElements>" + tag("zeebe:taskDefinition", type="urge")
            + tag("zeebe:taskHeaders", tag("zeebe:header", key="step", value="handle")) + "</extensionElements>", id="urge"),
        end("urged"),
        user("votes", many("=signers", "unit", "results", "=vote",
             until='=count(results[item = "同意"]) >= 2'), extensions=asked('=["unit-head@" + unit]'), name="会签"),
        par("j"),
        inc("i", default="plain"),
        user("legal", extensions=asked("checker"), name="合法性审查"),
        user("money", extensions=asked("checker, clerk"), name="经费审核", outputs={"granted": "=money_sum"}),
        task("plain"),
        inc("k"),
        script("sum", "=amount * 2 + count(results)", "total"),
        user("approve", extensions=asked("director"), name="审批"),
        xor("g2", default="low"),
        end("high"), end("low"),
        flows("start route g1 check m1 f handle j i plain k sum approve g2 low", "deep m1", "f votes j", "late urge urged",
              "legal k", "money k"),
        when("g1", "deep", '=way.track = "深查"'),
        when("i", "legal", '=need_legal = "是"'),
        when("i", "money", "=amount > 100"),
        when("g2", "high", "=total > 500"),
        id="mixed",
    )
)  # fmt: skip
TRACK = decisions(
    input_data("amount", "number"), input_data("urgency", "string"),
    decision("track", table([("amount", "number"), ("urgency", "string")], ["track", "days"], [
        ["> 1000", "-", '"深查"', "10"],
        ["-", '"特急"', '"一般"', "1"],
        ["-", "-", '"一般"', "5"],
    ], "FIRST"), "#amount", "#urgency"),
)  # fmt: skip


def number(key: str, label: str) -> dict[str, object]:
    return {"key": key, "type": "number", "label": label}


def mixed() -> Package:
    return Package({
        "procedure.toml": PROCEDURE.encode(), "process.bpmn": DIAGRAM, "decisions/track.dmn": TRACK,
        "forms/start.json": form(
            "start",
            {"key": "title", "type": "textfield", "label": "标题", "validate": {"required": True}},
            choice("urgency", "紧急程度", "平件", "加急", "特急"), number("amount", "金额"),
            choice("need_legal", "合法性审查", "是", "否"),
            {"key": "lead", "type": "select", "label": "主办", "valuesKey": "units", "validate": {"required": True}},
            {"key": "signers", "type": "taglist", "label": "会签", "valuesKey": "units", "validate": {"required": True}},
        ),
        "forms/check.json": form("check", choice("check_result", "结果", "同意", "不同意")),
        "forms/deep.json": form("deep", number("n", "n")),
        "forms/handle.json": form("handle", number("n", "n")),
        "forms/votes.json": form("votes", choice("vote", "意见", "同意", "不同意")),
        "forms/legal.json": form("legal", choice("legal_result", "结果", "合法", "不合法")),
        "forms/money.json": form("money", number("money_sum", "核定")),
        "forms/approve.json": form("approve", number("n", "n")),
    })  # fmt: skip


VALUES = {
    "title": "关于综合事项的函", "urgency": "平件", "amount": 200, "need_legal": "是", "lead": "林草局",
    "signers": ["财政局", "农业农村局", "林草局"],
}  # fmt: skip
ANSWERS: dict[str, dict[str, Any]] = {
    "check": {"check_result": "同意"}, "votes": {"vote": "同意"}, "legal": {"legal_result": "合法"},
    "money": {"money_sum": 150}, "deep": {"n": 1}, "handle": {"n": 1}, "approve": {"n": 1},
}  # fmt: skip
Choose = Callable[[Any, list[str]], str]


def office_at(folder: Path) -> tuple[Office, SimulatedClock]:
    """An office of its own with the procedure."""
    clock = SimulatedClock(BEGINNING)
    return furnish(open_office(f"sqlite:///{folder}/banjie.sqlite3", clock=clock, files=folder / "files"), mixed()), clock


def play(office: Office, clock: SimulatedClock, choose: Choose = lambda task, people: people[-1], **values: Any) -> int:
    """Start a matter and do its tasks, oldest first, until nothing is left or somebody refuses; its id."""
    command = actions.StartInstance("mixed", {**VALUES, **values}, "play-start")
    instance_id = actions.start_instance(office, command, Actor("U11")).instance_id
    for turn in range(40):
        clock.move_to(clock.now() + timedelta(hours=5))
        actions.fire_timers(office)
        k = t.task.c
        with office.database.read() as connection:
            row = connection.execute(
                select(t.task).where(k.instance_id == instance_id, k.state == "open").order_by(k.id).limit(1)
            ).one_or_none()
            organization = office.organization(connection, office.in_force(connection)["organization"])
        if row is None:
            break
        on = local(clock.now()).date()
        people = list(dict.fromkeys(p for group in row.principals for p in organization.holders(group, on)))
        try:
            actions.complete_task(
                office, actions.CompleteTask(row.id, ANSWERS[row.element], f"play-{turn}", "同意。"),
                Actor(choose(row, people)),
            )  # fmt: skip
        except Refused:
            break
    return instance_id
