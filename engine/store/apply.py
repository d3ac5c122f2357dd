"""What an event means for the tables: pure, one function per event kind.

The same changes are executed when the event happens and folded when history is replayed, so rows can always
be rebuilt and compared. A released function is never changed in meaning; a new meaning is a new event kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from engine.history import Event
from engine.store.columns import FAR_FUTURE, urgency_rank

Row = dict[str, Any]

SYSTEM = "system"  # the actor of what the clock does


@dataclass(frozen=True)
class Put:
    """New rows; with `once`, a row whose key is already there is left alone."""

    table: str
    rows: list[Row]
    once: bool = False


@dataclass(frozen=True)
class Set:
    """New values of the one row with this key."""

    table: str
    key: Row
    values: Row


@dataclass(frozen=True)
class Drop:
    """The rows whose columns have these values go."""

    table: str
    keys: list[Row]


@dataclass(frozen=True)
class Merge:
    """Fields of the instance's document that were filled in."""

    instance_id: int
    content: Row


Change = Put | Set | Drop | Merge


def changes(event: Event) -> list[Change]:
    return list(APPLIERS[event.kind](event))


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).astimezone(UTC)


def _started(event: Event) -> Iterator[Change]:
    body, moved = event.body, event.body["moved"]
    yield Put("instance", [{
        "id": event.instance_id, "number": body["number"], "definition_id": body["definition_id"],
        "procedure": body["procedure"], "title": body["title"], "urgency": body["urgency"],
        "state": moved["state"], "end_state": moved["end_state"], "document_number": None,
        "starter": event.actor, "starter_unit": body["starter_unit"], "started_at": event.at,
        "ended_at": event.at if moved["state"] != "running" else None, "due_at": _moment(body["due_at"]),
        "version": moved["version"], "tasks": moved["tasks"], "changed_at": event.at,
    }])  # fmt: skip
    yield Put("document", [{"instance_id": event.instance_id, "content": body["values"], "search": body["search"]}])
    yield from _attached(event)
    yield from _moves(event, urgency=body["urgency"], procedure=body["procedure"])


def _completed(event: Event) -> Iterator[Change]:
    body = event.body
    yield Set("task", {"id": body["task"]}, {
        "state": "completed", "closed_at": event.at, "closed_by": event.actor, "on_behalf_of": event.on_behalf_of,
    })  # fmt: skip
    yield Drop("inbox", [{"task_id": body["task"]}])
    if body["values"]:
        yield Merge(event.instance_id, body["values"])
    if body["opinion"] or body["result"]:
        yield Put("opinion", [{
            "instance_id": event.instance_id, "seq": event.seq, "task_id": body["task"], "element": body["element"],
            "step": body["step"], "person": event.actor, "on_behalf_of": event.on_behalf_of,
            "signature": body["signature"], "post": body["post"], "result": body["result"],
            "text": body["opinion"], "at": event.at,
        }])  # fmt: skip
    yield from _attached(event)
    yield from _instance_moved(event)
    yield from _moves(event, urgency=body["urgency"], procedure=body["procedure"])


def _happened(event: Event) -> Iterator[Change]:
    """A timer fired, a message came or the instance was withdrawn: no task was completed by it."""
    yield from _instance_moved(event)
    yield from _moves(event, urgency=event.body["urgency"], procedure=event.body["procedure"])


def _claimed(event: Event) -> Iterator[Change]:
    yield Set("task", {"id": event.body["task"]}, {
        "assignee": event.actor, "claimed_at": event.at, "version": event.body["version"],
    })  # fmt: skip
    yield Put("participant", [{"principal": event.actor, "instance_id": event.instance_id}], once=True)
    yield _touched(event)


def _released(event: Event) -> Iterator[Change]:
    yield Set("task", {"id": event.body["task"]}, {
        "assignee": None, "claimed_at": None, "version": event.body["version"],
    })  # fmt: skip
    yield _touched(event)


def _attached(event: Event) -> Iterator[Change]:
    if event.body["files"]:
        yield Put("attachment", [
            {**file, "instance_id": event.instance_id, "added_by": event.actor, "added_at": event.at}
            for file in event.body["files"]
        ])  # fmt: skip


