"""Which matters a person may take out as evidence: those of an auditor's scope, and those he answers for.

A package cannot be masked, so a matter in which something is masked for him is not his to take out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from engine.errors import Missing, NotYours, Refused
from engine.organization import Thing, may
from engine.queries.masking import veils_of
from engine.queries.period import period
from engine.queries.reader import Reader, reading
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import SYSTEM

CHUNK = 500


@dataclass(frozen=True)
class Chosen:
    """Matters to take out, oldest first; `left_out` are those of a period that are not his to take."""

    kind: str  # instance | period
    instances: tuple[int, ...]
    what: dict[str, Any]  # as the journal keeps it
    left_out: int = 0


def choose_instance(office: Office, person: str, number: str) -> Chosen:
    """A matter by its number (or document number); NotYours where it is not his to know of."""
    i = t.instance.c
    wanted = select(i.id, i.number).where((i.number == number) | (i.document_number == number)).order_by(i.id).limit(1)
    return _one(office, person, wanted)


def choose_instance_by_id(office: Office, person: str, instance_id: int) -> Chosen:
    return _one(office, person, select(t.instance.c.id, t.instance.c.number).where(t.instance.c.id == instance_id))


def choose_period(office: Office, person: str, since: date, until: date, procedure: str = "") -> Chosen:
    """Matters started from one day to another, both included; raises Missing when there is none to take."""
    i = t.instance.c
    wanted = select(i.id).where(period(i.started_at, since, until)).order_by(i.id)
    if procedure:
        wanted = wanted.where(i.procedure == procedure)
    with office.database.read() as connection:
        found = list(connection.execute(wanted).scalars())
    taken = found
    if person != SYSTEM:
        with reading(office, person) as reader:
            veiled = _veiled(reader, found)
            taken = [id for id in _his(reader, found) if id not in veiled]
    if not taken:
        raise Missing("nothing_to_export", "这个时期没有您可以导出的事项。", "There is nothing to export.")
    what = {"since": since.isoformat(), "until": until.isoformat(), "procedure": procedure, "matters": len(taken)}
    return Chosen("period", tuple(taken), what, len(found) - len(taken))


def procedures_to_export(office: Office, person: str) -> list[tuple[str, str]]:
    """(key, name) for the form of a period; empty for whoever audits nothing, who then has no such form."""
    with reading(office, person) as reader:
        auditor = "auditor" in reader.roles
        return [(row.procedure, row.name) for row in reader.newest] if auditor else []


def may_export(reader: Reader, instance_id: int) -> bool:
    """Whether the page offers it."""
    return instance_id in _his(reader, [instance_id]) and not _veiled(reader, [instance_id])


def _one(office: Office, person: str, wanted: Any) -> Chosen:
    with office.database.read() as connection:
        row = connection.execute(wanted).one_or_none()
    if person == SYSTEM:
        if row is None:
            raise Missing("no_instance", "没有这件事项。", "There is no such instance.")
    else:
        with reading(office, person) as reader:
            if row is None or row.id not in _his(reader, [row.id]):
                raise NotYours()
            if _veiled(reader, [row.id]):
                raise Refused(
                    "masked_for_you", "此事项有对您隐去的内容,请由能看到全部内容的人员导出。",
                    "Something of this matter is masked for you: somebody who reads all of it has to export it.",
                )  # fmt: skip
    return Chosen("instance", (row.id,), {"instance": row.number})


def _his(reader: Reader, instances: Iterable[int]) -> list[int]:
    return [id for id, thing in _things(reader, sorted(instances)) if _allowed(reader, thing)]


def _allowed(reader: Reader, thing: Thing) -> bool:
    return may(reader.organization, reader.person, "case.export", reader.now, thing)


def _things(reader: Reader, wanted: list[int]) -> Iterator[tuple[int, Thing]]:
    """Each matter as the access table asks about it: who answers for it, and its units."""
    i, p = t.instance.c, t.participant.c
    for n in range(0, len(wanted), CHUNK):
        part = wanted[n : n + CHUNK]
        units: dict[int, set[str]] = {id: set() for id in part}
        for row in reader.connection.execute(select(p.instance_id, p.principal).where(p.instance_id.in_(part))):
            _, at, unit = row.principal.partition("@")
            units[row.instance_id] |= {unit} if at else set(reader.organization.units_of(row.principal, reader.today))
        matters = select(i.id, i.definition_id, i.starter_unit).where(i.id.in_(part)).order_by(i.id)
        for matter in reader.connection.execute(matters).all():
            owner = frozenset(reader.definition(matter.definition_id).procedure.owner)
            yield matter.id, Thing(responsible=owner, units=frozenset(units[matter.id] | {matter.starter_unit}))


def _veiled(reader: Reader, wanted: list[int]) -> set[int]:
    i, found = t.instance.c, set[int]()
    for n in range(0, len(wanted), CHUNK):
        rows = reader.connection.execute(select(i.id, i.definition_id).where(i.id.in_(wanted[n : n + CHUNK])))
        found |= veils_of(reader, {row.id: row.definition_id for row in rows}).keys()
    return found
