"""What an office action does beside the diagram: tasks inserted, held, ended, given on; requests, readings, dues."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .case import Case
from .expressions import UNKNOWN, agrees
from .findings import Illegal
from .matter import PER_MATTER, Line, Task
from .moving import task_of

NAMES = ("inserted", "held", "reopened", "ended", "given", "request", "ruled", "readings", "read", "dues", "line")
WHAT = {
    "inserted": "加签、委派或审批任务", "held": "挂起的任务", "reopened": "恢复的任务", "ended": "结束的任务", "given": "转办",
    "request": "申请", "ruled": "申请的结果", "readings": "传阅", "read": "阅看", "dues": "时限变动", "line": "处理笺",
}  # fmt: skip
ASKING = {"before": "加签", "after": "加签", "delegate": "委派", "request": "审批"}


def carry(case: Case, **expected: Any) -> None:
    """The event tells exactly these effects, and they are entered in the books."""
    body = case.body
    for name in NAMES:
        wanted, told = expected.get(name), body.get(name)
        if not (wanted or told):
            continue
        if not agrees(wanted if wanted is not None else [], told if told is not None else []):
            raise Illegal(
                f"{name}_wrong", f"记录的{WHAT[name]}与应有的不符。",
                f"{name}: recorded {told!r}, it comes to {wanted!r}.",
            )  # fmt: skip
    _enter(case)


def _enter(case: Case) -> None:
    body, matter, at = case.body, case.matter, case.event.at
    for one in body.get("ended", []):
        task = matter.tasks[one["id"]]
        task.state, task.closed_at = one["how"], at
        if one["how"] != "cancelled":
            task.closed_by, task.for_whom = one.get("by", case.event.who), one.get("for", case.event.behalf)
            task.answers, task.done_seq = one.get("answers", {}), case.event.seq
    for one in body.get("inserted", []):
        matter.tasks[one["id"]] = task_of(one, at)
        matter.participants |= set(one["principals"])
    if body.get("inserted") and "moved" not in body:
        matter.count = body["tasks"]
    for id in body.get("held", []):
        matter.tasks[id].state = "held"
    for one in body.get("reopened", []):
        matter.tasks[one["id"]].state, matter.tasks[one["id"]].version = "open", one["version"]
    if given := body.get("given"):
        _give(case, matter.tasks[given["id"]], given)
    if request := body.get("request"):
        matter.requests[request["task_id"]] = {**request, "asked_by": case.event.who, "state": "asked"}
    for id, state in body.get("ruled", []):
        matter.requests[id]["state"] = state
    for place, one in enumerate(body.get("readings", [])):
        matter.readings[case.event.seq * 1000 + place] = {
            "person": one["person"], "sent_by": case.event.who, "opened_at": None, "read_at": None, "urges": 0,
        }  # fmt: skip
        matter.participants.add(one["person"])
    for n, values in body.get("read", []):
        matter.readings[n].update(values)
    for due in body.get("dues", []):
        if due["subject"] == "instance":
            matter.due_at = due["new"]
        else:
            matter.tasks[int(due["subject"])].due_at = due["new"]
    if line := body.get("line"):
        matter.lines[case.event.seq] = Line(
            line.get("person") or case.event.who, line.get("kind", ""), line["step"], line["element"], line["task"]
        )
    if case.event.who != "system":
        matter.participants.add(case.event.who)


def _give(case: Case, task: Task, given: dict[str, Any]) -> None:
    task.candidates, task.principals = list(given["candidates"]), list(given["principals"])
    task.assignee, task.opened_at, task.version, task.asked_by = None, None, given["version"], given["asked_by"]
    case.matter.participants |= set(given["principals"])


# -- what effects should look like


def inserted(
    case: Case, main: Task, asked: list[list[str]], role: str, *, name: str = "", due: str | None = None, deputy: str = "ab"
) -> list[dict[str, Any]]:
    """One task for each group of principals, hanging on a main task."""
    found = []
    for place, given in enumerate(asked, 1):
        number = case.matter.count + place
        people = sorted({one for principal in given for one in case.people.holders(principal, case.on)})
        found.append({
            "id": case.matter.id * PER_MATTER + number, "key": f"{main.key}+{number}", "element": main.element,
            "name": name or f"{main.name}({ASKING[role]})", "lane": "",
            "label": case.people.name(given[0]) if role != "request" and len(given) == 1 else main.label,
            "candidates": given, "principals": given, "people": people, "due_at": due or main.due_at, "term": "",
            "follow_up_at": None, "priority": 50, "deputy": deputy, "role": role, "parent": main.id,
            "asked_by": case.event.who, "box": "todo", "variables": main.variables,
        })  # fmt: skip
    return found


def reopened(main: Task) -> dict[str, Any]:
    return {
        "id": main.id, "principals": main.principals, "due_at": main.due_at, "box": main.box,
        "version": main.version + 1,
    }  # fmt: skip


def given_to(case: Case, task: Task, person: str) -> dict[str, Any]:
    return {
        "id": task.id, "candidates": [person], "principals": [person], "version": task.version + 1, "box": task.box,
        "due_at": task.due_at, "from": task.principals, "held": task.state == "held",
        "asked_by": case.event.who if task.is_main else task.asked_by,
    }  # fmt: skip


def line_of(case: Case, task: Task, result: Any, kind: str, post: str, signature: str) -> dict[str, Any]:
    """A line of the 处理笺; its words are whatever was written."""
    told = case.body.get("line") or {}
    return {
        "task": task.id, "element": task.element, "step": task.name, "signature": signature, "post": post,
        "result": result, "text": told.get("text", UNKNOWN), "kind": kind,
    }  # fmt: skip


def due_change(
    subject: str, old: str | None, new: datetime, task: Task | None = None
) -> dict[str, Any]:
    return {
        "subject": subject, "old": old, "new": new.isoformat(),
        "principals": task.principals if task is not None and task.state == "open" else [],
        "box": task.box if task is not None else "todo",
    }  # fmt: skip
