"""The instance row under lock, read in one statement with all a command needs; and its tasks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from engine.store import tables as t
from engine.task import Task


@dataclass
class Locked:
    """An instance row under lock, with its document."""

    id: int
    number: str
    definition_id: int
    procedure: str
    title: str
    urgency: str
    state: str
    starter: str
    starter_unit: str
    started_at: datetime
    due_at: datetime | None
    term: str
    counted_from: datetime | None
    hold: str
    held_at: datetime | None
    held_by: str | None
    document_number: str | None
    version: int
    events: int
    head: bytes
    tasks: int
    document: dict[str, Any]


IN_FORCE = ("organization", "calendar")
LOCK = (
    select(
        *(t.instance.c[name] for name in Locked.__dataclass_fields__ if name != "document"),
        t.document.c.content.label("document"),
        *(select(t.setting.c.value).where(t.setting.c.key == kind).scalar_subquery().label(kind) for kind in IN_FORCE),
    )
    .join(t.document, t.document.c.instance_id == t.instance.c.id)
    .where(t.instance.c.id == bindparam("instance_id"))
    .with_for_update(of=(t.instance, t.document))  # both, else PostgreSQL hands out the document of before the wait
)
TASK = select(*(t.task.c[name] for name in Task.__dataclass_fields__)).where(
    t.task.c.instance_id == bindparam("instance_id"), t.task.c.id == bindparam("id")
)
TASKS = select(t.task.c.key, t.task.c.id).where(  # keys are used once; those that wait are open or held
    t.task.c.instance_id == bindparam("instance_id"),
    t.task.c.key.in_(bindparam("keys", expanding=True)),
    t.task.c.state.in_(("open", "held")),
)
CHILDREN = select(t.task.c.id, t.task.c.role, t.task.c.parent).where(
    t.task.c.instance_id == bindparam("instance_id"),
    t.task.c.parent.in_(bindparam("parents", expanding=True)),
    t.task.c.state == "open",
)
DONE_STEPS = (
    select(t.task.c.element)
    .where(t.task.c.instance_id == bindparam("instance_id"), t.task.c.state == "completed", t.task.c.role == "main")
    .order_by(t.task.c.closed_at.desc(), t.task.c.id.desc())
)
PARTICIPANTS = select(t.participant.c.principal).where(t.participant.c.instance_id == bindparam("instance_id"))
DONE = select(t.task.c.key, t.task.c.element, t.task.c.closed_by, t.task.c.on_behalf_of).where(
    t.task.c.instance_id == bindparam("instance_id"), t.task.c.state == "completed", t.task.c.role == "main"
)
