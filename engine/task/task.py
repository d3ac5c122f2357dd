"""A human task as the rules see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


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
    role: str = "main"
    parent: int | None = None
    asked_by: str | None = None
    opened_at: datetime | None = None
    term: str = ""
    box: str = "todo"
    variables: Mapping[str, Any] = field(default_factory=dict)
    on_behalf_of: str | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    back: str | None = None
    candidates: tuple[str, ...] = ()
    claimed_at: datetime | None = None

    @property
    def is_main(self) -> bool:
        return self.role == "main"
