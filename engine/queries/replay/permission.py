"""Who may replay a matter: whoever may see it, and auditors whose scope holds a unit that took part."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from engine.errors import NotYours
from engine.organization import Thing, may
from engine.queries.reader import Reader
from engine.queries.visibility import visible_instance
from engine.store import tables as t


def replayable_instance(reader: Reader, instance_id: int) -> Any:
    """The instance row with its document; NotYours when there is none or the reader may not replay it."""
    try:
        return visible_instance(reader, instance_id)
    except NotYours:
        row = reader.connection.execute(
            select(t.instance, t.document.c.content)
            .join(t.document, t.document.c.instance_id == t.instance.c.id)
            .where(t.instance.c.id == instance_id)
        ).one_or_none()
        if row is None or not may_replay(reader, row):
            raise
        return row


def may_replay(reader: Reader, row: Any) -> bool:
    """What the access table says of `case.replay` and this matter."""
    p = t.participant.c
    found = reader.connection.execute(select(p.principal).where(p.instance_id == row.id)).scalars()
    involved = frozenset(found)
    thing = Thing(owner=row.starter, participants=involved, units=units_of(reader, involved) | {row.starter_unit})
    return may(reader.organization, reader.person, "case.replay", reader.now, thing)


def units_of(reader: Reader, principals: frozenset[str]) -> frozenset[str]:
    """Units that were asked by name, and the units of people who took part."""
    asked = {principal.partition("@")[2] for principal in principals if "@" in principal}
    people = (principal for principal in principals if "@" not in principal)
    return frozenset(asked | {u for person in people for u in reader.organization.units_of(person, reader.today)})
