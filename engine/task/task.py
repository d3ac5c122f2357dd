"""A human task as the rules see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Task:
    """One row of the task table; moments are UTC."""

    id: int
    instance_id: int
    key: str
    element: str
    name: str
    label: str
    state: str
    version: int
    principals: tuple[str, ...]
    assignee: str | None
    due_at: datetime | None
    created_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    urges: int
    deputy: str
