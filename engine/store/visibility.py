"""Who may see a matter: the one rule, asked of a single matter and, as a condition, of lists and counts.

A person who does business sees matters he has a part in (himself, by a group of his, or standing in for somebody, for
the procedures he stands in for), matters in which units he heads have a part, matters of procedures he answers for,
and those that wait for an opinion he may write down. An auditor sees the matters of the units he was granted
(`engine.organization.access.in_scope`). Nobody else sees any, administrators least of all.

The units of a matter are the starter's, those asked by name (`role@unit`), and those in which people who have a part
in it hold a post on the day somebody looks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, and_, exists, false, or_, select, true

from engine.clock import local
from engine.errors import NotYours
from engine.organization import ROLES, WHOLE, Organization, auditors_scope, may
from engine.store import tables as t
from engine.store.charges import charges
from engine.store.office import Office

HEADS = frozenset({"unit-head", "section-head"})
CHUNK, FEW = 500, 30


@dataclass(frozen=True)
class Scope:
    """What an auditor was granted: the whole office, or units with everybody and every group of theirs."""

    whole: bool
    units: frozenset[str]
    principals: frozenset[str]


@dataclass(frozen=True)
class Sight:
    """What one person may see at one moment, as keys of rows. `lent`: principals he stands in for, with the
    procedures that is limited to; `writes`: steps and the definitions in which he may write down their opinion."""

    own: frozenset[str] = frozenset()
    lent: tuple[tuple[tuple[str, ...], frozenset[str]], ...] = ()
    heads: frozenset[str] = frozenset()  # units
    headed: frozenset[str] = frozenset()  # everybody and every group of theirs
    answers: frozenset[int] = frozenset()
    writes: tuple[tuple[frozenset[int], frozenset[str]], ...] = ()
    scope: Scope | None = None


def sight_of(office: Office, connection: Connection, person: str, organization: Organization, now: datetime) -> Sight:
    on = local(now).date()
    granted = auditors_scope(organization, person, on)
    scope = _scope(organization, granted, on) if granted else None
    if not may(organization, person, "task.do", now):
        return Sight(scope=scope)
    own = set(organization.groups_of(person, on))
    lent: dict[tuple[str, ...], set[str]] = {}
    for deputy in organization.stands_in_for(person, now):
        groups = organization.groups_of(deputy.principal, on) - own
        if deputy.procedures:
            lent.setdefault(tuple(sorted(deputy.procedures)), set()).update(groups)
        else:
            own |= groups
    roles = organization.roles_of(person, on)
    mine = (group.partition("@") for group in organization.groups_of(person, on))
    heads = frozenset(unit for role, _, unit in mine if role in HEADS and unit)
    known = charges(connection)
    writes: dict[frozenset[str], set[int]] = {}
    for id, charge in known.items():
        if steps := frozenset(step for step, wanted in charge.dictation.items() if not roles.isdisjoint(wanted)):
            writes.setdefault(steps, set()).add(id)
    return Sight(
        frozenset(own),
        tuple((procedures, frozenset(principals)) for procedures, principals in lent.items()),
        heads,
        principals_of_units(organization, heads, on),
        frozenset(id for id, charge in known.items() if not roles.isdisjoint(charge.owner)),
        tuple((frozenset(ids), steps) for steps, ids in writes.items()),
        scope,
    )


def _scope(organization: Organization, granted: frozenset[str], on: date) -> Scope:
    units = units_below(organization, granted)
    whole = WHOLE in granted
    return Scope(whole, units, frozenset() if whole else principals_of_units(organization, units, on))


def units_below(organization: Organization, units: Collection[str]) -> frozenset[str]:
    """These units and all below them, whatever the day: a matter of a unit that is gone stays its matter."""
    return frozenset(u.id for u in organization.units if not set(units).isdisjoint(organization.line_of(u.id)))


def principals_of_units(organization: Organization, units: Collection[str], on: date) -> frozenset[str]:
    """Everybody who holds a post in one of these units, and the groups asked in their names."""
    if not units:
        return frozenset()
    roles = ROLES.union(*(post.roles for post in organization.posts))
    people = {p.id for p in organization.people if not set(units).isdisjoint(organization.units_of(p.id, on))}
    return frozenset(people | {f"{role}@{unit}" for unit in units for role in roles})


def seen(sight: Sight, *, each: bool = False) -> ColumnElement[bool]:
    """Which rows of `instance` he may see. `each` asks row by row, for a few of them or for a list that is read in
    an order of its own; else matters are gathered along the index of participants first."""
    i, task = t.instance.c, t.task.c
    parts = [_parts(sight.own | sight.headed, each), *(
        and_(i.procedure.in_(procedures), _parts(principals, each)) for procedures, principals in sight.lent
    )]  # fmt: skip
    if sight.answers:
        parts.append(i.definition_id.in_(sorted(sight.answers)))
    for definitions, steps in sight.writes:
        waits = [task.state == "open", task.closed_at.is_(None), task.element.in_(sorted(steps))]
        one, all_ = exists().where(task.instance_id == i.id, *waits), select(task.instance_id).where(*waits)
        asked = one if each else i.id.in_(all_)
        parts.append(and_(i.definition_id.in_(sorted(definitions)), asked))
    if sight.scope:
        parts.append(true() if sight.scope.whole else of_units(sight.scope.units, sight.scope.principals, each=each))
    return or_(false(), *parts)


def of_units(units: Iterable[str], principals: Collection[str], *, each: bool = False) -> ColumnElement[bool]:
    """Matters of units: started by one, or with a part of their people or groups."""
    return or_(t.instance.c.starter_unit.in_(sorted(units)), _parts(principals, each))


def has_part(sight: Sight) -> ColumnElement[bool]:
    """Matters he himself or whoever he stands in for has a part in."""
    lent = (and_(t.instance.c.procedure.in_(p), _parts(who, each=False)) for p, who in sight.lent)
    return or_(_parts(sight.own, each=False), *lent)


def has_part_of_unit(sight: Sight) -> ColumnElement[bool]:
    """Matters in which units he heads have a part."""
    return _parts(sight.headed, each=False)


def _parts(principals: Collection[str], each: bool) -> ColumnElement[bool]:
    p = t.participant.c
    if not principals:
        return false()
    if each:  # along the matter's few participants, where that is less than looking for each principal
        principal = p.principal + "" if len(principals) > FEW else p.principal
        return exists().where(p.instance_id == t.instance.c.id, principal.in_(sorted(principals)))
    return t.instance.c.id.in_(select(p.instance_id).where(p.principal.in_(sorted(principals))))


def may_see(connection: Connection, sight: Sight, instance_id: int) -> bool:
    return bool(visible_among(connection, sight, [instance_id]))


def visible_among(connection: Connection, sight: Sight, instances: Collection[int]) -> set[int]:
    """Those of many matters that he may see."""
    i, wanted, found = t.instance.c, sorted(instances), set[int]()
    for n in range(0, len(wanted), CHUNK):
        asked = select(i.id).where(i.id.in_(wanted[n : n + CHUNK]), seen(sight, each=True))
        found.update(connection.execute(asked).scalars())
    return found


def takes_part(connection: Connection, sight: Sight, instance_id: int) -> bool:
    """Whether he, or whoever he stands in for, has a part in the matter: to see one is not enough to add to it."""
    return may_see(connection, Sight(own=sight.own, lent=sight.lent), instance_id)


def refuse_stranger(office: Office, connection: Connection, instance_id: int, person: str) -> None:
    """Raise NotYours unless he takes part."""
    organization = office.organization(connection, office.in_force(connection)["organization"])
    if not takes_part(connection, sight_of(office, connection, person, organization, office.now()), instance_id):
        raise NotYours()
