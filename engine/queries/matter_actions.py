"""What the reader may do with a whole matter now; asks the same rules as the actions, changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from engine.organization import may
from engine.queries.case import Matter
from engine.queries.colleagues import Choice, UnitChoices, readers_by_unit, reading_groups
from engine.store import tables as t
from engine.store.visibility import takes_part


@dataclass(frozen=True)
class MatterActions:
    """`urgeable` are ids of open tasks; `following` None: he may not follow it."""

    cancel: bool = False
    pause: bool = False
    suspend: bool = False
    resume: bool = False
    jump: tuple[Choice, ...] = ()
    circulate: bool = False
    readers: tuple[UnitChoices, ...] = ()
    groups: tuple[Choice, ...] = ()
    remind: int = 0  # how many have not read what the reader sent
    mark_read: bool = False
    urgeable: frozenset[int] = frozenset()
    following: bool | None = None
    erase: bool = False  # ask for, or decide on, erasing personal data of an ended matter
    attach: bool = False

    @property
    def any(self) -> bool:
        return self.cancel or self.pause or self.suspend or self.resume or bool(self.jump)


def matter_actions(matter: Matter) -> MatterActions:
    reader, row = matter.reader, matter.row
    moves = matter.running and not row.hold
    open_tasks = matter.tasks("open") if matter.running else []
    circulate = matter.may("case.circulate")
    unread_of_mine = _unread(matter, t.reading.c.sent_by == reader.person)
    waiting = _unread(matter, t.reading.c.person == reader.person)
    return MatterActions(
        cancel=matter.running and matter.may("case.cancel") and (matter.answers or not _handled(matter)),
        pause=moves and matter.may("case.pause") and (matter.answers or any(_mine(matter, x) for x in open_tasks)),
        suspend=moves and matter.may("case.suspend"),
        resume=matter.running
        and bool(row.hold)
        and matter.may("case.resume")
        and (row.held_by == reader.person or matter.may("case.suspend")),
        jump=_elements(matter) if moves and matter.may("case.jump") else (),
        circulate=circulate,
        readers=readers_by_unit(reader) if circulate else (),
        groups=reading_groups(reader) if circulate else (),
        remind=len({r.person for r in unread_of_mine}) if circulate else 0,
        mark_read=bool(waiting),
        urgeable=frozenset(x.id for x in open_tasks if _urges(matter, x))
        if moves and matter.may("task.urge")
        else frozenset(),
        following=_follows(matter) if matter.may("case.follow") else None,
        erase=not matter.running and (matter.may("case.erase") or matter.may("case.decide_erasure")),
        attach=matter.running and row.hold != "suspended" and takes_part(reader.connection, reader.sight, row.id),
    )


def _handled(matter: Matter) -> bool:
    """Whether somebody but the starter has finished a task of it."""
    task = t.task.c
    done = select(func.count()).where(
        task.instance_id == matter.row.id,
        task.state.in_(("completed", "returned")),
        task.closed_by != matter.row.starter,
    )
    return bool(matter.reader.connection.execute(done).scalar_one())


def _mine(matter: Matter, task: Any) -> bool:
    reader = matter.reader
    return not reader.groups.isdisjoint(task.principals) and may(
        reader.organization, reader.person, "task.do", reader.now
    )


def _urges(matter: Matter, task: Any) -> bool:
    """Somebody else's task, for who started the matter, answers for it, asked for the task, or did a step before."""
    person = matter.reader.person
    concerned = person in (matter.row.starter, task.asked_by) or matter.answers
    return (concerned or any(person in people for people in matter.done_by().values())) and not _only_mine(matter, task)


def _only_mine(matter: Matter, task: Any) -> bool:
    reader = matter.reader
    people = {p for principal in task.principals for p in reader.organization.holders(principal, reader.today)}
    return ({task.assignee} if task.assignee else people) == {reader.person}


def _elements(matter: Matter) -> tuple[Choice, ...]:
    """Steps a token can be set on, in the order of the diagram's file; what runs once an item has no single place."""
    elements = matter.definition.process.elements
    return tuple(
        Choice(e.id, e.name or e.id, e.lane or "")
        for e in elements.values()
        if (e.asks or e.type in ("subProcess", "transaction", "callActivity")) and not _in_loop(elements, e.scope)
    )


def _in_loop(elements: Mapping[str, Any], scope: str) -> bool:
    around = elements.get(scope)
    return around is not None and (around.loop is not None or _in_loop(elements, around.scope))


def _unread(matter: Matter, whose: Any) -> list[Any]:
    r = t.reading.c
    return list(
        matter.reader.connection.execute(
            select(r.person).where(r.instance_id == matter.row.id, r.read_at.is_(None), whose)
        )
    )


def _follows(matter: Matter) -> bool:
    f = t.follow.c
    found = select(f.instance_id).where(f.person == matter.reader.person, f.instance_id == matter.row.id)
    return matter.reader.connection.execute(found).first() is not None
