"""Notices in the page: the rows of the outbox that are the reader's own, and opinions that wait for his word."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engine.definition.masks import Veil
from engine.queries.masking import veil_of
from engine.queries.past import writers
from engine.queries.reader import Reader, reading
from engine.store import tables as t
from engine.store.office import Office

PAGE = 50


@dataclass(frozen=True)
class Notice:
    id: int
    kind: str
    text: str
    at: datetime
    urgent: bool
    read: bool
    instance_id: int | None
    task_id: int | None


@dataclass(frozen=True)
class Unconfirmed:
    """An opinion written down for the reader that he has not confirmed."""

    instance_id: int
    seq: int
    title: str
    number: str
    step: str
    text: str
    result: str
    by: str
    at: datetime


def notices(office: Office, person: str) -> tuple[Notice, ...]:
    """The newest of the person's notices, unread ones first."""
    o = t.outbox.c
    with reading(office, person) as reader:
        rows = reader.connection.execute(
            select(t.outbox)
            .where(o.recipient == person)
            .order_by(o.read_at.is_not(None), o.created_at.desc(), o.id.desc())
            .limit(PAGE)
        )
        found = [
            Notice(r.id, r.kind, r.text, r.created_at, r.urgent, r.read_at is not None, r.instance_id, r.task_id)
            for r in rows
        ]
        hidden = _veils(reader, {one.instance_id for one in found if one.instance_id is not None})
        return tuple(hidden[one.instance_id].over(one) if one.instance_id in hidden else one for one in found)


def _veils(reader: Reader, instances: Collection[int]) -> dict[int | None, Veil]:
    """What the reader may not read of these matters."""
    rows = reader.connection.execute(
        select(t.instance.c.id, t.instance.c.definition_id, t.document.c.content)
        .join(t.document, t.document.c.instance_id == t.instance.c.id)
        .where(t.instance.c.id.in_(sorted(instances)))
    )
    return {row.id: veil_of(reader, reader.definition(row.definition_id), row.content) for row in rows}


def unconfirmed(office: Office, person: str) -> tuple[Unconfirmed, ...]:
    """Dictated opinions that wait for the person's confirmation, oldest first."""
    with reading(office, person) as reader:
        return unconfirmed_of(reader)


def unconfirmed_of(reader: Reader) -> tuple[Unconfirmed, ...]:
    secretaries = sorted(writers(reader) - {reader.person})
    if not secretaries:
        return ()
    task, o = t.task.c, t.opinion.c
    rows = reader.connection.execute(
        select(o.instance_id, o.seq, o.step, o.text, o.result, o.at, task.closed_by, t.instance.c.title,
               t.instance.c.number)
        .select_from(t.task)
        .join(t.opinion, (o.instance_id == task.instance_id) & (o.task_id == task.id))
        .join(t.instance, t.instance.c.id == task.instance_id)
        .where(
            task.closed_by.in_(secretaries), task.on_behalf_of == reader.person, o.person == reader.person,
            o.kind == "dictated", o.confirmed_at.is_(None),
        )
        .order_by(o.at)
        .limit(PAGE)
    )  # fmt: skip
    found = [
        Unconfirmed(r.instance_id, r.seq, r.title, r.number, r.step, r.text, r.result, reader.name(r.closed_by), r.at)
        for r in rows
    ]
    hidden = _veils(reader, {one.instance_id for one in found})
    return tuple(hidden[one.instance_id].over(one) for one in found)
