"""The figures of a procedure for a period: this year's, last year's, the change, and the matters behind each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, func, select

from engine.definition import Definition
from engine.errors import Missing, NotYours
from engine.figures import Base, Change, Figure, FigureSet, Period, Result, compare, evaluate, period
from engine.instance.environment import functions
from engine.organization import ZONE, Calendar, Organization, local_date, may, utc
from engine.queries.reader import Reader, newest, reading
from engine.queries.records import Wanted, records
from engine.store import tables as t
from engine.store.office import Office


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see counted. `cutoff`: a day means its 24:00."""

    procedure: str
    first: date
    last: date
    cutoff: date | datetime | None = None


@dataclass(frozen=True)
class Counted:
    """One figure of a report; `last` is last year's own count, None when the system held no such matters."""

    figure: Figure
    result: Result
    last: Result | None
    change: Change


@dataclass(frozen=True)
class Report:
    """Every figure of a procedure, with what it was counted by: definition, digest of figures.toml, T."""

    procedure: str
    name: str
    english: str
    version: int
    definition: str
    figures: FigureSet
    period: Period
    year_before: Period
    now: datetime
    counted: tuple[Counted, ...]

    def figure(self, id: str) -> Counted | None:
        return next((counted for counted in self.counted if counted.figure.id == id), None)

    def as_json(self) -> dict[str, Any]:
        return {
            "procedure": self.procedure, "name": self.name, "from": self.period.first.isoformat(),
            "to": self.period.last.isoformat(), "cutoff": self.period.cutoff.isoformat(),
            "counted_at": self.now.isoformat(), "definition": {
                "version": self.version, "hash": self.definition, "figures": self.figures.digest,
            },
            "figures": [_as_json(counted) for counted in self.counted],
        }  # fmt: skip


def _as_json(counted: Counted) -> dict[str, Any]:
    figure, result = counted.figure, counted.result
    return {
        "id": figure.id, "name": figure.name, "english": figure.english, "kind": figure.kind, "unit": figure.unit,
        **result.whole.as_json(), "failure": result.failure[0] if result.failure else None,
        "below": _numbers(result.whole.items), "above": _numbers(result.whole.numerator),
        "change": counted.change.as_json(),
        "by": {by: [group.as_json() for group in groups] for by, groups in result.groups.items()},
    }  # fmt: skip


def _numbers(items: tuple[Any, ...]) -> list[str]:
    return sorted({item.number for item in items})


def procedures_with_figures(office: Office, person: str) -> tuple[tuple[str, str, str], ...]:
    """Key, name and English name of the procedures whose figures this person may read."""
    with reading(office, person) as reader:
        return tuple((d.procedure.key, d.procedure.name, d.procedure.english) for d in _readable(reader))


def _readable(reader: Reader) -> list[Definition]:
    found = [reader.definition(row.id) for row in newest(reader.connection)]
    return [d for d in found if d.figures.figures and _may_read(reader, d)]


def figures_of(office: Office, person: str, asked: Asked) -> Report:
    """The report for a person; NotYours when he may not read figures of this procedure."""
    with reading(office, person) as reader:
        return report_for(reader, asked)


def readable(reader: Reader, procedure: str) -> Definition:
    """The procedure as published last; NotYours when its figures are not the reader's to see."""
    definition, _ = _definition(reader.connection, reader.office, procedure)
    if not _may_read(reader, definition):
        raise NotYours()
    return definition


def report_for(reader: Reader, asked: Asked) -> Report:
    definition, version = _definition(reader.connection, reader.office, asked.procedure)
    if not _may_read(reader, definition):
        raise NotYours()
    return _report(reader.connection, definition, version, reader.organization, reader.calendar, reader.now, asked)


def count_figures(office: Office, asked: Asked) -> Report:
    """The report without a reader, for the command line and scenarios."""
    with office.database.read() as connection:
        found = office.in_force(connection)
        organization = office.organization(connection, found["organization"])
        calendar = office.calendar(connection, found["calendar"])
        definition, version = _definition(connection, office, asked.procedure)
        return _report(connection, definition, version, organization, calendar, office.now(), asked)


def _may_read(reader: Reader, definition: Definition) -> bool:
    named = reader.groups & set(definition.figures.readers)
    return bool(named) or may(reader.organization, reader.person, "figure.read", reader.today)


def _definition(connection: Connection, office: Office, procedure: str) -> tuple[Definition, int]:
    row = next((row for row in newest(connection) if row.procedure == procedure), None)
    if row is None:
        raise Missing("no_procedure", "没有这项已发布的流程。", "There is no such published procedure.")
    definition = office.definition(connection, row.id)
    if not definition.figures.figures:
        raise Missing("no_figures", "这项流程没有统计指标。", "This procedure has no figures.")
    return definition, row.version


def _report(
    connection: Connection, definition: Definition, version: int, organization: Organization, calendar: Calendar,
    now: datetime, asked: Asked,
) -> Report:  # fmt: skip
    this = period(asked.first, asked.last, now, asked.cutoff)
    before = this.a_year_before()
    key = definition.procedure.key
    results = _count(connection, definition, organization, calendar, this)
    used = _used_since(connection, key)
    last = _count(connection, definition, organization, calendar, before) if used <= before.last else {}
    part = used if before.first < used <= before.last else None
    bases = _bases(connection, key, before)
    procedure = definition.procedure
    return Report(
        key, procedure.name, procedure.english, version, definition.hash, definition.figures, this, before, now,
        tuple(
            Counted(
                figure, results[figure.id], last.get(figure.id),
                compare(
                    figure, results[figure.id].whole.value,
                    last[figure.id].whole.value if figure.id in last else None, bases.get(figure.id), part,
                    over=this.is_over,
                ),
            )
            for figure in definition.figures.figures
        ),
    )  # fmt: skip


def _used_since(connection: Connection, procedure: str) -> date:
    """The day from which the office ran this procedure here: its first version, or a matter taken over earlier."""
    d, i = t.definition.c, t.instance.c
    published = connection.execute(select(func.min(d.published_at)).where(d.procedure == procedure)).scalar_one()
    started = connection.execute(select(func.min(i.started_at)).where(i.procedure == procedure)).scalar_one()
    return local_date(min(moment for moment in (published, started) if moment is not None))


def _count(
    connection: Connection, definition: Definition, organization: Organization, calendar: Calendar, asked: Period
) -> dict[str, Result]:
    figures = definition.figures
    begin = utc(datetime.combine(asked.first, time.min, ZONE))
    wanted = Wanted.of(definition.procedure.key, asked.cutoff, begin, figures.look_back, figures.names)
    known = functions(definition, organization, calendar, asked.cutoff)
    return evaluate(figures, records(connection, organization, wanted), asked, known, calendar)


def _bases(connection: Connection, procedure: str, asked: Period) -> dict[str, Base]:
    """Entered bases of exactly this period."""
    return {id: base for id, since, until, base in entered_bases(connection, procedure)
            if (since, until) == (asked.first.isoformat(), asked.last.isoformat())}  # fmt: skip


def entered_bases(connection: Connection, procedure: str) -> Iterator[tuple[str, str, str, Base]]:
    """Figure, first and last day, and what was entered, newest period first."""
    b = t.base_figure.c
    for row in connection.execute(select(t.base_figure).where(b.procedure == procedure).order_by(b.since.desc())):
        base = Base(Decimal(row.value), row.source, row.entered_by, row.entered_at)
        yield row.figure, row.since, row.until, base
