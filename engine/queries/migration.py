"""The page from which running matters are moved to another version: who runs, where they stand, what the plan says.

Nobody sees it but who answers for the procedure's matters; trying and moving is `engine.actions.migrate_instance`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from engine.comparison import Change, compare
from engine.definition import Definition
from engine.definition.masks import CLEAR
from engine.definition.migration import Partner, Plan, plan_migration
from engine.errors import Finding, Missing, NotYours, Refused
from engine.organization import Light, Thing, may
from engine.queries.masking import veils_of
from engine.queries.reader import Reader, reading
from engine.queries.rows import names_of, open_tasks
from engine.store import tables as t
from engine.store.office import Office
from engine.store.published import versions_of
from engine.store.rebuild import restore_execution

SIZE = 50


@dataclass(frozen=True)
class Version:
    """`running`: how many matters run on it now."""

    id: int
    number: int
    published_at: datetime
    running: int


@dataclass(frozen=True)
class Standing:
    """A running matter. `seen`: how often it has moved; `places` the elements its tokens stand on; `hindered`: why it
    cannot be moved by this plan."""

    instance_id: int
    number: str
    title: str
    steps: str
    who: str
    due_at: datetime | None
    light: Light | None
    hold: str
    seen: int
    places: tuple[str, ...]
    hindered: tuple[Finding, ...]


@dataclass(frozen=True)
class Pair:
    """An element of the present version and what stands for it; `partner` "" when nothing does. `tokens`: how many of
    the matters shown stand there; `partners`: what could be chosen."""

    element: str
    name: str
    partner: str
    partner_name: str
    tokens: int
    chosen: bool
    partners: tuple[Partner, ...]

    @property
    def told(self) -> bool:
        """Whether there is more to say of it than that it stays what it was."""
        return bool(self.tokens or self.chosen) or self.partner != self.element or self.partner_name != self.name


@dataclass(frozen=True)
class MigrationPage:
    """`next`: id after which the following matters come, 0 when these are the last."""

    procedure: str
    name: str
    versions: tuple[Version, ...]
    before: Version
    after: Version | None
    matters: tuple[Standing, ...]
    next: int
    pairs: tuple[Pair, ...] = ()
    changes: tuple[Change, ...] = ()
    warnings: tuple[Finding, ...] = ()
    chosen: Mapping[str, str] | None = None
    refused: Refused | None = None

    @property
    def open(self) -> tuple[Pair, ...]:
        """Elements with tokens for which nothing stands yet."""
        return tuple(pair for pair in self.pairs if pair.tokens and not pair.partner)


def migration_page(
    office: Office,
    person: str,
    procedure: str,
    before: int | None = None,
    after: int | None = None,
    chosen: Mapping[str, str] | None = None,
    since: int = 0,
) -> MigrationPage:
    """`before` and `after` are version numbers; by default the one most matters run on, and the newest.

    Raises NotYours unless he answers for the procedure's matters, Missing for versions there are not.
    """
    with reading(office, person) as reader:
        versions = _versions(reader, procedure)
        old = _chosen(versions, before, max(versions, key=lambda v: (v.running, v.number)))
        definition = reader.definition(old.id)
        about = Thing(responsible=frozenset(definition.procedure.owner))
        if not may(reader.organization, person, "case.migrate", reader.now, about):
            raise NotYours()
        new = _chosen(versions, after, versions[-1])
        name = reader.definition(versions[-1].id).procedure.name
        if new.id == old.id:
            matters, more = _matters(reader, definition, old, None, since)
            return MigrationPage(procedure, name, versions, old, None, matters, more)
        target, refused = reader.definition(new.id), None
        try:
            plan = plan_migration(definition, target, chosen or {})
        except Refused as wrong:  # a pair that cannot be: the page again, without it
            if wrong.code == "migration_same_version":  # one was rolled back to the other
                matters, more = _matters(reader, definition, old, None, since)
                return MigrationPage(procedure, name, versions, old, None, matters, more, refused=wrong)
            refused, plan = wrong, plan_migration(definition, target, {})
        matters, more = _matters(reader, definition, old, plan, since)
        standing = Counter(place for matter in matters for place in matter.places)
        return MigrationPage(
            procedure, name, versions, old, new, matters, more, tuple(_pairs(plan, standing)),
            compare(definition.package, target.package).meaning, plan.warnings(standing), plan.chosen, refused,
        )  # fmt: skip


def _versions(reader: Reader, procedure: str) -> tuple[Version, ...]:
    i = t.instance.c
    counted = reader.connection.execute(
        select(i.definition_id, func.count().label("n"))
        .where(i.procedure == procedure, i.state == "running")
        .group_by(i.definition_id)
    )
    running = {row.definition_id: row.n for row in counted}
    rows = versions_of(reader.connection, procedure)
    if not rows:
        raise NotYours()
    return tuple(Version(row.id, row.version, row.published_at, running.get(row.id, 0)) for row in rows)


def _chosen(versions: Sequence[Version], number: int | None, otherwise: Version) -> Version:
    if number is None:
        return otherwise
    found = next((version for version in versions if version.number == number), None)
    if found is None:
        raise Missing("no_version", "这项流程没有这个版本。", "The procedure has no such version.")
    return found


def _matters(
    reader: Reader, definition: Definition, version: Version, plan: Plan | None, since: int
) -> tuple[tuple[Standing, ...], int]:
    i = t.instance.c
    columns = (i.id, i.number, i.title, i.due_at, i.urgency, i.hold, i.version, i.definition_id)
    rows = reader.connection.execute(
        select(*columns)
        .where(i.definition_id == version.id, i.state == "running", i.id > since)
        .order_by(i.id)
        .limit(SIZE + 1)
    ).all()
    shown = rows[:SIZE]
    tasks = open_tasks(reader, {row.id for row in shown})
    found = [_standing(reader, definition, row, tasks.get(row.id, []), plan) for row in shown]
    veils = veils_of(reader, {row.id: row.definition_id for row in shown})
    masked = tuple(veils.get(each.instance_id, CLEAR).over(each) for each in found)
    return masked, shown[-1].id if len(rows) > SIZE else 0


def _standing(reader: Reader, definition: Definition, row: Any, tasks: list[Any], plan: Plan | None) -> Standing:
    execution = restore_execution(reader.office, reader.connection, row)
    hindered: tuple[Finding, ...] = ()
    if plan is not None:
        program, process = plan.new.program, plan.new.procedure.process
        hindered = tuple(execution.hindrances(program, process, plan.mapping))
    places, elements = execution.places(), Plan.elements(definition)
    names = dict.fromkeys(elements[place].name or place for place in places if place in elements)
    term = definition.procedure.whole_term(row.urgency)
    return Standing(
        row.id, row.number, row.title, "、".join(names), names_of(reader, tasks), row.due_at,
        reader.light(definition, row.due_at, term, paused=row.hold == "paused") if row.due_at else None, row.hold,
        row.version, places, hindered,
    )  # fmt: skip


def _pairs(plan: Plan, standing: Counter[str]) -> list[Pair]:
    """Elements with tokens first, in the order of the diagram; then the other steps."""
    found = []
    for id, info in plan.elements(plan.old).items():
        step = not info.type.endswith(("Event", "Gateway"))
        if not step and id not in standing:
            continue
        target = plan.mapping.get(id, "")
        partners = plan.partners(id) if standing[id] or id in plan.chosen else ()
        found.append(Pair(
            id, info.name or id, target, plan.name_of(plan.new, target) if target else "", standing[id],
            id in plan.chosen, partners,
        ))  # fmt: skip
    return sorted(found, key=lambda pair: not pair.tokens)
