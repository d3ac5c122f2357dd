"""All facts of an office as one immutable value, with the indexes its questions are answered from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self, TypeVar, cast

from engine.errors import Missing, Refused
from engine.organization.kinds import KINDS, read_record, write_record
from engine.organization.records import (
    Absence,
    Charge,
    Dated,
    Deputy,
    Grant,
    Holder,
    Person,
    PlanItem,
    Post,
    Topic,
    Unit,
)

T = TypeVar("T", bound=Dated)


@dataclass(frozen=True)
class Facts:
    """All dated facts of an office. Built from records, which must point at each other correctly."""

    units: tuple[Unit, ...] = ()
    people: tuple[Person, ...] = ()
    posts: tuple[Post, ...] = ()
    holders_of_posts: tuple[Holder, ...] = ()
    deputies: tuple[Deputy, ...] = ()
    grants: tuple[Grant, ...] = ()
    absences: tuple[Absence, ...] = ()
    charges: tuple[Charge, ...] = ()
    topics: tuple[Topic, ...] = ()
    plan_items: tuple[PlanItem, ...] = ()
    dispatcher: str = ""

    # -- records

    @classmethod
    def from_records(cls, records: Mapping[str, list[dict[str, Any]]]) -> Self:
        """Build from plain dicts per kind; `dispatcher` is a list of one `{"group": ...}`.

        Raises Refused `organization.record` for unknown kinds, keys, and names that point nowhere.
        """
        if unknown := set(records) - set(KINDS) - {"dispatcher"}:
            raise Refused(
                "organization.record",
                f"未知的数据种类:{sorted(unknown)}。",
                f"Unknown kinds: {sorted(unknown)}.",
            )
        read = {
            _attribute(kind): tuple(read_record(shape, record) for record in records.get(kind, ()))
            for kind, shape in KINDS.items()
        }
        dispatcher = next((str(row["group"]) for row in records.get("dispatcher", ())), "")
        made = cls(**cast(dict[str, Any], read), dispatcher=dispatcher)
        made.check_names()
        return made

    def as_records(self) -> dict[str, list[dict[str, Any]]]:
        """The same facts as plain dicts, the inverse of `from_records`."""
        out = {kind: [write_record(row) for row in getattr(self, _attribute(kind))] for kind in KINDS}
        return {**out, "dispatcher": [{"group": self.dispatcher}] if self.dispatcher else []}

    def check_names(self) -> None:
        """Raise Refused `organization.record` when a fact names a unit, person or post that is not there."""
        posts = set(self._posts)
        wrong = [
            *_missing("unit", (p.unit for p in self.posts), self._units),
            *_missing("unit", (u.parent for u in self.units), self._units),
            *_missing("post", (p.superior for p in self.posts), posts),
            *_missing("post", (h.post for h in self.holders_of_posts), posts),
            *_missing("post", (d.post for d in self.deputies), posts),
            *_missing("person", (h.person for h in self.holders_of_posts), self._people),
            *_missing("person", (g.person for g in self.grants), self._people),
            *_missing("person", (a.person for a in self.absences), self._people),
            *_missing("person", (c.person for c in self.charges), self._people),
            *_missing("person", (who for d in self.deputies for who in (d.deputy, d.principal)), self._people),
            *_missing("unit", (unit for c in self.charges for unit in c.units), self._units),
            *_missing("unit", (t.lead for t in self.topics), self._units),
        ]
        if wrong:
            raise Refused(
                "organization.record", f"组织数据指向不存在的对象:{wrong[0]}。", f"Nothing there: {wrong[0]}."
            )

    # -- single things

    def person(self, person: str) -> Person:
        if person not in self._people:
            raise Missing("person.missing", f"没有这个人:{person}。", f"No such person: {person}.")
        return self._people[person]

    def unit(self, unit: str) -> Unit:
        """A unit by its id, full name or alias."""
        if unit not in self._unit_names:
            raise Missing("unit.missing", f"没有这个单位:{unit}。", f"No such unit: {unit}.")
        return self._unit_names[unit]

    def post(self, post: str) -> Post:
        if post not in self._posts:
            raise Missing("post.missing", f"没有这个岗位:{post}。", f"No such post: {post}.")
        return self._posts[post]

    def name(self, person: str) -> str:
        """The person's name, or the id itself for somebody not (or no longer) listed."""
        return self._people[person].name if person in self._people else person

    # -- indexes

    @cached_property
    def _units(self) -> dict[str, Unit]:
        return {unit.id: unit for unit in self.units}

    @cached_property
    def _unit_names(self) -> dict[str, Unit]:
        named = {alias: unit for unit in self.units for alias in (*unit.aliases, unit.name)}
        return {**named, **self._units}

    @cached_property
    def _people(self) -> dict[str, Person]:
        return {person.id: person for person in self.people}

    @cached_property
    def _posts(self) -> dict[str, Post]:
        return {post.id: post for post in self.posts}

    @cached_property
    def _posts_by_role(self) -> dict[str, list[Post]]:
        return _index((role, post) for post in self.posts for role in post.roles)

    @cached_property
    def _holders_by_post(self) -> dict[str, list[Holder]]:
        return _index((holder.post, holder) for holder in self.holders_of_posts)

    @cached_property
    def _holders_by_person(self) -> dict[str, list[Holder]]:
        return _index((holder.person, holder) for holder in self.holders_of_posts)

    @cached_property
    def _grants_by_person(self) -> dict[str, list[Grant]]:
        return _index((grant.person, grant) for grant in self.grants)

    @cached_property
    def _absences_by_person(self) -> dict[str, list[Absence]]:
        return _index((absence.person, absence) for absence in self.absences)


def _index(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return dict(found)


def _attribute(kind: str) -> str:
    return "holders_of_posts" if kind == "holders" else kind


def _missing(what: str, names: Iterable[str | None], known: Iterable[str]) -> list[str]:
    there = set(known)
    return [f"{what} {name}" for name in names if name and name not in there]
