"""Who holds which post, role and charge on a given day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from engine.organization.facts import Facts
from engine.organization.records import Grant, Post


class Membership(Facts):
    """The facts with their questions; every question takes the day it is asked about.

    A *group* is `role` or `role@unit`; a person's groups also hold the person's own id.
    """

    def holders(self, group: str, on: date) -> list[str]:
        """The people of a group (`role`, `role@unit`), or the person named by an id, in order of rank."""
        if group in self._people:
            return [group] if self._people[group].covers(on) else []
        role, _, unit = group.partition("@")
        found = {
            holder.person
            for post in self._posts_by_role.get(role, ())
            if post.covers(on) and unit in ("", post.unit)
            for holder in self._holders_by_post.get(post.id, ())
            if holder.covers(on)
        }
        found |= {g.person for g in self.grants if g.role == role and g.covers(on) and _in_scope(g, unit)}
        return self.in_rank(p for p in found if self._people[p].covers(on))

    def groups_of(self, person: str, on: date) -> frozenset[str]:
        """Every group the person belongs to that day, with his own id; empty for nobody of that day."""
        if person not in self._people or not self._people[person].covers(on):
            return frozenset()
        groups = {person}
        for post in self.posts_of(person, on):
            for role in post.roles:
                groups |= {role, f"{role}@{post.unit}"}
        for grant in self._grants_by_person.get(person, ()):
            if grant.covers(on):
                groups |= {grant.role, *(f"{grant.role}@{unit}" for unit in grant.scope)}
        return frozenset(groups)

    def roles_of(self, person: str, on: date) -> frozenset[str]:
        """The role codes alone."""
        return frozenset(g for g in self.groups_of(person, on) - {person} if "@" not in g)

    def posts_of(self, person: str, on: date) -> list[Post]:
        held = (h.post for h in self._holders_by_person.get(person, ()) if h.covers(on))
        return [post for post in (self._posts[p] for p in held) if post.covers(on)]

    def units_of(self, person: str, on: date) -> list[str]:
        """Units in which the person holds a post, the first post's unit first."""
        return list(dict.fromkeys(post.unit for post in self.posts_of(person, on)))

    def post_holders(self, post: str, on: date) -> list[str]:
        found = (h.person for h in self._holders_by_post.get(post, ()) if h.covers(on))
        return self.in_rank(p for p in found if self._people[p].covers(on))

    def posts_for(self, group: str, on: date) -> list[Post]:
        """The posts, held or empty, that carry a group's role."""
        role, _, unit = group.partition("@")
        found = self._posts_by_role.get(role, ())
        return [post for post in found if post.covers(on) and unit in ("", post.unit)]

    def superior(self, post: str, on: date) -> Post | None:
        """The post above, when the organization names one that exists that day."""
        above = self.post(post).superior
        return self._posts[above] if above and self._posts[above].covers(on) else None

    def is_absent(self, person: str, on: date) -> bool:
        return any(a.covers(on) for a in self._absences_by_person.get(person, ()))

    def in_rank(self, people: Iterable[str]) -> list[str]:
        """Each person once, in order of rank, then id."""
        return sorted(set(people), key=lambda p: (self._people[p].rank if p in self._people else 1 << 30, p))

    def line_of(self, unit: str) -> list[str]:
        """The unit and those above it, nearest first."""
        line: list[str] = []
        name: str | None = self._unit_names[unit].id if unit in self._unit_names else None
        while name and name not in line:
            line.append(name)
            name = self._units[name].parent
        return line

    # -- who is in charge

    def leader_in_charge(self, of: str, on: date, tier: str = "district") -> str | None:
        """Who 分管 a unit or topic: who names it, else who names a parent unit, else who has all."""
        charges = [c for c in self.charges if c.tier == tier and c.covers(on)]
        for name in self.line_of(of) or [of]:
            named = [c.person for c in charges if name in c.units or name in c.topics]
            if named:
                return self.in_rank(named)[0]
        return next(iter(self.in_rank(c.person for c in charges if c.all)), None)

    def lead_of(self, topic: str, on: date) -> str | None:
        """The unit that leads a topic by default."""
        return next((t.lead for t in self.topics if t.name == topic and t.covers(on)), None)


def _in_scope(grant: Grant, unit: str) -> bool:
    return not unit or unit in grant.scope
