"""Who may see an instance: who has a part in it, who stands in for them now, heads of units involved, who answers
for its procedure, and who may write down an opinion that it waits for."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from engine.errors import NotYours
from engine.organization import may
from engine.queries.reader import Reader
from engine.store import tables as t

HEADS = frozenset({"unit-head", "section-head"})


def visible_instance(reader: Reader, instance_id: int) -> Any:
    """The instance row with its document; NotYours when there is none or the reader has no part in it."""
    row = reader.connection.execute(
        select(t.instance, t.document.c.content)
        .join(t.document, t.document.c.instance_id == t.instance.c.id)
        .where(t.instance.c.id == instance_id)
    ).one_or_none()
    if row is None or not (may_see(reader, instance_id) or _charged(reader, row)):
        raise NotYours()
    return row


def may_see(reader: Reader, instance_id: int) -> bool:
    rows = reader.connection.execute(
        select(t.participant.c.principal).where(t.participant.c.instance_id == instance_id)
    )
    involved = {row.principal for row in rows}
    own = {source.principal for source in reader.sources}
    return not involved.isdisjoint(own) or bool(headed_units(reader) & _units(reader, involved))


def _charged(reader: Reader, row: Any) -> bool:
    """He answers for matters of this procedure, or may write down the opinion of somebody it waits for."""
    if not _does_business(reader):
        return False
    procedure = reader.definition(row.definition_id).procedure
    if not reader.roles.isdisjoint(procedure.owner):
        return True
    elements = [name for name, rules in procedure.tasks.items() if not reader.roles.isdisjoint(rules.dictation)]
    task = t.task.c
    waits = select(task.id).where(task.instance_id == row.id, task.state == "open", task.element.in_(elements))
    return bool(elements) and reader.connection.execute(waits).first() is not None


def _does_business(reader: Reader) -> bool:
    """No procedure, whatever roles it names, opens its matters to administrators and auditors."""
    return may(reader.organization, reader.person, "task.do", reader.now)


def visible_among(reader: Reader, instances: Collection[int]) -> set[int]:
    """Those of many instances that the reader may see."""
    p = t.participant.c
    involved: dict[int, set[str]] = {}
    wanted = sorted(instances)
    for n in range(0, len(wanted), 500):
        rows = reader.connection.execute(
            select(p.instance_id, p.principal).where(p.instance_id.in_(wanted[n : n + 500]))
        )
        for row in rows:
            involved.setdefault(row.instance_id, set()).add(row.principal)
    own = {source.principal for source in reader.sources}
    headed = headed_units(reader)
    part = {id for id, who in involved.items() if not who.isdisjoint(own) or (headed and headed & _units(reader, who))}
    return part | _answered_among(reader, wanted)


def _answered_among(reader: Reader, instances: list[int]) -> set[int]:
    """Those of procedures that the reader answers for."""
    i, found = t.instance.c, set[int]()
    if not _does_business(reader):
        return found
    for n in range(0, len(instances), 500):
        rows = reader.connection.execute(select(i.id, i.definition_id).where(i.id.in_(instances[n : n + 500])))
        owners = ((row.id, reader.definition(row.definition_id).procedure.owner) for row in rows)
        found |= {id for id, owner in owners if not reader.roles.isdisjoint(owner)}
    return found


def headed_units(reader: Reader) -> set[str]:
    """Units whose matters the reader may see as their head."""
    groups = (group.partition("@") for group in reader.groups)
    return {unit for role, _, unit in groups if role in HEADS and unit}


def _units(reader: Reader, principals: set[str]) -> set[str]:
    """Units asked by name, and the units of people who took part."""
    found = {principal.partition("@")[2] for principal in principals if "@" in principal}
    people = (principal for principal in principals if "@" not in principal)
    return found | {unit for person in people for unit in reader.organization.units_of(person, reader.today)}
