"""What history says stands open: tasks with their dues as they were moved, timers, whether the clocks stood still."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.instance.reexecution import Recorded

HOLDS = frozenset({"instance.paused", "instance.suspended"})


@dataclass
class Task:
    """A recorded task; `due` moves with extensions and holds, `first_due` is what it was opened with."""

    id: int
    key: str
    element: str
    label: str
    due: datetime | None
    first_due: datetime | None


class Record:
    """Follows the events of one matter, as they were recorded."""

    def __init__(self) -> None:
        self.tasks: dict[str, Task] = {}
        self.timers: dict[str, datetime] = {}
        self.held = False
        self.state = "running"

    def shift(self, task: Task) -> float:
        """By how many seconds its due was moved since it opened."""
        if task.due is None or task.first_due is None:
            return 0.0
        return (task.due - task.first_due).total_seconds()

    def take(self, event: Recorded) -> None:
        """Apply one event, after the draft has been given it."""
        body = event.body
        if event.kind in HOLDS:
            self.held = True
        elif event.kind == "instance.resumed":
            self.held = False
        for change in body.get("dues", ()):
            self._moved(change)
        moved = body.get("moved")
        if moved is None:
            return
        self.state = moved["state"]
        closed = {id for id, _ in moved["closed"]} | {body.get("task")}
        if event.kind in ("task.completed", "signer.answered", "task.returned", "signer.removed"):
            self.tasks.pop(str(body.get("key")), None)
        self.tasks = {key: task for key, task in self.tasks.items() if task.id not in closed}
        for opened in moved["opened"]:
            if opened.get("role", "main") == "main":
                due = _moment(opened["due_at"])
                self.tasks[opened["key"]] = Task(
                    opened["id"], opened["key"], opened["element"], opened["label"], due, due
                )
        for key in moved["timers_closed"]:
            self.timers.pop(key, None)
        for key, _, due in moved["timers"]:
            self.timers[key] = datetime.fromisoformat(due)
        for key, due in moved.get("timers_moved", ()):
            self.timers[key] = datetime.fromisoformat(due)

    def _moved(self, change: Mapping[str, Any]) -> None:
        for task in self.tasks.values():
            if str(task.id) == str(change["subject"]):
                task.due = _moment(change["new"])


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
