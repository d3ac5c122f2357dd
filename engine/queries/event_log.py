"""Matters as cases of an event log: which are chosen, and their rows read a few at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, select

from engine.definition import Definition
from engine.definition.masks import CLEAR, Veil, veil
from engine.export import LogCase
from engine.history import Event
from engine.organization import Organization
from engine.queries.bodies import opened
from engine.queries.event_case import CaseRows, case_of
from engine.queries.period import period
from engine.store import tables as t
from engine.store.office import Office

CHUNK = 50


@dataclass(frozen=True)
class LogAsked:
    """Matters that started in the period; "" and None ask for all."""

    procedure: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Chosen:
    """Ids and numbers of the matters of a log, in the order of their ids."""

    ids: tuple[int, ...]
    numbers: tuple[str, ...]


def chosen_cases(connection: Connection, asked: LogAsked) -> Chosen:
    i = t.instance.c
    query = select(i.id, i.number).order_by(i.id)
    if asked.procedure:
        query = query.where(i.procedure == asked.procedure)
    rows = connection.execute(query.where(period(i.started_at, asked.since, asked.until))).all()
    return Chosen(tuple(row.id for row in rows), tuple(row.number for row in rows))


def log_cases(
    office: Office, connection: Connection, organization: Organization, ids: Sequence[int]
) -> Iterator[LogCase]:
    """Each matter with everything its history tells, texts masked as for somebody no mask makes an exception for."""
    i = t.instance.c
    versions = {row.id: row for row in connection.execute(select(t.definition.c.id, t.definition.c.version))}
    for n in range(0, len(ids), CHUNK):
        part = list(ids[n : n + CHUNK])
        content = select(t.instance, t.document.c.content).join(t.document, t.document.c.instance_id == i.id)
        events, files, links = _events(connection, part), _by(connection, t.attachment, part), _by(
            connection, t.link, part
        )
        for row in connection.execute(content.where(i.id.in_(part)).order_by(i.id)).all():
            definition = office.definition(connection, row.definition_id)
            yield case_of(CaseRows(
                row, versions[row.definition_id].version, definition.process.elements, events[row.id], files[row.id],
                links[row.id], _veil(definition, row.content),
            ), organization)  # fmt: skip


def _veil(definition: Definition, content: dict[str, Any]) -> Veil:
    return veil(definition.procedure, content, ()) if definition.procedure.masks else CLEAR


def _events(connection: Connection, ids: list[int]) -> dict[int, list[Event]]:
    h, found = t.history.c, {id: list[Event]() for id in ids}
    rows = connection.execute(select(t.history).where(h.instance_id.in_(ids)).order_by(h.instance_id, h.seq))
    for r in rows:
        found[r.instance_id].append(
            Event(r.instance_id, r.seq, r.kind, r.at, r.actor, opened(r), r.on_behalf_of, r.command_id)
        )
    return found


def _by(connection: Connection, table: Table, ids: list[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {id: [] for id in ids}
    order = list(table.primary_key.columns)
    for row in connection.execute(select(table).where(table.c.instance_id.in_(ids)).order_by(*order)):
        found[row.instance_id].append(row)
    return found
