"""Who may see mined numbers, who the people and matters behind them, and who may take the log out of the house."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from engine.definition import Definition
from engine.organization import Thing, may
from engine.queries.reader import Reader
from engine.queries.visibility import visible_among
from engine.store import tables as t


def may_mine(reader: Reader, definition: Definition) -> bool:
    """Whoever reads its figures, and analysts."""
    return reads_people(reader, definition) or may(reader.organization, reader.person, "mining.read", reader.today)


def reads_people(reader: Reader, definition: Definition) -> bool:
    """Whoever reads its figures also sees units, persons and the lists behind the numbers."""
    named = reader.groups & set(definition.figures.readers)
    return bool(named) or may(reader.organization, reader.person, "figure.read", reader.today)


def may_export(reader: Reader, definition: Definition) -> bool:
    """Auditors, and who answers for the procedure's matters."""
    about = Thing(responsible=frozenset(definition.procedure.owner))
    return may(reader.organization, reader.person, "log.export", reader.today, about)


def seen_among(reader: Reader, instances: Collection[int]) -> set[int]:
    """Those of many matters the reader may open: by his part in them, or as an auditor by his scope."""
    seen = visible_among(reader, instances)
    if "auditor" in reader.roles:
        seen |= _in_scope(reader, set(instances) - seen)
    return seen


def _in_scope(reader: Reader, instances: Collection[int]) -> set[int]:
    i, p = t.instance.c, t.participant.c
    units: dict[int, set[str]] = {}
    wanted = sorted(instances)
    for n in range(0, len(wanted), 500):
        part = wanted[n : n + 500]
        for row in reader.connection.execute(select(i.id, i.starter_unit).where(i.id.in_(part))):
            units.setdefault(row.id, set()).add(row.starter_unit)
        rows = reader.connection.execute(select(p.instance_id, p.principal).where(p.instance_id.in_(part)))
        for row in rows:
            units.setdefault(row.instance_id, set()).update(_units_of(reader, row.principal))
    decided: dict[frozenset[str], bool] = {}
    found = set()
    for id, involved in units.items():
        known = frozenset(involved - {""})
        if known not in decided:
            decided[known] = may(reader.organization, reader.person, "case.read", reader.today, Thing(units=known))
        if decided[known]:
            found.add(id)
    return found


def _units_of(reader: Reader, principal: str) -> list[str]:
    role, _, unit = principal.partition("@")
    return [unit] if unit else list(reader.organization.units_of(role, reader.today))
