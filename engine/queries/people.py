"""Who somebody is, for the head of a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.errors import Missing
from engine.organization import Organization
from engine.queries.reader import Reader, reading
from engine.store.office import Office


@dataclass(frozen=True)
class PersonFacts:
    """A person of today's office; `roles` are the role codes held."""

    id: str
    name: str
    unit: str
    post: str
    roles: frozenset[str]


def office_name(office: Office) -> str:
    """The full name of the office itself, "" before an organization was loaded."""
    with office.database.read() as connection:
        try:
            fingerprint = office.in_force(connection)["organization"]
        except Missing:
            return ""
        return office_of(office.organization(connection, fingerprint))


def office_of(organization: Organization) -> str:
    return next((unit.name for unit in organization.units if unit.kind == "office"), "")


def names(office: Office, people: Iterable[str]) -> dict[str, str]:
    """Person id -> name as listed today; an unknown id stands for itself."""
    with office.database.read() as connection:
        organization = office.organization(connection, office.in_force(connection)["organization"])
        return {person: organization.name(person) for person in people}


def person_facts(office: Office, person: str) -> PersonFacts:
    with reading(office, person) as reader:
        return facts_of(reader, person)


def facts_of(reader: Reader, person: str) -> PersonFacts:
    organization = reader.organization
    posts = organization.posts_of(person, reader.today)
    unit = organization.unit(posts[0].unit).name if posts else ""
    return PersonFacts(
        person,
        organization.name(person),
        unit,
        posts[0].title if posts else "",
        organization.roles_of(person, reader.today),
    )
