"""The people, posts and charges of a package, as expressions ask about them on one day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .not_verified import NotVerified

Record = Mapping[str, Any]
KINDS = ("units", "people", "posts", "holders", "grants", "charges", "topics")


@dataclass(frozen=True)
class Organization:
    """Plain records by kind, as the package keeps them; `from` and `to` are the first and last day."""

    records: Mapping[str, list[Record]]

    @classmethod
    def from_records(cls, records: Mapping[str, list[Record]]) -> Organization:
        kept = {kind: list(records.get(kind, ())) for kind in KINDS}
        if not all(isinstance(record, dict) for rows in kept.values() for record in rows):
            raise NotVerified("组织数据的格式不对。")
        return cls(kept)

    def of(self, kind: str, on: date) -> list[Record]:
        """The records of a kind that hold on that day."""
        return [record for record in self.records[kind] if holds(record, on)]

    def person(self, name: str) -> Record | None:
        return next((person for person in self.records["people"] if person["id"] == name), None)

    def in_rank(self, people: Iterable[str]) -> list[str]:
        ranks = {person["id"]: person["rank"] for person in self.records["people"]}
        return sorted(set(people), key=lambda name: (ranks.get(name, 1 << 30), name))

    def holders(self, group: str, on: date) -> list[str]:
        """The people of a role, of a role at a unit, or the one of that id, in order of rank."""
        person = self.person(group)
        if person is not None:
            return [group] if holds(person, on) else []
        role, _, unit = group.partition("@")
        posts = {post["id"] for post in self.of("posts", on) if role in post["roles"] and unit in ("", post["unit"])}
        found = {holder["person"] for holder in self.of("holders", on) if holder["post"] in posts}
        found |= {
            grant["person"]
            for grant in self.of("grants", on)
            if grant["role"] == role and (not unit or unit in grant.get("scope", ()))
        }
        present = {person["id"] for person in self.of("people", on)}
        return self.in_rank(found & present)

    def unit_of(self, person: str, on: date) -> str | None:
        """The unit of the first post the person holds."""
        posts = {post["id"]: post["unit"] for post in self.of("posts", on)}
        held = (holder["post"] for holder in self.of("holders", on) if holder["person"] == person)
        return next((posts[post] for post in held if post in posts), None)

    def unit(self, name: str) -> Record | None:
        """By id, else by full name or alias."""
        units = self.records["units"]
        by_id = next((unit for unit in units if unit["id"] == name), None)
        if by_id is not None:
            return by_id
        named = [unit for unit in units if name == unit["name"] or name in unit.get("aliases", ())]
        return named[-1] if named else None

    def in_charge(self, of: str, on: date, tier: str) -> str | None:
        """Who has charge of a unit or topic: of itself, else of the nearest unit above, else of everything."""
        charges = [charge for charge in self.of("charges", on) if charge["tier"] == tier]
        for name in self.line(of) or [of]:
            named = [c["person"] for c in charges if name in c.get("units", ()) or name in c.get("topics", ())]
            if named:
                return self.in_rank(named)[0]
        everything = self.in_rank(charge["person"] for charge in charges if charge.get("all"))
        return everything[0] if everything else None

    def line(self, name: str) -> list[str]:
        """The unit and those above it."""
        line: list[str] = []
        unit = self.unit(name)
        while unit is not None and unit["id"] not in line:
            line.append(unit["id"])
            parent = unit.get("parent")
            unit = next((each for each in self.records["units"] if each["id"] == parent), None)
        return line

    def lead_of(self, topic: str, on: date) -> str | None:
        return next((each["lead"] for each in self.of("topics", on) if each["name"] == topic), None)


def holds(record: Record, on: date) -> bool:
    first, last = record.get("from"), record.get("to")
    day = on.isoformat()
    return (not first or str(first) <= day) and (not last or day <= str(last))
