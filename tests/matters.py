"""A procedure with all that office actions meet: a drafter's step, parallel branches, a countersigning, a sub-process,
timers that read variables, a step with an extension, one that leaders' secretaries may write down, one nobody may do
for another."""

from __future__ import annotations

from engine.definition import Package
from tests.bpmn.build import boundary, end, file, flows, many, par, process, start, sub, tag, timer, user, when, xor
from tests.dmn.building import decision, input_data, table
from tests.dmn.building import file as decisions
from tests.packages import choice, form

PROCEDURE = """
key = "{key}"
name = "事项办理"
code = "{code}"
process = "matter"
title = "title"
urgency = "urgency"
starters = ["liaison", "unit-head"]
owner = ["director"]
dispatcher = ["checker"]
drafter = "revise"
[instance_term]
"其他" = "20 WD"
[roles]
"" = ["checker"]
[terms.check]
"其他" = "1 WD"
[terms.handle]
"其他" = "5 WD"
[terms.opinions]
"其他" = "2 WD"
[terms.approve]
"其他" = "2 WD"
[tasks.check]
result = "check_result"
different_from = ["start"]
[tasks.handle]
opinion = "optional"
[tasks.opinions]
result = "vote"
[tasks.approve]
dictation = ["checker"]
opinion = "required"
[tasks.seal]
deputy = "none"
returns = false
[tasks.receive]
kind = "acknowledge"
[extensions.handle]
decision = "extension"
cap = 15
ahead = 1
answer = "1 WD"
moves = "{moves}"
variable = "handle_due"
[series."事"]
pattern = "事〔{{year}}〕{{n}}号"
[defaults]
return_mode = ""
returned_from = ""
[ends]
e = "已办结"
"""


def asked(groups: str = "", person: str = "") -> str:
    return tag("zeebe:assignmentDefinition", candidateGroups=groups or None, assignee=person or None)


def due(expression: str) -> str:
    return tag("zeebe:taskSchedule", dueDate=expression)


DIAGRAM = file(
    process(
        start(),
        user("check", extensions=asked("checker"), name="核稿"),
        xor("checked", default="number"),
        user("revise", extensions=asked(person="=starter"), name="修改"),
        tag("serviceTask", "<extensionElements>"
            + tag("zeebe:taskDefinition", type="allocate-number")
            + tag("zeebe:taskHeaders", tag("zeebe:header", key="series", value="事")) + "</extensionElements>",
            id="number"),
        tag("scriptTask", "<extensionElements>"
            + tag("zeebe:script", expression='=string(due("5 WD", now()))', resultVariable="handle_due")
            + "</extensionElements>", id="count_due"),
        par("f"),
        user("handle", extensions=asked('=["unit-head@" + lead, "liaison@" + lead]') + due("=date and time(handle_due)"),
             name="承办"),
        boundary("late", "handle", timer("date", "=date and time(handle_due)"), interrupting=False),
        tag("serviceTask", "<extensionElements>" + tag("zeebe:taskDefinition", type="urge")
            + tag("zeebe:taskHeaders", tag("zeebe:header", key="step", value="handle")) + "</extensionElements>",
            id="urge"),
        end("urged"),
        user("opinions", many("=signers", "unit", "votes", "=vote"), extensions=asked('=["unit-head@" + unit]'),
             name="会签"),
        par("j"),
        sub("closing", start("cs"), user("approve", extensions=asked("leader-head"), name="审批"),
            user("seal", extensions=asked("registry"), name="用印"), end("ce"), flows("cs approve seal ce"),
            name="审批用印"),
        user("receive", extensions=asked('=["liaison@" + lead]'), name="签收"),
        end(),
        flows("s check checked number count_due f handle j closing receive e", "f opinions j", "late urge urged",
              "revise check"),
        when("checked", "revise", '=check_result = "退回"'),
        id="matter",
    )
)  # fmt: skip


def matter(key: str = "matter", moves: str = "task") -> Package:
    """The package; `moves` says whose due an extension moves."""
    number = {"key": "days_note", "type": "textfield", "label": "说明"}
    return Package({
        "procedure.toml": PROCEDURE.format(key=key, code="SX" if key == "matter" else key.upper(), moves=moves).encode(),
        "process.bpmn": DIAGRAM,
        "decisions/extension.dmn": decisions(
            input_data("days", "number"),
            decision("extension", table([("days", "number")], ["approver", "refused", "deputy"], [
                ["<= 5", '"director"', "null", '"ab"'],
                ["(5..10]", '"L1"', "null", '"order"'],
                ["> 10", "null", '"超过十个工作日的不予延期。"', "null"],
            ], "FIRST"), "#days")
        ),
        "forms/start.json": form(
            "start",
            {"key": "title", "type": "textfield", "label": "标题", "validate": {"required": True}},
            choice("urgency", "紧急程度", "平件", "加急", "特急"),
            {"key": "lead", "type": "select", "label": "主办", "valuesKey": "units", "validate": {"required": True}},
            {"key": "signers", "type": "taglist", "label": "会签", "valuesKey": "units", "validate": {"required": True}},
        ),
        "forms/check.json": form("check", choice("check_result", "结果", "同意", "退回")),
        "forms/revise.json": form("revise", number),
        "forms/handle.json": form("handle", number),
        "forms/opinions.json": form("opinions", choice("vote", "意见", "同意", "不同意")),
        "forms/approve.json": form("approve", number),
        "forms/seal.json": form("seal", number),
        "forms/receive.json": form("receive", number),
    })  # fmt: skip


VALUES = {"title": "关于测试事项的函", "urgency": "平件", "lead": "林草局", "signers": ["财政局", "农业农村局"]}
