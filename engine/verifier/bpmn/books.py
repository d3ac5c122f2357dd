"""Entering an event in the books of its matter, once it is judged; or as it stands, where it cannot be judged."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .case import SYSTEM, Case
from .entries import KINDS
from .matter import Line, Matter, Task


def begin(case: Case) -> Matter:
    """The matter as its first event tells of it."""
    body, event = case.body, case.event
    starter = body.get("starter") or event.who
    return Matter(
        case.id, body["number"], body["urgency"], body["title"], starter, body["starter_unit"], event.at,
        body["due_at"], body.get("term", ""), event.at if body.get("term") else None, dict(body["values"]),
        participants={starter},
    )  # fmt: skip


def enter(case: Case) -> None:
    """Everything the event says: its movement, what it did beside the diagram, and what its kind means."""
    body, matter = case.body, case.matter
    if "moved" in body:
        _moved(case)
    _beside(case)
    matter.files |= {file["id"] for file in body.get("files", [])}
    if case.event.who != SYSTEM and case.event.kind not in SEEN:
        matter.participants.add(case.event.who)
    enters = KINDS.get(case.event.kind)
    if enters is not None:
        enters(case)
    line = body.get("line")
    if isinstance(line, dict):
        person = line.get("person") or case.event.who
        matter.lines[case.event.seq] = Line(person, line.get("kind", ""), line["step"], line["element"], line["task"])


SEEN = frozenset({"task.opened", "action.refused", "incident.raised", "attachment.added"})


def _moved(case: Case) -> None:
    moved, matter, at = case.body["moved"], case.matter, case.event.at
    for id, how in moved["closed"]:
        if how != "completed":
            matter.tasks[id].state, matter.tasks[id].closed_at = "cancelled", at
    for id in moved.get("void", []):
        matter.requests[id]["state"] = "void"
    for id, times in moved["urged"]:
        matter.tasks[id].urges = times
    for one in moved["opened"]:
        matter.tasks[one["id"]] = task_of(one, at)
        matter.participants |= set(one["principals"])
    for number in moved["numbers"]:
        matter.numbers[number["series"]] = number
    for key, name, correlation, _ in moved["messages"]:
        matter.messages[f"{case.event.seq}/{key}"] = {"name": name, "correlation": correlation}
    if due := moved.get("due"):
        matter.due_at, matter.term = due["due_at"], due["term"]
        matter.counted_from = datetime.fromisoformat(due["from"]) if due["from"] else None
    if moved["state"] != "running":
        case.end_state = moved["end_state"]
        matter.hold, matter.held_at, matter.held_by = "", None, None
    matter.state, matter.version, matter.count = moved["state"], moved["version"], moved["tasks"]


def _beside(case: Case) -> None:
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
        task = matter.tasks[given["id"]]
        task.candidates, task.principals = list(given["candidates"]), list(given["principals"])
        task.assignee, task.opened_at, task.version = None, None, given["version"]
        task.asked_by = given["asked_by"]
        matter.participants |= set(given["principals"])
    if request := body.get("request"):
        matter.requests[request["task_id"]] = {**request, "asked_by": case.event.who, "state": "asked"}
    for id, state in body.get("ruled", []):
        matter.requests[id]["state"] = state
    for place, one in enumerate(body.get("readings", [])):
        matter.readings[case.event.seq * 1000 + place] = {
            "person": one["person"], "sent_by": case.event.who, "opened_at": None, "read_at": None, "urges": 0,
            "kind": one["kind"],
        }  # fmt: skip
        matter.participants.add(one["person"])
    for n, values in body.get("read", []):
        matter.readings[n].update(values)
    for due in body.get("dues", []):
        if due["subject"] == "instance":
            matter.due_at = due["new"]
        else:
            matter.tasks[int(due["subject"])].due_at = due["new"]


def task_of(one: dict[str, Any], at: datetime) -> Task:
    """A task as an event tells of it."""
    return Task(
        one["id"], one["key"], one["element"], one["name"], one["label"], list(one["candidates"]),
        list(one["principals"]), one["due_at"], one["term"], one["deputy"], one.get("box", "todo"),
        one.get("variables", {}), at, one.get("role", "main"), one.get("parent"), one.get("asked_by"),
    )  # fmt: skip
