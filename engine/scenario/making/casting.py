"""Who of the cast plays whom: somebody with the same roles, of the same unit where there is one, each one person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from engine.organization import Organization


class Casting:
    """Maps the real office's people to the cast's, and remembers whom it gave to whom."""

    def __init__(self, real: Organization, cast: Organization, day: date, played: date) -> None:
        self.real, self.cast, self.day, self.played = real, cast, day, played
        self.people: dict[str, str] = {}

    def give(self, person: str) -> str:
        """The cast's person who plays this one; himself when he is nobody of the office (the system)."""
        if person not in self.people:
            wanted = self.real.groups_of(person, self.day) - {person}
            if not wanted and person not in {p.id for p in self.real.people}:
                return person
            taken = set(self.people.values())
            self.people[person] = min(
                (p.id for p in self.cast.people if p.covers(self.played)),
                key=lambda id: (-self._likeness(id, wanted), id in taken, id),
            )
        return self.people[person]

    def names(self) -> dict[str, str]:
        """Names of the real office's people -> the cast's."""
        cast = {p.id: p.name for p in self.cast.people}
        return {p.name: cast[self.give(p.id)] for p in self.real.people if len(p.name) > 1}

    def _likeness(self, person: str, wanted: Iterable[str]) -> int:
        """Roles of the same unit count most, then roles; those he has beside count a little against him."""
        groups = self.cast.groups_of(person, self.played) - {person}
        wanted = set(wanted)
        return 4 * len(groups & wanted) - len(groups - wanted)
