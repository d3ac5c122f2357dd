"""What waits at this moment, for whoever plays an office on a simulated clock: tasks, timers, messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from engine.store import tables as t
from engine.store.office import Office


@dataclass(frozen=True)
class WaitingTask:
    """A task that is not closed, with its matter as it stands."""

    id: int
    instance_id: int
    element: str
    name: str
    label: str
    state: str  # open | held
    role: str
    principals: tuple[str, ...]
    assignee: str | None
    opened_at: datetime | None
    created_at: datetime
    due_at: datetime | None
    urges: int
    deputy: str
    variables: dict[str, Any]
    procedure: str
    definition_id: int
    hold: str
    starter: str
    starter_unit: str
    number: str
    document: dict[str, Any]


@dataclass(frozen=True)
class Arrived:
    """A task that has just come into somebody's inbox."""

    id: int
    element: str
    due_at: datetime | None
    procedure: str


_I, _T = t.instance.c, t.task.c
_ARRIVED = (
    select(_T.id, _T.element, _T.due_at, _I.procedure)
    .join(t.instance, _I.id == _T.instance_id)
    .where(_T.id.in_(bindparam("tasks", expanding=True)), _T.state.in_(("open", "held")))
    .order_by(_T.id)
)
_WAITING = (
    select(
        _T.id, _T.instance_id, _T.element, _T.name, _T.label, _T.state, _T.role, _T.principals, _T.assignee,
        _T.opened_at, _T.created_at, _T.due_at, _T.urges, _T.deputy, _T.variables, _I.procedure, _I.definition_id,
        _I.hold, _I.starter, _I.starter_unit, _I.number, t.document.c.content.label("document"),
    )
    .join(t.instance, _I.id == _T.instance_id)
    .join(t.document, t.document.c.instance_id == _T.instance_id)
    .where(_T.id == bindparam("task_id"), _T.state.in_(("open", "held")))
)  # fmt: skip
_OPENED = select(_T.id).where(
    _T.instance_id == bindparam("instance_id"), _T.state == "open", _T.created_at >= bindparam("since")
).order_by(_T.id)  # fmt: skip
_CLOCK = select(
    select(func.min(t.timer.c.due_at))
    .join(t.instance, _I.id == t.timer.c.instance_id)
    .where(t.timer.c.failure.is_(None), _I.hold == "")
    .scalar_subquery()
    .label("due"),
    select(func.count())
    .where(t.message.c.receiver.is_(None), t.message.c.received_at.is_(None))
    .scalar_subquery()
    .label("sent"),
)
_DUE = (
    select(t.timer.c.instance_id)
    .distinct()
    .join(t.instance, _I.id == t.timer.c.instance_id)
    .where(t.timer.c.failure.is_(None), t.timer.c.due_at <= bindparam("now"), _I.hold == "")
    .order_by(t.timer.c.instance_id)
)
_RECEIVERS = select(t.message.c.receiver).where(t.message.c.received_at >= bindparam("since")).order_by(
    t.message.c.receiver
)  # fmt: skip


def waiting_task(office: Office, task_id: int) -> WaitingTask | None:
    """None when the task is closed."""
    with office.database.read() as connection:
        row = connection.execute(_WAITING, {"task_id": task_id}).one_or_none()
    return None if row is None else WaitingTask(**{**row._mapping, "principals": tuple(row.principals)})


def arrived(office: Office, tasks: Sequence[int]) -> list[Arrived]:
    """Those of the tasks that are not closed again, in the order in which they began."""
    if not tasks:
        return []
    with office.database.read() as connection:
        return [Arrived(*row) for row in connection.execute(_ARRIVED, {"tasks": list(tasks)})]


def opened_since(office: Office, instance_id: int, since: datetime) -> list[int]:
    """Open tasks of a matter that began at this moment or later."""
    with office.database.read() as connection:
        return list(connection.execute(_OPENED, {"instance_id": instance_id, "since": since}).scalars())


def clockwork(office: Office) -> tuple[datetime | None, int]:
    """When the earliest timer falls due, and how many messages nobody has taken yet."""
    with office.database.read() as connection:
        due, sent = connection.execute(_CLOCK).one()
    return due, sent


def matters_with_due_timers(office: Office) -> list[int]:
    with office.database.read() as connection:
        return list(connection.execute(_DUE, {"now": office.now()}).scalars())


def receivers_since(office: Office, since: datetime) -> list[int]:
    """Matters that took a message at this moment or later."""
    with office.database.read() as connection:
        return list(connection.execute(_RECEIVERS, {"since": since}).scalars())


def starter_of(office: Office, instance_id: int) -> str:
    with office.database.read() as connection:
        return str(connection.execute(select(_I.starter).where(_I.id == instance_id)).scalar_one())


def running_matters(office: Office) -> list[tuple[int, str]]:
    """(id, starter) of every running matter, the newest first."""
    with office.database.read() as connection:
        rows = connection.execute(select(_I.id, _I.starter).where(_I.state == "running").order_by(_I.id.desc()))
        return [(row.id, row.starter) for row in rows]
