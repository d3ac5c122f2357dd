"""Who may look at an instance: those it was ever given to, who started it, and the heads of their units."""

from __future__ import annotations

from sqlalchemy import Connection, select

from engine.clock import local
from engine.errors import NotYours
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import Actor


def principals_of(office: Office, connection: Connection, person: str) -> frozenset[str]:
    """The person's own groups, and those of everybody he stands in for now."""
    organization = office.organization(connection, office.in_force(connection)["organization"])
    now = office.now()
    on = local(now).date()
    groups = set(organization.groups_of(person, on))
    for deputy in organization.stands_in_for(person, now):
        groups |= organization.groups_of(deputy.principal, on)
    return frozenset(groups)


def refuse_stranger(office: Office, connection: Connection, instance_id: int, by: Actor) -> None:
    """Raise NotYours unless the person takes part in the instance."""
    p = t.participant.c
    found = connection.execute(
        select(p.principal)
        .where(p.instance_id == instance_id, p.principal.in_(principals_of(office, connection, by.person)))
        .limit(1)
    ).first()
    if found is None:
        raise NotYours()
