"""Who held which post, role and charge on a day, from the organization's fingerprinted JSON."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

Record = dict[str, Any]


def covers(record: Record, on: date) -> bool:
    """Dated records hold from `from` to `to`, both days included; a missing one means always."""
    return (not record.get("from") or date.fromisoformat(record["from"]) <= on) and (
        not record.get("to") or on <= date.fromisoformat(record["to"])
    )


class People:
    """Every question takes the day it is asked about. A group is `role` or `role@unit`."""

    def __init__(self, records: dict[str, list[Record]]) -> None:
        self.records = records
        self.by_id = {one["id"]: one for one in records.get("people", ())}
        self.posts = {one["id"]: one for one in records.get("posts", ())}
        self.units = {one["id"]: one for one in records.get("units", ())}
        self.unit_names = {
            **{alias: one for one in self.units.values() for alias in (*one.get("aliases", ()), one["name"])},
            **self.units,
        }
        self.dispatcher = next((str(one["group"]) for one in records.get("dispatcher", ())), "")
        self._groups: dict[tuple[str, date], frozenset[str]] = {}
        self._holders: dict[tuple[str, date], list[str]] = {}

    def name(self, person: str) -> str:
        return str(self.by_id[person]["name"]) if person in self.by_id else person

    def in_office(self, person: str, on: date) -> bool:
        return person in self.by_id and covers(self.by_id[person], on)

    def in_rank(self, people: Iterable[str]) -> list[str]:
        return sorted(set(people), key=lambda one: (self.by_id[one]["rank"] if one in self.by_id else 1 << 30, one))

    def all_holders(self, post: str, on: date) -> list[str]:
        """Who holds a post that day and is in office."""
        held = {one["person"] for one in self.records.get("holders", ()) if one["post"] == post and covers(one, on)}
        return self.in_rank(one for one in held if self.in_office(one, on))

    def posts_of(self, person: str, on: date) -> list[Record]:
        held = [one["post"] for one in self.records.get("holders", ()) if one["person"] == person and covers(one, on)]
        return [self.posts[id] for id in held if covers(self.posts[id], on)]

    def units_of(self, person: str, on: date) -> list[str]:
        return list(dict.fromkeys(post["unit"] for post in self.posts_of(person, on)))

    def posts_for(self, group: str, on: date) -> list[Record]:
        """Posts, held or empty, that carry a group's role."""
        role, _, unit = group.partition("@")
        return [
            one for one in self.posts.values()
            if role in one["roles"] and covers(one, on) and unit in ("", one["unit"])
        ]  # fmt: skip

    def groups_of(self, person: str, on: date) -> frozenset[str]:
        """Every group somebody belongs to, and his own id; nothing when he is not in office."""
        known = self._groups.get((person, on))
        if known is not None:
            return known
        found = set()
        if self.in_office(person, on):
            found.add(person)
            for post in self.posts_of(person, on):
                found |= {name for role in post["roles"] for name in (role, f"{role}@{post['unit']}")}
            for grant in self._grants(on):
                if grant["person"] == person:
                    found |= {grant["role"], *(f"{grant['role']}@{unit}" for unit in grant.get("scope", ()))}
        self._groups[person, on] = frozenset(found)
        return self._groups[person, on]

    def roles_of(self, person: str, on: date) -> frozenset[str]:
        return frozenset(one for one in self.groups_of(person, on) if "@" not in one and one != person)

    def holders(self, group: str, on: date) -> list[str]:
        """The people of a group, or the person himself, in order of rank."""
        if group in self.by_id:
            return [group] if self.in_office(group, on) else []
        if (group, on) not in self._holders:
            role, _, unit = group.partition("@")
            found = {one for post in self.posts_for(group, on) for one in self.all_holders(post["id"], on)}
            found |= {
                one["person"] for one in self._grants(on)
                if one["role"] == role and (not unit or unit in one.get("scope", ()))
            }  # fmt: skip
            self._holders[group, on] = self.in_rank(one for one in found if self.in_office(one, on))
        return self._holders[group, on]

    def _grants(self, on: date) -> list[Record]:
        return [one for one in self.records.get("grants", ()) if covers(one, on)]

    def is_absent(self, person: str, on: date) -> bool:
        return any(one["person"] == person and covers(one, on) for one in self.records.get("absences", ()))

    def superior(self, post: str, on: date) -> Record | None:
        above = self.posts[post].get("superior")
        return self.posts[above] if above and covers(self.posts[above], on) else None

    def alone_in(self, unit: str, person: str, on: date) -> bool:
        """Whether a 单人单位 has nobody but this person."""
        there = self.unit_names.get(unit)
        if there is None or not there.get("single_person") or not covers(there, on):
            return False
        held = {
            one for post in self.posts.values() if post["unit"] == there["id"]
            for one in self.all_holders(post["id"], on)
        }  # fmt: skip
        return held == {person}

    # -- who is in charge

    def leader_in_charge(self, of: str, on: date, tier: str) -> str | None:
        """Who 分管 a unit or topic: named, else named for a unit above, else who has all."""
        charges = [one for one in self.records.get("charges", ()) if one["tier"] == tier and covers(one, on)]
        for name in self._line(of) or [of]:
            named = [one["person"] for one in charges if name in one.get("units", ()) or name in one.get("topics", ())]
            if named:
                return self.in_rank(named)[0]
        return next(iter(self.in_rank(one["person"] for one in charges if one.get("all"))), None)

    def lead_of(self, topic: str, on: date) -> str | None:
        return next((o["lead"] for o in self.records.get("topics", ()) if o["name"] == topic and covers(o, on)), None)

    def _line(self, unit: str) -> list[str]:
        line: list[str] = []
        at = self.unit_names[unit]["id"] if unit in self.unit_names else None
        while at and at not in line:
            line.append(at)
            at = self.units[at].get("parent")
        return line
