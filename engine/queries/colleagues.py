"""People and groups a page offers to choose from, unit by unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.organization import may
from engine.queries.reader import Reader
from engine.words import GROUPS


@dataclass(frozen=True)
class Choice:
    id: str
    name: str
    note: str = ""


@dataclass(frozen=True)
class UnitChoices:
    """The people of one unit, by rank."""

    unit: str
    people: tuple[Choice, ...]


def people_by_unit(reader: Reader, fits: Callable[[str], bool]) -> tuple[UnitChoices, ...]:
    """Everybody in office with a post who fits, under his first post's unit; the reader's own unit first."""
    organization, on = reader.organization, reader.today
    units: dict[str, list[Choice]] = {}
    for person in organization.in_rank(p.id for p in organization.people if p.covers(on)):
        posts = organization.posts_of(person, on)
        if posts and fits(person):
            units.setdefault(posts[0].unit, []).append(Choice(person, reader.name(person), posts[0].title))
    mine = reader.unit(reader.person)
    order = {unit.id: (unit.id != mine, unit.order, unit.id) for unit in organization.units}
    return tuple(UnitChoices(unit, tuple(units[unit])) for unit in sorted(units, key=lambda name: order[name]))


def readers_by_unit(reader: Reader) -> tuple[UnitChoices, ...]:
    """Whom something may be sent to for reading."""
    return people_by_unit(
        reader,
        lambda person: person != reader.person and may(reader.organization, person, "reading.do", reader.now),
    )


def reading_groups(reader: Reader) -> tuple[Choice, ...]:
    """Groups that are sent to as one, with how many they are."""
    found = []
    for role, (zh, _) in GROUPS.items():
        people = [p for p in reader.organization.holders(role, reader.today) if p != reader.person]
        if people:
            found.append(Choice(role, zh, str(len(people))))
    return tuple(found)