def _noted(event: Event) -> Iterator[Change]:
    """A refusal or a remark: part of the history, changes no row."""
    return iter(())


def _touched(event: Event) -> Change:
    return Set("instance", {"id": event.instance_id}, {"changed_at": event.at})


def _instance_moved(event: Event) -> Iterator[Change]:
    moved = event.body["moved"]
    values: Row = {
        "state": moved["state"], "end_state": moved["end_state"], "version": moved["version"],
        "tasks": moved["tasks"], "changed_at": event.at,
    }  # fmt: skip
    if moved["state"] != "running":
        values["ended_at"] = event.at
    if moved["numbers"]:
        values["document_number"] = moved["numbers"][-1]["text"]
    yield Set("instance", {"id": event.instance_id}, values)


def _moves(event: Event, *, urgency: str, procedure: str) -> Iterator[Change]:
    """What every movement of tokens does to tasks, inbox, timers, subscriptions, messages and numbers."""
    moved, instance_id = event.body["moved"], event.instance_id
    cancelled = [task for task, how in moved["closed"] if how != "completed"]
    for task in cancelled:
        yield Set("task", {"id": task}, {"state": "cancelled", "closed_at": event.at})
    if cancelled:
        yield Drop("inbox", [{"task_id": task} for task in cancelled])
    for task, times in moved["urged"]:
        yield Set("task", {"id": task}, {"urges": times})
    if moved["opened"]:
        yield Put("task", [_task_row(event, task, urgency) for task in moved["opened"]])
        yield Put("inbox", [
            {
                "principal": principal, "due_at": _moment(task["due_at"]) or FAR_FUTURE, "task_id": task["id"],
                "urgency_rank": urgency_rank(urgency), "procedure": procedure,
            }
            for task in moved["opened"] for principal in task["principals"]
        ])  # fmt: skip
    involved = {p for task in moved["opened"] for p in task["principals"]} | ({event.actor} - {SYSTEM})
    if involved:
        rows = [{"principal": p, "instance_id": instance_id} for p in sorted(involved)]
        yield Put("participant", rows, once=True)
    if moved["timers_closed"]:
        yield Drop("timer", [{"instance_id": instance_id, "key": key} for key in moved["timers_closed"]])
    if moved["timers"]:
        yield Put("timer", [
            {"instance_id": instance_id, "key": key, "element": element, "due_at": _moment(due), "revision": event.seq,
             "failure": None}
            for key, element, due in moved["timers"]
        ])  # fmt: skip
    if moved["subscriptions_closed"]:
        yield Drop(
            "subscription",
            [{"instance_id": instance_id, "key": key} for key in moved["subscriptions_closed"]],
        )
    if moved["subscriptions"]:
        yield Put("subscription", [
            {"instance_id": instance_id, "key": key, "kind": kind, "name": name, "correlation": correlation}
            for key, kind, name, correlation in moved["subscriptions"]
        ])  # fmt: skip
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


def _task_row(event: Event, task: Row, urgency: str) -> Row:
    return {
        "id": task["id"], "instance_id": event.instance_id, "key": task["key"], "element": task["element"],
        "name": task["name"], "lane": task["lane"], "label": task["label"], "state": "open", "version": 1,
        "candidates": task["candidates"], "principals": task["principals"], "assignee": None, "claimed_at": None,
        "created_at": event.at, "due_at": _moment(task["due_at"]), "term": task["term"],
        "follow_up_at": _moment(task["follow_up_at"]), "priority": task["priority"], "urgency": urgency, "urges": 0,
        "deputy": task["deputy"], "closed_at": None, "closed_by": None, "on_behalf_of": None,
    }  # fmt: skip


APPLIERS: dict[str, Callable[[Event], Iterator[Change]]] = {
    "instance.started": _started,
    "task.completed": _completed,
    "task.claimed": _claimed,
    "task.released": _released,
    "timer.fired": _happened,
    "message.caught": _happened,
    "instance.cancelled": _happened,
    "attachment.added": _attached,
    "action.refused": _noted,
    "incident.raised": _noted,
}
