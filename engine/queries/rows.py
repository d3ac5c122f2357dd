"""One line of a list, the same for every box."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from engine.organization import Light
from engine.queries.reader import Reader
from engine.store import tables as t

NAMES_SHOWN = 3
URGENCIES = ("特急", "加急", "平件")


@dataclass(frozen=True)
class InboxRow:
    """a line; `at` is when it came, was done, started or saved, `who` the starter or the holders."""

    instance_id: int | None
    task_id: int | None
    number: str
    document_number: str
    title: str
    procedure: str
    procedure_name: str
    step: str
    label: str
    urgency: str
    urgency_rank: int
    who: str
    who_unit: str
    at: datetime
    due_at: datetime | None
    light: Light | None
    unread: bool = False
    claimed: bool = False
    on_behalf_of: str = ""
    urges: int = 0
    attachments: int = 0
    draft_id: int | None = None
    role: str = "main"  # of the task: main, or how it was inserted
    hold: str = ""  # "" | paused | suspended
    words: str = ""  # what the sender of a reading said


@dataclass(frozen=True)
class InboxPage:
    """One page of a box; `total` is capped (None: as many as the box has), `next` the cursor
    of the following page or ""."""

    rows: tuple[InboxRow, ...]
    next: str
    total: int | None
    procedures: tuple[tuple[str, str], ...]
    urgencies: tuple[str, ...] = URGENCIES


def open_tasks(reader: Reader, instances: Collection[int]) -> dict[int, list[Any]]:
    """The open tasks of these instances, oldest first."""
    found: dict[int, list[Any]] = {}
    if instances:
        rows = reader.connection.execute(
            select(
                t.task.c.id,
                t.task.c.instance_id,
                t.task.c.name,
                t.task.c.label,
                t.task.c.principals,
                t.task.c.assignee,
                t.task.c.due_at,
                t.task.c.term,
                t.task.c.created_at,
                t.task.c.element,
                t.task.c.key,
                t.task.c.urges,
                t.task.c.role,
                t.task.c.parent,
                t.task.c.asked_by,
                t.task.c.opened_at,
                t.task.c.state,
            )
            .where(t.task.c.instance_id.in_(list(instances)), t.task.c.state == "open")
            .order_by(t.task.c.id)
        )
        for row in rows:
            found.setdefault(row.instance_id, []).append(row)
    return found


def attachment_counts(reader: Reader, instances: Collection[int]) -> dict[int, int]:
    if not instances:
        return {}
    rows = reader.connection.execute(
        select(t.attachment.c.instance_id, func.count().label("n"))
        .where(t.attachment.c.instance_id.in_(list(instances)))
        .group_by(t.attachment.c.instance_id)
    )
    return {row.instance_id: row.n for row in rows}


def people_of(reader: Reader, task: Any) -> list[str]:
    """Who an open task waits for: whoever signed for it, else everybody it was given to, by rank."""
    if task.assignee:
        return [task.assignee]
    holders = {p for principal in task.principals for p in reader.organization.holders(principal, reader.today)}
    return reader.organization.in_rank(holders)


def names_of(reader: Reader, tasks: Sequence[Any]) -> str:
    """The holders of several tasks in a few words: 林长青、农有余等5人."""
    people = list(dict.fromkeys(p for task in tasks for p in people_of(reader, task)))
    names = "、".join(reader.name(p) for p in people[:NAMES_SHOWN])
    return f"{names}等{len(people)}人" if len(people) > NAMES_SHOWN else names


def procedures_of(reader: Reader) -> tuple[tuple[str, str], ...]:
    """Key and newest name of every published procedure."""
    rows = reader.connection.execute(
        select(t.definition.c.procedure, t.definition.c.name).order_by(t.definition.c.procedure, t.definition.c.version)
    )
    return tuple({row.procedure: row.name for row in rows}.items())
