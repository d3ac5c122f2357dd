"""The books of one matter as history tells them: tasks, document, numbers, requests, readings, who did what."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

PER_MATTER = 2**20  # a task's id is its matter's times this, and its place


@dataclass
class Task:
    """`state`: open, held, completed, returned, withdrawn or cancelled. Dues are UTC ISO texts."""

    id: int
    key: str
    element: str
    name: str
    label: str
    candidates: list[str]
    principals: list[str]
    due_at: str | None
    term: str
    deputy: str
    box: str
    variables: dict[str, Any]
    created_at: datetime
    role: str = "main"
    parent: int | None = None
    asked_by: str | None = None
    state: str = "open"
    version: int = 1
    assignee: str | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    for_whom: str | None = None
    answers: dict[str, Any] = field(default_factory=dict)
    urges: int = 0
    done_seq: int = 0

    @property
    def is_main(self) -> bool:
        return self.role == "main"


@dataclass
class Line:
    """A line of the 处理笺."""

    person: str
    kind: str
    step: str
    element: str
    task: int
    confirmed: bool = False


@dataclass
class Matter:
    """What is true of the matter before the next event."""

    id: int
    number: str
    urgency: str
    title: str
    starter: str
    unit: str
    started_at: datetime
    due_at: str | None
    term: str
    counted_from: datetime | None
    document: dict[str, Any]
    state: str = "running"
    hold: str = ""
    held_at: datetime | None = None
    held_by: str | None = None
    version: int = 0
    count: int = 0
    tasks: dict[int, Task] = field(default_factory=dict)
    lines: dict[int, Line] = field(default_factory=dict)
    requests: dict[int, dict[str, Any]] = field(default_factory=dict)
    readings: dict[int, dict[str, Any]] = field(default_factory=dict)
    numbers: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: set[int] = field(default_factory=set)
    participants: set[str] = field(default_factory=set)
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    completions: dict[int, dict[str, Any]] = field(default_factory=dict)  # body of the event that completed a task
    kept: dict[int, dict[str, Any]] = field(default_factory=dict)  # what an answer that waits for others routes by
    added_rounds: dict[int, str] = field(default_factory=dict)  # task of an added round -> who added it

    def by_key(self, key: str) -> Task | None:
        """The main task that is open or held under this key."""
        return next((one for one in self.tasks.values() if one.key == key and one.state in ("open", "held")), None)

    def children(self, parents: set[int]) -> list[Task]:
        """Open tasks beside the diagram that hang on these."""
        return [one for one in self.tasks.values() if one.parent in parents and one.state == "open"]

    def done_by(self, key: str = "") -> dict[str, set[str]]:
        """Step -> who completed it, stand-ins and principals alike; not in rounds beside the task with this key."""
        found: dict[str, set[str]] = {"start": {self.starter}}
        for task in self.tasks.values():
            if task.is_main and task.state == "completed" and not (key and beside(task.key, key)):
                found.setdefault(task.element, set()).update({task.closed_by or "", task.for_whom or ""} - {""})
        return found

    def done_steps(self) -> list[str]:
        """Elements of completed main tasks."""
        return [one.element for one in self.tasks.values() if one.is_main and one.state == "completed"]


def beside(one: str, other: str) -> bool:
    """Whether two keys stand in different rounds of one loop."""
    for a, b in zip(one.split("/"), other.split("/"), strict=False):
        if a != b:
            return a.startswith("[") and b.startswith("[")
    return False
