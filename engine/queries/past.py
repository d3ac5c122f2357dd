"""Where a person's own past lies: tasks completed by him or for him, matters he started, follows, or took part in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select

from engine.queries.cursor import Filters
from engine.queries.reader import Reader
from engine.store import tables as t

GIVEN_SHOWN = timedelta(days=90)  # how long a task given away stays under 已办
SPOKEN_FOR = frozenset({"leader-head", "leader", "director"})


def finished() -> ColumnElement[bool]:
    """Tasks somebody finished himself, by completing or by returning them."""
    return t.task.c.state.in_(("completed", "returned"))


def done_parts(reader: Reader, asked: Filters, *columns: Any, for_me: bool = False) -> list[Select[Any]]:
    """Tasks in parts, each along an index: finished by the reader, given away by him, finished by others for him.

    What was done for him was done by one of those who were ever arranged to stand in for him, or may write down
    his opinions. `for_me` asks for the last part alone.
    """
    task = t.task.c
    both = select(*columns).select_from(t.task).join(t.instance, t.instance.c.id == task.instance_id)
    others = acted_for(reader)
    done_for_me = both.where(task.closed_by.in_(others), task.on_behalf_of == reader.person, finished())
    if for_me:
        return [_filtered(done_for_me, asked)] if others else []
    mine = both.where(task.closed_by == reader.person, finished())
    gone = given(reader.person, given_since(reader))
    away = both.where(task.id.in_(gone), or_(task.closed_by.is_(None), task.closed_by != reader.person))
    return [_filtered(part, asked) for part in (mine, away, *([done_for_me] if others else []))]


def given(person: Any, since: Any) -> Select[Any]:
    """Tasks the person gave away by 转办 since then; nobody looks through years of his events for them."""
    h, o = t.history.c, t.opinion.c
    return (
        select(o.task_id)
        .select_from(t.history)
        .join(t.opinion, (o.instance_id == h.instance_id) & (o.seq == h.seq))
        .where(h.actor == person, h.at >= since, h.kind == "task.transferred")
    )


def given_since(reader: Reader) -> datetime:
    return reader.now - GIVEN_SHOWN


def acted_for(reader: Reader) -> list[str]:
    """Everybody who may have finished a task in the reader's name."""
    arranged = {d.deputy for d in reader.organization.deputies if d.principal == reader.person}
    return sorted((arranged | writers(reader)) - {reader.person})


def writers(reader: Reader) -> set[str]:
    """Everybody who may write down the reader's opinion in a procedure in force; nobody does so for others than
    leaders (领导意见代录)."""
    if reader.roles.isdisjoint(SPOKEN_FOR):
        return set()
    roles = {
        role
        for row in reader.newest
        for rules in reader.definition(row.id).procedure.tasks.values()
        for role in rules.dictation
    }
    return {person for role in roles for person in reader.organization.holders(role, reader.today)}


def started_rows(reader: Reader, asked: Filters, *columns: Any) -> Select[Any]:
    """Instances the reader started."""
    return _filtered(select(*columns).select_from(t.instance).where(t.instance.c.starter == reader.person), asked)


def followed_rows(reader: Reader, asked: Filters, *columns: Any) -> Select[Any]:
    query = select(*columns).select_from(t.instance).join(t.follow, t.follow.c.instance_id == t.instance.c.id)
    return _filtered(query.where(t.follow.c.person == reader.person), asked)


def closed_rows(reader: Reader, asked: Filters, *columns: Any) -> Select[Any]:
    """Ended matters in which the reader himself took part."""
    p = t.participant.c
    took_part = exists().where(p.instance_id == t.instance.c.id, p.principal == reader.person)
    return _filtered(select(*columns).select_from(t.instance).where(took_part, t.instance.c.state != "running"), asked)


def reading_rows(reader: Reader, asked: Filters, *columns: Any) -> Select[Any]:
    """What was sent to the reader to be read."""
    query = select(*columns).select_from(t.reading).join(t.instance, t.instance.c.id == t.reading.c.instance_id)
    return _filtered(query.where(t.reading.c.person == reader.person), asked)


def _filtered(query: Select[Any], asked: Filters) -> Select[Any]:
    if asked.procedure:
        query = query.where(t.instance.c.procedure == asked.procedure)
    if asked.urgency:
        query = query.where(t.instance.c.urgency == asked.urgency)
    if asked.text:
        query = query.join(t.document, t.document.c.instance_id == t.instance.c.id).where(
            t.document.c.search.contains(asked.text, autoescape=True)
        )
    return query
