"""How many lie in each box, counted to a cap so that a full box costs no more than a small one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select, union

from engine.queries.cursor import Filters
from engine.queries.past import done_parts, started_rows
from engine.queries.reader import Reader, reading
from engine.queries.sources import Shape, parameters_of, shape_of, source_rows
from engine.store import tables as t
from engine.store.office import Office

CAP = 1000  # a greater count means "more than 1000"


@dataclass(frozen=True)
class Counts:
    """One person's boxes; each at most CAP + 1."""

    todo: int
    done: int
    started: int
    drafts: int

    def __contains__(self, box: str) -> bool:
        return box in self.__dataclass_fields__

    def __getitem__(self, box: str) -> int:
        return int(getattr(self, box))


def count_boxes(office: Office, person: str) -> Counts:
    with reading(office, person) as reader:
        return counts_of(reader)


def counts_of(reader: Reader) -> Counts:
    drafts = select(t.draft.c.id).where(t.draft.c.person == reader.person)
    return Counts(
        todo=count_todo(reader, Filters()),
        done=count_done(reader, Filters()),
        started=capped(reader, started_rows(reader, Filters(), t.instance.c.id)),
        drafts=capped(reader, drafts),
    )


def count_todo(reader: Reader, asked: Filters) -> int:
    statement = _todo(shape_of(reader, asked))
    return int(reader.connection.execute(statement, {**parameters_of(reader, asked), "cap": CAP + 1}).scalar_one())


@lru_cache(maxsize=256)
def _todo(shape: Shape) -> Select[Any]:
    """Tasks, each once; what one principal brings is counted to the cap before the union."""
    parts = [
        select(source_rows(shape, n, t.inbox.c.task_id).limit(bindparam("cap")).subquery())
        for n in range(len(shape.sources))
    ]
    tasks = select(union(*parts).subquery()).limit(bindparam("cap")).subquery()
    return select(func.count()).select_from(tasks)


def count_done(reader: Reader, asked: Filters) -> int:
    parts = [select(part.limit(CAP + 1).subquery()) for part in done_parts(reader, asked, t.task.c.id)]
    return capped(reader, select(union(*parts).subquery()))


def capped(reader: Reader, rows: Select[Any]) -> int:
    """The number of rows, or CAP + 1 when there are more."""
    counted = select(func.count()).select_from(rows.limit(CAP + 1).subquery())
    return int(reader.connection.execute(counted).scalar_one())
