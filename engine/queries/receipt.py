"""What a person just did, where the matter is now, and whether it can still be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from engine.errors import NotYours, Refused
from engine.history import opened
from engine.organization import may
from engine.queries.case import Matter, task_of
from engine.queries.masking import veil_of
from engine.queries.reader import reading
from engine.queries.rows import open_tasks, people_of
from engine.queries.visibility import visible_instance
from engine.store import tables as t
from engine.store.office import Office
from engine.task import Task, impossible, refuse_others, refuse_seen, round_of


@dataclass(frozen=True)
class Completed:
    """`now` holds "step(people)" for each task open at present; `step` is "" for a start. `how` is the task's
    state now. `undo`: the reader may take it back; else `late` says why not."""

    instance_id: int
    number: str
    title: str
    step: str
    state: str
    end_state: str
    now: tuple[str, ...]
    task_id: int | None = None
    how: str = ""
    undo: bool = False
    late: Refused | None = None


def completed(office: Office, person: str, instance_id: int, task_id: int | None = None) -> Completed:
    """The line for a completed task, or for a started instance when no task is given."""
    with reading(office, person) as reader:
        row = visible_instance(reader, instance_id)
        task = _task(reader.connection, instance_id, task_id) if task_id is not None else None
        now = tuple(
            f"{task.label or task.name}（{'、'.join(reader.name(p) for p in people_of(reader, task)[:3])}）"
            for task in open_tasks(reader, [instance_id]).get(instance_id, [])
        )
        matter = Matter(reader, row, reader.definition(row.definition_id))
        late = late_to_undo(matter, task) if task is not None else None
        mine = task is not None and task.closed_by == person and task.state == "completed" and task.is_main
        told = Completed(
            instance_id,
            row.number,
            row.title,
            task.name if task else "",
            row.state,
            row.end_state or "",
            now,
            task.id if task else None,
            task.state if task else "",
            mine and late is None,
            late if mine else None,
        )
        return veil_of(reader, matter.definition, row.content).over(told)


def late_to_undo(matter: Matter, task: Task) -> Refused | None:
    """Why the reader cannot take back a step he completed; the action asks the same again."""
    reader = matter.reader
    if not task.is_main or task.closed_by != reader.person or task.state != "completed":
        return NotYours()
    if not may(reader.organization, reader.person, "task.withdraw", reader.now, matter.thing):
        return NotYours()
    if not matter.running or matter.row.hold:
        return matter.held_up() or impossible()
    done = _completion(matter, task)
    if done is None:
        return impossible()
    try:
        refuse_seen(done, *_opened(matter, done))
        if round_of(task) is None:
            refuse_others(matter.execution.preview("withdraw", task.key.rpartition("/")[0], task.element), done)
    except Refused as refused:
        return refused
    return None


def _task(connection: Any, instance_id: int, task_id: int) -> Task:
    row = connection.execute(
        select(*(t.task.c[name] for name in Task.__dataclass_fields__)).where(
            t.task.c.id == task_id, t.task.c.instance_id == instance_id
        )
    ).one_or_none()
    if row is None:
        raise NotYours()
    return task_of(row)


def _completion(matter: Matter, task: Task) -> dict[str, Any] | None:
    """The body of the event that completed the task."""
    h = t.history.c
    rows = matter.reader.connection.execute(
        select(h.body, h.sealed)
        .where(h.instance_id == task.instance_id, h.actor == task.closed_by, h.kind == "task.completed")
        .order_by(h.seq.desc())
    )
    bodies = (opened(row.body, row.sealed) for row in rows if row.body)
    return next((body for body in bodies if body["task"] == task.id), None)


def _opened(matter: Matter, done: dict[str, Any]) -> tuple[list[Any], set[int]]:
    task, ids = t.task.c, [task["id"] for task in done["moved"]["opened"]]
    wanted = select(task.id, task.state, task.opened_at, task.assignee, task.closed_by, task.name, task.asked_by)
    rows = list(matter.reader.connection.execute(wanted.where(task.id.in_(ids)))) if ids else []
    return rows, {child.parent for child in matter.children(ids)}
