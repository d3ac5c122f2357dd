"""What an office action does beside the diagram: tasks inserted, held, ended, given on; requests, readings, dues."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .case import Case
from .expressions import UNKNOWN, agrees
from .findings import Illegal
from .matter import PER_MATTER, Task

NAMES = ("inserted", "held", "reopened", "ended", "given", "request", "ruled", "readings", "read", "dues", "line")
WHAT = {
    "inserted": "加签、委派或审批任务", "held": "挂起的任务", "reopened": "恢复的任务", "ended": "结束的任务",
    "given": "转办",
    "request": "申请", "ruled": "申请的结果", "readings": "传阅", "read": "阅看", "dues": "时限变动", "line": "处理笺",
}  # fmt: skip
ASKING = {"before": "加签", "after": "加签", "delegate": "委派", "request": "审批"}


def carry(case: Case, **expected: Any) -> None:
    """The event tells exactly these effects."""
    case.carried = True
    for name in NAMES:
        wanted, told = expected.get(name), case.body.get(name)
        if name == "line" and not isinstance(told, dict):
            told = None  # a withdrawal names the line it takes back by its number
        if not (wanted or told):
            continue
        if not agrees(wanted if wanted is not None else [], told if told is not None else []):
            raise Illegal(
                f"{name}_wrong", f"记录的{WHAT[name]}与应有的不符。",
                f"{name}: recorded {told!r}, it comes to {wanted!r}.",
            )  # fmt: skip


# -- what effects should look like


def inserted(
    case: Case,
    main: Task,
    asked: list[list[str]],
    role: str,
    *,
    name: str = "",
    due: str | None = None,
    deputy: str = "ab",
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
    """A line of the 处理笺; its words are whatever was written, where they stand twice the same."""
    told = (case.body.get("line") or {}).get("text", UNKNOWN)
    text = case.body.get("opinion", case.body.get("request", {}).get("content", {}).get("reason", told))
    return {
        "task": task.id, "element": task.element, "step": task.name, "signature": signature, "post": post,
        "result": result, "text": text, "kind": kind,
    }  # fmt: skip


def due_change(subject: str, old: str | None, new: datetime, task: Task | None = None) -> dict[str, Any]:
    return {
        "subject": subject, "old": old, "new": new.isoformat(),
        "principals": task.principals if task is not None and task.state == "open" else [],
        "box": task.box if task is not None else "todo",
    }  # fmt: skip
