"""What a person just did and where the matter is now, for the line above the inbox."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from engine.errors import NotYours
from engine.queries.masking import veil_of
from engine.queries.reader import reading
from engine.queries.rows import open_tasks, people_of
from engine.queries.visibility import visible_instance
from engine.store import tables as t
from engine.store.office import Office


@dataclass(frozen=True)
class Completed:
    """`now` holds "step(people)" for each task open at present; `step` is "" for a start."""

    instance_id: int
    number: str
    title: str
    step: str
    state: str
    end_state: str
    now: tuple[str, ...]


def completed(office: Office, person: str, instance_id: int, task_id: int | None = None) -> Completed:
    """The line for a completed task, or for a started instance when no task is given."""
    with reading(office, person) as reader:
        row = visible_instance(reader, instance_id)
        step = ""
        if task_id is not None:
            task = reader.connection.execute(
                select(t.task.c.name).where(t.task.c.id == task_id, t.task.c.instance_id == instance_id)
            ).one_or_none()
            if task is None:
                raise NotYours()
            step = task.name
        now = tuple(
            f"{task.label or task.name}（{'、'.join(reader.name(p) for p in people_of(reader, task)[:3])}）"
            for task in open_tasks(reader, [instance_id]).get(instance_id, [])
        )
        done = Completed(instance_id, row.number, row.title, step, row.state, row.end_state or "", now)
        return veil_of(reader, reader.definition(row.definition_id), row.content).over(done)
