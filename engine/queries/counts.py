"""How many lie in each box, counted to a cap so that a full box costs no more than a small one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, ScalarSelect, Select, bindparam, func, literal, select, union

from engine.queries.cursor import Filters
from engine.queries.past import acted_for, done_parts, finished, given, given_since
from engine.queries.reader import Reader, reading
from engine.queries.sources import ACTING, OVERDUE, SIGN, TODO, Shape, View, parameters_of, shape_of, source_rows
from engine.store import tables as t
from engine.store.office import Office

CAP = 1000  # a greater count means "more than 1000"


@dataclass(frozen=True)
class Counts:
    """One person's boxes; each at most CAP + 1. `notices` are those not yet read."""

    todo: int
    sign: int
    unread: int
    overdue: int
    acting: int
    done: int
    read: int
    closed: int
    started: int
    drafts: int
    followed: int
    copied: int
    notices: int

    def __contains__(self, box: str) -> bool:
        return box in self.__dataclass_fields__

    def __getitem__(self, box: str) -> int:
        return int(getattr(self, box))


def count_boxes(office: Office, person: str) -> Counts:
    with reading(office, person) as reader:
        return counts_of(reader)


def counts_of(reader: Reader) -> Counts:
    """All of them by one statement."""
    shape = shape_of(reader, Filters())
    values = {
        **parameters_of(reader, Filters()), "cap": CAP + 1, "person": reader.person,
        "stand_ins": acted_for(reader), "since": given_since(reader),
    }  # fmt: skip
    return Counts(**reader.connection.execute(_everything(shape.sources), values).one()._mapping)


@lru_cache(maxsize=64)
def _everything(sources: tuple[tuple[bool, bool], ...]) -> Select[Any]:
    def tasks(view: View) -> ScalarSelect[Any]:
        shape = Shape(sources, False, False, False, view)
        return _tasks(shape).scalar_subquery() if shape.places else select(literal(0)).scalar_subquery()

    me: BindParameter[str] = bindparam("person")
    i, r, task = t.instance.c, t.reading.c, t.task.c
    mine = r.person == me
    done = union(
        select(task.id).where(task.closed_by == me, finished()).limit(bindparam("cap")).subquery().select(),
        select(task.id)
        .where(task.closed_by.in_(bindparam("stand_ins", expanding=True)), task.on_behalf_of == me, finished())
        .limit(bindparam("cap"))
        .subquery()
        .select(),
        given(me, bindparam("since")).limit(bindparam("cap")).subquery().select(),
    ).subquery()
    ended = select(i.id).join(t.participant, t.participant.c.instance_id == i.id)
    counted = {
        "todo": tasks(TODO),
        "sign": tasks(SIGN),
        "overdue": tasks(OVERDUE),
        "acting": tasks(ACTING),
        "unread": _upto(select(r.n).where(mine, r.read_at.is_(None))),
        "read": _upto(select(r.n).where(mine, r.read_at.is_not(None))),
        "copied": _upto(select(r.n).where(mine, r.kind == "抄送")),
        "done": _upto(select(done.c.id)),
        "started": _upto(select(i.id).where(i.starter == me)),
        "closed": _upto(ended.where(t.participant.c.principal == me, i.state != "running")),
        "drafts": _upto(select(t.draft.c.id).where(t.draft.c.person == me)),
        "followed": _upto(select(t.follow.c.instance_id).where(t.follow.c.person == me)),
        "notices": _upto(select(t.outbox.c.id).where(t.outbox.c.recipient == me, t.outbox.c.read_at.is_(None))),
    }
    return select(*(count.label(name) for name, count in counted.items()))


def _upto(rows: Select[Any]) -> ScalarSelect[Any]:
    return select(func.count()).select_from(rows.limit(bindparam("cap")).subquery()).scalar_subquery()


def count_todo(reader: Reader, asked: Filters, view: View = TODO) -> int:
    shape = shape_of(reader, asked, view)
    if not shape.places:
        return 0
    values = {**parameters_of(reader, asked), "cap": CAP + 1}
    return int(reader.connection.execute(_tasks(shape), values).scalar_one())


@lru_cache(maxsize=256)
def _tasks(shape: Shape) -> Select[Any]:
    """Tasks, each once; what one principal brings is counted to the cap before the union."""
    parts = [
        select(source_rows(shape, n, t.inbox.c.task_id).limit(bindparam("cap")).subquery()) for n in shape.places
    ]
    tasks = select(union(*parts).subquery()).limit(bindparam("cap")).subquery()
    return select(func.count()).select_from(tasks)


def count_done(reader: Reader, asked: Filters, *, for_me: bool = False) -> int:
    parts = [select(part.limit(CAP + 1).subquery()) for part in done_parts(reader, asked, t.task.c.id, for_me=for_me)]
    return capped(reader, select(union(*parts).subquery())) if parts else 0


def capped(reader: Reader, rows: Select[Any]) -> int:
    """The number of rows, or CAP + 1 when there are more."""
    counted = select(func.count()).select_from(rows.limit(CAP + 1).subquery())
    return int(reader.connection.execute(counted).scalar_one())
