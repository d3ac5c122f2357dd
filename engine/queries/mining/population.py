"""The matters that were asked for — those of a procedure, all versions or one, started in a period — and their rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, and_, func, select, type_coerce

from engine.mining import Matter, Return, Stay
from engine.mining.clock import moment
from engine.organization import Organization, local_date
from engine.queries.bodies import opened, said
from engine.queries.period import period
from engine.store import tables as t


@dataclass(frozen=True)
class MiningAsked:
    """`version` 0: all of them. Both days count."""

    procedure: str
    first: date
    last: date
    version: int = 0


@dataclass(frozen=True)
class Population:
    """What rows are chosen by; `mark` changes whenever something happened to one of the matters."""

    asked: MiningAsked
    definitions: tuple[int, ...]
    mark: tuple[Any, ...]
    known: tuple[ColumnElement[bool], ...]


def population(connection: Connection, asked: MiningAsked, definitions: tuple[int, ...]) -> Population:
    i = t.instance.c
    started = period(i.started_at, asked.first, asked.last)
    known = (i.procedure == asked.procedure, started, i.definition_id.in_(definitions))
    whole = connection.execute(select(func.count(), func.sum(i.events), func.max(i.changed_at)).where(*known)).one()
    head = connection.execute(
        select(i.head).where(*known).order_by(i.changed_at.desc(), i.id.desc()).limit(1)
    ).scalar_one_or_none()
    return Population(asked, definitions, (*whole, head), known)


def _raw(column: Any) -> Any:
    """A moment as the number it is stored as."""
    return type_coerce(column, BigInteger)


def matters(connection: Connection, of: Population) -> list[Matter]:
    i = t.instance.c
    rows = connection.execute(
        select(i.id, i.state, i.end_state, _raw(i.started_at), _raw(i.ended_at)).where(*of.known).order_by(i.id)
    )
    return [Matter(*row) for row in rows]


def stays(connection: Connection, of: Population, organization: Organization) -> Iterator[Stay]:
    """Main tasks in the order they were numbered; the unit is the first the person then belonged to."""
    k = t.task.c
    rows = connection.execute(
        select(
            k.id, k.instance_id, k.element, k.name, k.label, k.state, _raw(k.created_at), _raw(k.opened_at),
            _raw(k.claimed_at), _raw(k.closed_at), _raw(k.due_at), k.closed_by,
        )
        .join(t.instance, t.instance.c.id == k.instance_id)
        .where(*of.known, k.role == "main")
        .order_by(k.id)
    )  # fmt: skip
    units: dict[tuple[str, int], str] = {}
    for id, instance, element, name, label, state, arrived, looked, claimed, closed, due, person in rows:
        unit = ""
        if person and closed is not None:
            key = (person, closed // 86_400_000_000)
            if key not in units:
                units[key] = next(iter(organization.units_of(person, local_date(moment(closed)))), "")
            unit = units[key]
        seen = [at for at in (looked, claimed) if at is not None]
        touched = min(seen) if seen else None
        yield Stay(id, instance, element, name, label, state, arrived, touched, closed, due, person, unit)


def returns(connection: Connection, of: Population) -> list[Return]:
    """Every return left a line among the opinions: they lead to its event without reading the others."""
    h, o, i = t.history.c, t.opinion.c, t.instance.c
    rows = connection.execute(
        select(h.instance_id, h.seq, *said(t.history))
        .select_from(t.instance)
        .join(t.opinion, and_(o.instance_id == i.id, o.kind == "returned"))
        .join(t.history, and_(h.instance_id == o.instance_id, h.seq == o.seq))
        .where(*of.known)
        .order_by(h.instance_id, h.seq)
    )
    found = ((row.instance_id, opened(row)) for row in rows)
    return [Return(id, body["element"], body["to"], bool(body.get("direct"))) for id, body in found if body.get("to")]
