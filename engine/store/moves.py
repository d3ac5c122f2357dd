"""What every movement of tokens does to rows: tasks, inboxes, timers, subscriptions, messages, numbers, dues."""

from __future__ import annotations

from collections.abc import Iterator

from engine.history import Event
from engine.store.change import SYSTEM, Change, Drop, Put, Row, Set, moment
from engine.store.columns import FAR_FUTURE, urgency_rank


def moves(event: Event) -> Iterator[Change]:
    """The changes of an event that moved tokens (`moved` in its body)."""
    yield from _instance(event)
    yield from _tasks(event)
    yield from _waits(event)
    yield from _sent(event)


def task_row(event: Event, task: Row, urgency: str) -> Row:
    """A task that opened, drawn in the diagram or inserted."""
    return {
        "id": task["id"], "instance_id": event.instance_id, "key": task["key"], "element": task["element"],
        "name": task["name"], "lane": task["lane"], "label": task["label"], "state": "open",
        "role": task.get("role", "main"), "parent": task.get("parent"), "asked_by": task.get("asked_by"),
        "box": task.get("box", "todo"), "version": 1, "candidates": task["candidates"],
        "principals": task["principals"], "assignee": None, "claimed_at": None, "created_at": event.at,
        "opened_at": None, "due_at": moment(task["due_at"]), "term": task["term"],
        "follow_up_at": moment(task["follow_up_at"]), "priority": task["priority"], "urgency": urgency, "urges": 0,
        "deputy": task["deputy"], "variables": task.get("variables", {}), "answers": {}, "back": task.get("back"),
        "closed_at": None, "closed_by": None, "on_behalf_of": None,
    }  # fmt: skip


def inbox_rows(event: Event, task: Row, procedure: str, urgency: str) -> list[Row]:
    """An open task's places in inboxes: one for each principal."""
    return [
        {
            "principal": principal, "due_at": moment(task["due_at"]) or FAR_FUTURE, "task_id": task["id"],
            "urgency_rank": urgency_rank(urgency), "procedure": procedure, "box": task.get("box", "todo"),
        }
        for principal in task["principals"]
    ]  # fmt: skip


def participants(event: Event, principals: set[str]) -> Iterator[Change]:
    """Whoever was asked takes part for good, and so does who acted."""
    involved = principals | ({event.actor} - {SYSTEM})
    if involved:
        rows = [{"principal": p, "instance_id": event.instance_id} for p in sorted(involved)]
        yield Put("participant", rows, once=True)


def touched(event: Event, **values: object) -> Change:
    return Set("instance", {"id": event.instance_id}, {"changed_at": event.at, **values})


def _instance(event: Event) -> Iterator[Change]:
    moved = event.body["moved"]
    values: Row = {
        "state": moved["state"], "end_state": moved["end_state"], "version": moved["version"],
        "tasks": moved["tasks"], "changed_at": event.at,
    }  # fmt: skip
    if moved["state"] != "running":
        values |= {"ended_at": event.at, "hold": "", "held_at": None, "held_by": None}
    if moved["numbers"]:
        values["document_number"] = moved["numbers"][-1]["text"]
    if due := moved.get("due"):
        values |= {"due_at": moment(due["due_at"]), "first_due_at": moment(due["due_at"]), "term": due["term"],
                   "counted_from": moment(due["from"])}  # fmt: skip
    if event.seq > 1:
        yield Set("instance", {"id": event.instance_id}, values)
    elif due:
        yield Set("instance", {"id": event.instance_id}, {k: values[k] for k in ("due_at", "first_due_at", "term",
                                                                                  "counted_from")})  # fmt: skip
    if due and event.seq > 1:
        yield Put("due_change", [{
            "instance_id": event.instance_id, "seq": event.seq, "subject": "instance", "why": "procedure",
            "old": moment(due["old"]), "new": moment(due["due_at"]), "at": event.at,
        }])  # fmt: skip


def _tasks(event: Event) -> Iterator[Change]:
    moved, body = event.body["moved"], event.body
    cancelled = [task for task, how in moved["closed"] if how != "completed"]
    for task in cancelled:
        yield Set("task", {"id": task}, {"state": "cancelled", "closed_at": event.at})
    if cancelled:
        yield Drop("inbox", [{"task_id": task} for task in cancelled])
    for task in moved.get("void", []):
        yield Set("request", {"task_id": task}, {"state": "void"})
    for task, times in moved["urged"]:
        yield Set("task", {"id": task}, {"urges": times})
    if moved["opened"]:
        yield Put("task", [task_row(event, task, body["urgency"]) for task in moved["opened"]])
        rows = [row for task in moved["opened"] for row in inbox_rows(event, task, body["procedure"], body["urgency"])]
        if rows:
            yield Put("inbox", rows)
    yield from participants(event, {p for task in moved["opened"] for p in task["principals"]})


def _waits(event: Event) -> Iterator[Change]:
    moved, instance_id = event.body["moved"], event.instance_id
    if moved["timers_closed"]:
        yield Drop("timer", [{"instance_id": instance_id, "key": key} for key in moved["timers_closed"]])
    if moved["timers"]:
        yield Put("timer", [
            {"instance_id": instance_id, "key": key, "element": element, "due_at": moment(due), "revision": event.seq,
             "failure": None}
            for key, element, due in moved["timers"]
        ])  # fmt: skip
    for key, due in moved.get("timers_moved", []):
        yield Set("timer", {"instance_id": instance_id, "key": key}, {"due_at": moment(due), "revision": event.seq})
    if moved["subscriptions_closed"]:
        yield Drop("subscription", [{"instance_id": instance_id, "key": key} for key in moved["subscriptions_closed"]])
    if moved["subscriptions"]:
        yield Put("subscription", [
            {"instance_id": instance_id, "key": key, "kind": kind, "name": name, "correlation": correlation}
            for key, kind, name, correlation in moved["subscriptions"]
        ])  # fmt: skip


def _sent(event: Event) -> Iterator[Change]:
    moved, instance_id = event.body["moved"], event.instance_id
    if moved["messages"]:
        yield Put("message", [
            {"instance_id": instance_id, "key": f"{event.seq}/{key}", "name": name, "correlation": correlation,
             "body": body, "sent_at": event.at, "receiver": None, "received_at": None}
            for key, name, correlation, body in moved["messages"]
        ])  # fmt: skip
    new = [n for n in moved["numbers"] if n["new"]]
    if new:
        yield Put("document_number", [
            {"series": n["series"], "year": n["year"], "n": n["n"], "text": n["text"], "instance_id": instance_id,
             "issued_at": event.at, "voided": False}
            for n in new
        ])  # fmt: skip
