"""上一件 and 下一件: where a task stands among the reader's open ones."""

from __future__ import annotations

from engine.queries.cursor import Filters
from engine.queries.inbox import keys_of
from engine.queries.reader import Reader, reading
from engine.queries.sources import TODO, View
from engine.store.office import Office

FAR = 200  # tasks looked through


def neighbours_of(reader: Reader, task_id: int, view: View = TODO) -> tuple[int | None, int | None]:
    """The tasks before and after it in the list; (None, None) when it is not near the top."""
    tasks = [key[2] for key in keys_of(reader, Filters(), reader.now, None, FAR, view)][:FAR]
    if task_id not in tasks:
        return None, None
    place = tasks.index(task_id)
    return tasks[place - 1] if place else None, tasks[place + 1] if place + 1 < len(tasks) else None


def first_task(office: Office, person: str) -> int | None:
    """The task on top of the person's 待办."""
    with reading(office, person) as reader:
        return next((key[2] for key in keys_of(reader, Filters(), reader.now, None, 1)), None)
