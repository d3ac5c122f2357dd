"""Notices of an event: put into the outbox in the transaction of the event, delivered by the jobs afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from engine.history import Event
from engine.store import tables as t
from engine.store.columns import urgency_rank
from engine.store.jobs import wake

NOTHING: dict[str, list[Any]] = {"notices": [], "opened": [], "timers": []}


def put_notices(connection: Connection, url: str, event: Event) -> None:
    """Queue what the diagram sends and, for urgent matters, every new task; ask for a look at timers and outbox."""
    moved = event.body.get("moved", NOTHING)
    urgent = urgency_rank(event.body["urgency"]) >= 2
    rows = [
        _row(event, f"{n['kind']}-{event.seq}-{i}", n["kind"], n["to"], n["task"], n["text"], urgent)
        for i, n in enumerate([*moved["notices"], *event.body.get("notices", [])])
    ]
    if urgent:
        rows += [
            _row(event, f"task-{task['id']}-{person}", "task", person, task["id"], _asked(event, task), urgent)
            for task in [*moved["opened"], *event.body.get("inserted", [])]
            for person in task["people"]
        ]
    if rows:
        connection.execute(t.outbox.insert(), rows)
    wake(
        url,
        connection,
        timers=[
            datetime.fromisoformat(due)
            for due in [*(due for _, _, due in moved["timers"]), *(due for _, due in moved.get("timers_moved", []))]
        ],
        notices=f"{event.instance_id}-{event.seq}" if rows or moved.get("messages") else None,
    )


def _asked(event: Event, task: dict[str, Any]) -> str:
    return f"{event.body['urgency']}:请办理“{task['name']}”。"


def _row(event: Event, key: str, kind: str, person: str, task: int | None, text: str, urgent: bool) -> dict[str, Any]:
    return {
        "key": f"{event.instance_id}-{key}", "kind": kind, "recipient": person, "instance_id": event.instance_id,
        "task_id": task, "urgent": urgent, "text": text, "created_at": event.at, "not_before": event.at,
        "attempts": 0, "sent_at": None, "read_at": None, "failure": None,
    }  # fmt: skip
