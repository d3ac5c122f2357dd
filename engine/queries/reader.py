"""Who reads, at which moment: one connection, organization and calendar in force, the reader's principals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, func, select

from engine.definition import Definition
from engine.errors import NotYours
from engine.organization import Calendar, Light, Organization, light, local_date, parse_term
from engine.store import tables as t
from engine.store.office import Office
from engine.store.visibility import Sight, sight_of


@dataclass(frozen=True)
class Source:
    """A principal whose inbox rows the reader sees; `behalf` is set when he stands in for that person.

    `levels` are the values of task.deputy that accept the arrangement; `procedures` limits it (empty: all).
    """

    principal: str
    behalf: str | None = None
    levels: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reader:
    office: Office
    connection: Connection
    person: str
    organization: Organization
    calendar: Calendar
    now: datetime

    @cached_property
    def today(self) -> date:
        return local_date(self.now)

    @cached_property
    def groups(self) -> frozenset[str]:
        """The reader's own id, roles and role@unit of today."""
        return self.organization.groups_of(self.person, self.today)

    @cached_property
    def roles(self) -> frozenset[str]:
        return self.organization.roles_of(self.person, self.today)

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """The reader's own principals first, then those of the people he stands in for."""
        own = [Source(principal) for principal in sorted(self.groups)]
        for deputy in self.organization.stands_in_for(self.person, self.today):
            strong = deputy.kind in ("order", "finance")
            levels = ("ab", "order") if strong else ("ab",)
            own += [
                Source(principal, deputy.principal, levels, deputy.procedures)
                for principal in sorted(self.organization.groups_of(deputy.principal, self.today) - self.groups)
            ]
        return tuple(own)

    @cached_property
    def sight(self) -> Sight:
        """What the reader may see: the one rule of `engine.store.visibility`."""
        return sight_of(self.office, self.connection, self.person, self.organization, self.now)

    @cached_property
    def newest(self) -> Sequence[Any]:
        """The newest version of every procedure: id, procedure, version, name."""
        return newest(self.connection)

    def definition(self, definition_id: int) -> Definition:
        return self.office.definition(self.connection, definition_id)

    def light(
        self, definition: Definition, due: datetime | None, term: str, *, done: bool = False, paused: bool = False
    ) -> Light:
        """The light of a due date under the procedure's own thresholds; `term` as declared, e.g. "2 WD"."""
        length = parse_term(term).workdays if term else 1
        return light(self.calendar, definition.procedure.lights, self.now, due, length, done=done, paused=paused)

    def name(self, person: str) -> str:
        return self.organization.name(person)

    def unit(self, person: str) -> str:
        """The person's first unit today, "" for somebody without a post."""
        return next(iter(self.organization.units_of(person, self.today)), "")


@contextmanager
def reading(office: Office, person: str) -> Iterator[Reader]:
    """One consistent view of the database for one person; raises NotYours for nobody of today's office."""
    with office.database.read() as connection:
        found = office.in_force(connection)
        reader = Reader(
            office,
            connection,
            person,
            office.organization(connection, found["organization"]),
            office.calendar(connection, found["calendar"]),
            office.now(),
        )
        if not reader.groups:
            raise NotYours()
        yield reader


def newest(connection: Connection) -> Sequence[Any]:
    """The newest version of every procedure: id, procedure, version, name."""
    d = t.definition.c
    last = select(d.procedure, func.max(d.version).label("version")).group_by(d.procedure).subquery()
    return connection.execute(
        select(d.id, d.procedure, d.version, d.name)
        .join(last, (d.procedure == last.c.procedure) & (d.version == last.c.version))
        .order_by(d.procedure)
    ).all()
