"""Who held which post and role on a day, from the organization's fingerprinted JSON; what is asked often is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from ..organization import Organization, Record, holds


class People:
    """Every question takes the day it is asked about. A group is `role` or `role@unit`, or a person's id."""

    def __init__(self, records: Mapping[str, list[Any]]) -> None:
        self.records = records
        self.organization = Organization.from_records(records)
        self.by_id: dict[str, Record] = {one["id"]: one for one in records.get("people", ())}
        self.posts: dict[str, Record] = {one["id"]: one for one in records.get("posts", ())}
        self.dispatcher = next((str(one["group"]) for one in records.get("dispatcher", ())), "")
        self._on: dict[tuple[str, date], list[Record]] = {}
        self._groups: dict[tuple[str, date], frozenset[str]] = {}
        self._holders: dict[tuple[str, date], list[str]] = {}

    def on(self, kind: str, day: date) -> list[Record]:
        """The records of a kind that hold on that day."""
        if (kind, day) not in self._on:
            self._on[kind, day] = [one for one in self.records.get(kind, ()) if holds(one, day)]
        return self._on[kind, day]

    def name(self, person: str) -> str:
        return str(self.by_id[person]["name"]) if person in self.by_id else person

    def in_office(self, person: str, on: date) -> bool:
        return person in self.by_id and holds(self.by_id[person], on)

    def in_rank(self, people: Iterable[str]) -> list[str]:
        return self.organization.in_rank(people)

    def holders(self, group: str, on: date) -> list[str]:
        """The people of a group, or the person himself, in order of rank."""
        if (group, on) not in self._holders:
            self._holders[group, on] = self.organization.holders(group, on)
        return self._holders[group, on]

    def post_holders(self, post: str, on: date) -> list[str]:
        held = {one["person"] for one in self.on("holders", on) if one["post"] == post}
        return self.in_rank(one for one in held if self.in_office(one, on))

    def posts_of(self, person: str, on: date) -> list[Record]:
        held = [one["post"] for one in self.on("holders", on) if one["person"] == person]
        return [self.posts[id] for id in held if holds(self.posts[id], on)]

    def units_of(self, person: str, on: date) -> list[str]:
        return list(dict.fromkeys(post["unit"] for post in self.posts_of(person, on)))

    def posts_for(self, group: str, on: date) -> list[Record]:
        """Posts, held or empty, that carry a group's role."""
        role, _, unit = group.partition("@")
        return [one for one in self.on("posts", on) if role in one["roles"] and unit in ("", one["unit"])]

    def groups_of(self, person: str, on: date) -> frozenset[str]:
        """Every group somebody belongs to, and his own id; nothing when he is not in office."""
        if (person, on) not in self._groups:
            found = set()
            if self.in_office(person, on):
                found.add(person)
                for post in self.posts_of(person, on):
                    found |= {name for role in post["roles"] for name in (role, f"{role}@{post['unit']}")}
                for grant in self.on("grants", on):
                    if grant["person"] == person:
                        found |= {grant["role"], *(f"{grant['role']}@{unit}" for unit in grant.get("scope", ()))}
            self._groups[person, on] = frozenset(found)
        return self._groups[person, on]

    def roles_of(self, person: str, on: date) -> frozenset[str]:
        return frozenset(one for one in self.groups_of(person, on) if "@" not in one and one != person)

    def is_absent(self, person: str, on: date) -> bool:
        return any(one["person"] == person for one in self.on("absences", on))

    def superior(self, post: str, on: date) -> Record | None:
        above = self.posts[post].get("superior")
        return self.posts[above] if above and holds(self.posts[above], on) else None

    def alone_in(self, unit: str, person: str, on: date) -> bool:
        """Whether a 单人单位 has nobody but this person."""
        there = self.organization.unit(unit)
        if there is None or not there.get("single_person") or not holds(there, on):
            return False
        posts = [one["id"] for one in self.records.get("posts", ()) if one["unit"] == there["id"]]
        return {one for post in posts for one in self.post_holders(post, on)} == {person}
