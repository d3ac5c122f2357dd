"""Live tokens from the snapshot, and from history alone when the snapshot is missing, old or not what history says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, select

from engine.bpmn import Execution, digest
from engine.definition import Definition
from engine.errors import Missing, Refused
from engine.history import incomplete, opened
from engine.instance.reexecution import Recorded, References, reexecute
from engine.store import tables as t

if TYPE_CHECKING:
    from engine.store.office import Office


def restore_execution(office: Office, connection: Connection, instance: Any) -> Execution:
    """The execution of a locked instance row (id, version, definition_id)."""
    row = connection.execute(
        select(t.snapshot.c.version, t.snapshot.c.state, t.history.c.body, t.history.c.sealed)
        .join(
            t.history,
            (t.history.c.instance_id == t.snapshot.c.instance_id) & (t.history.c.seq == t.snapshot.c.seq),
        )
        .where(t.snapshot.c.instance_id == instance.id)
    ).one_or_none()
    if row is not None and row.version == instance.version and row.body:
        promised = opened(row.body, row.sealed)["moved"]["snapshot"]
        try:
            if digest(row.state) == promised:
                return office.definition(connection, instance.definition_id).restore(row.state)
        except Refused:
            pass  # damaged, or of another codec version: history rebuilds it
    return rebuild_execution(office, connection, instance.id)


def rebuild_execution(office: Office, connection: Connection, instance_id: int) -> Execution:
    """Re-execute the whole history; raises Refused when it does not run as recorded."""
    execution = None
    for step in reexecute(recorded(connection, instance_id), references(office, connection)):
        if step.difference is not None:
            raise Refused(
                "history_differs",
                f"第{step.event.seq}条历史无法重新执行,请联系管理员。",
                f"Event {step.event.seq} does not re-execute: {step.difference}.",
            )
        execution = step.execution
    if execution is None:
        raise Missing("no_history", "没有历史记录。", "There is no history.")
    return execution


def recorded(connection: Connection, instance_id: int) -> list[Recorded]:
    """An instance's events in order."""
    h = t.history.c
    rows = connection.execute(
        select(h.seq, h.kind, h.at, h.body, h.sealed).where(h.instance_id == instance_id).order_by(h.seq)
    )
    return [
        Recorded(row.seq, row.kind, row.at, opened(row.body, row.sealed), incomplete(row.body, row.sealed))
        for row in rows
    ]


def references(office: Office, connection: Connection) -> References:
    def definition(hash: str) -> Definition:
        d = t.definition.c  # versions of one hash are one content, so any of them will do
        id = connection.execute(select(func.min(d.id)).where(d.hash == hash)).scalar_one()
        if id is None:
            raise Missing("no_definition", "没有找到该流程版本。", "There is no such definition.")
        return office.definition(connection, id)

    return References(
        definition,
        lambda fingerprint: office.calendar(connection, fingerprint),
        lambda fingerprint: office.organization(connection, fingerprint),
    )
