"""Two procedures that write to each other: one asks, which starts the other; its answer goes back to who asked."""

from __future__ import annotations

from engine.definition import Package
from tests.bpmn.build import end, file, flows, message, on_message, process, receive, send, service, start, tag, user
from tests.packages import choice, form

PROCEDURE = """
key = "{key}"
name = "{name}"
code = "{code}"
process = "{key}"
title = "title"
urgency = "urgency"
starters = ["liaison", "unit-head"]
owner = ["director"]
[roles]
"" = ["checker"]
[defaults]
origin_number = "无"
[ends]
e = "已办结"
"""
ASKED = tag("zeebe:assignmentDefinition", candidateGroups="checker")
START = form(
    "start",
    {"key": "title", "type": "textfield", "label": "标题", "validate": {"required": True}},
    choice("urgency", "紧急程度", "平件", "特急"),
)
VALUES = {"title": "关于协查的函", "urgency": "平件"}


NOTE = {"key": "note", "type": "textfield", "label": "说明"}


def _package(key: str, name: str, code: str, drawn: str, roots: str, steps: str) -> Package:
    return Package({
        "procedure.toml": PROCEDURE.format(key=key, name=name, code=code).encode(),
        "process.bpmn": file(process(drawn, id=key), roots=roots),
        "forms/start.json": START,
        **{f"forms/{step}.json": form(step, NOTE) for step in steps.split()},
    })  # fmt: skip


def asking() -> Package:
    """发函: 拟函 sends the question, 收到回函 waits for the answer, 归卷 ends it."""
    drawn = (
        start() + user("write", extensions=ASKED, name="拟函")
        + service("ask", "start-procedure", headers={"procedure": "answering"},
                  inputs={"title": "=title", "urgency": "=urgency"})
        + receive("wait", "answered") + user("file", extensions=ASKED, name="归卷") + end()
        + flows("s write ask wait file e")
    )  # fmt: skip
    return _package("asking", "发函", "FH", drawn, message("answered", "=instance_number"), "write file")


def answering() -> Package:
    """复函: started by the question (or from its form), 复函 sends the answer."""
    drawn = (
        start() + start("asked", on_message("m_answering")) + user("reply", extensions=ASKED, name="复函")
        + send("answer", "answered") + end() + flows("s reply answer e", "asked reply")
    )  # fmt: skip
    return _package(
        "answering", "复函", "HF", drawn, message("m_answering", name="answering") + message("answered", "=origin_number"), "reply"
    )
