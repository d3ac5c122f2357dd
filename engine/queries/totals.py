"""How much a database holds, and what an instance waits for next: for the demo, doctor and imports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from engine.definition import Definition
from engine.errors import Missing
from engine.queries.reader import newest
from engine.store import tables as t
from engine.store.office import Office


@dataclass(frozen=True)
class Totals:
    definitions: int
    instances: int
    events: int


@dataclass(frozen=True)
class NextTask:
    """The oldest open task of an instance, with the document as it stands."""

    id: int
    element: str
    principals: tuple[str, ...]
    document: dict[str, Any]


def totals(office: Office) -> Totals:
    with office.database.read() as connection:
        counted = (
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (t.definition, t.instance, t.history)
        )
        return Totals(*counted)


def next_task(office: Office, instance_id: int) -> NextTask | None:
    """None when the instance waits for no person."""
    task, document = t.task.c, t.document.c
    with office.database.read() as connection:
        row = connection.execute(
            select(task.id, task.element, task.principals, document.content)
            .join(t.document, document.instance_id == task.instance_id)
            .where(task.instance_id == instance_id, task.state == "open")
            .order_by(task.id)
            .limit(1)
        ).one_or_none()
    return None if row is None else NextTask(row.id, row.element, tuple(row.principals), row.content)


def newest_definition(office: Office, procedure: str) -> Definition:
    """The version that new instances start on; raises Missing."""
    d = t.definition.c
    with office.database.read() as connection:
        found = connection.execute(
            select(d.id).where(d.procedure == procedure).order_by(d.version.desc()).limit(1)
        ).scalar_one_or_none()
        if found is None:
            raise Missing("no_procedure", "没有这项已发布的流程。", "There is no such published procedure.")
        return office.definition(connection, found)


def newest_definitions(office: Office) -> list[Definition]:
    """The newest version of every procedure."""
    with office.database.read() as connection:
        return [office.definition(connection, row.id) for row in newest(connection)]
