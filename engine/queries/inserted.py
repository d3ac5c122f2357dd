"""What somebody was asked beside the diagram: 加签, 委派, or a request to decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine.history import opened
from engine.queries.case import Matter
from engine.store import tables as t
from engine.task import Task

ASKING = ("signer.added", "task.answered", "task.delegated")


@dataclass(frozen=True)
class Request:
    """An extension (`old` to `new` by `days`) or a transfer (to `to`), with its reason; `subject` task | instance."""

    kind: str
    reason: str
    asked_by: str
    asked_at: datetime
    days: int = 0
    old: datetime | None = None
    new: datetime | None = None
    subject: str = ""
    to: str = ""


@dataclass(frozen=True)
class Inserted:
    """An inserted task: whose task it belongs to, what was said when it was asked, the request it decides."""

    role: str
    main_step: str
    asked_by: str
    words: str
    request: Request | None


def inserted_of(matter: Matter, task: Task) -> Inserted | None:
    """None for a main task."""
    if task.is_main:
        return None
    reader = matter.reader
    main = reader.connection.execute(select(t.task.c.name).where(t.task.c.id == task.parent)).one()
    request = request_of(matter, task.id) if task.role == "request" else None
    asker = reader.name(task.asked_by or "")
    return Inserted(task.role, main.name, asker, "" if request else _words(matter, task.id), request)


def request_of(matter: Matter, task_id: int) -> Request | None:
    """The request a task decides."""
    row = matter.reader.connection.execute(select(t.request).where(t.request.c.task_id == task_id)).one_or_none()
    if row is None:
        return None
    content: Mapping[str, Any] = row.content
    return Request(
        row.kind,
        str(content.get("reason", "")),
        matter.reader.name(row.asked_by),
        row.asked_at,
        int(content.get("days", 0)),
        _moment(content.get("old")),
        _moment(content.get("new")),
        str(content.get("moves", "")),
        matter.reader.name(str(content.get("to", ""))),
    )


def _words(matter: Matter, task_id: int) -> str:
    """What was said by the event that inserted the task."""
    h = t.history.c
    rows = matter.reader.connection.execute(
        select(h.body, h.sealed).where(h.instance_id == matter.row.id, h.kind.in_(ASKING)).order_by(h.seq.desc())
    )
    for row in rows:
        body = opened(row.body, row.sealed)
        if any(one["id"] == task_id for one in body.get("inserted", [])):
            return str(body.get("words") or body.get("opinion") or "")
    return ""


def _moment(text: Any) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else None
