"""The organization: the one value other rooms ask about people."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from engine.errors import Missing
from engine.organization import assignment, deputies
from engine.organization.membership import Membership
from engine.organization.records import Deputy
from engine.organization.times import local_date


class Organization(Membership):
    """An office's people and posts. Facts are in facts.py, questions about a day in membership.py;
    the methods here are those of deputies.py and assignment.py, which document them."""

    def deputies_of(self, person: str, at: date | datetime) -> list[Deputy]:
        return deputies.deputies_of(self, person, at)

    def stands_in_for(self, person: str, at: date | datetime) -> list[Deputy]:
        return deputies.stands_in_for(self, person, at)

    def may_stand_in(
        self,
        for_person: str,
        by_person: str,
        at: date | datetime,
        procedure: str = "",
        requirement: deputies.Requirement = "ab",
        duty: str = "",
    ) -> Deputy | None:
        return deputies.may_stand_in(self, for_person, by_person, at, procedure, requirement, duty)

    def shown(self, deputy: Deputy) -> str:
        return deputies.shown(self, deputy)

    def resolve(
        self,
        candidate_groups: Collection[str] = (),
        candidate_users: Collection[str] = (),
        assignee: str | None = None,
        at: date | datetime | None = None,
        requirement: deputies.Requirement = "ab",
        procedure: str = "",
        duty: str = "",
        recused: Collection[str] = (),
    ) -> assignment.Assignment:
        return assignment.resolve(
            self, candidate_groups, candidate_users, assignee, at, requirement, procedure, duty, recused
        )

    def options(self, kind: str, at: date | datetime) -> list[dict[str, str]]:
        """Choices of a form's `valuesKey`: units, township_units, people, leaders or plan_items, in order.

        Each is `{"value", "label"}`; raises Missing for another kind.
        """
        on = local_date(at)
        units = sorted((u for u in self.units if u.covers(on)), key=lambda u: (u.order, u.id))
        people = sorted((p for p in self.people if p.covers(on)), key=lambda p: (p.rank, p.id))
        leaders = {*self.holders("leader-head", on), *self.holders("leader", on)}
        match kind:
            case "units":
                found = [(u.id, u.name) for u in units if u.kind in ("township", "department")]
            case "township_units":
                found = [(u.id, u.name) for u in units if u.kind == "township"]
            case "people":
                found = [(p.id, p.name) for p in people]
            case "leaders":
                found = [(p.id, p.name) for p in people if p.id in leaders]
            case "plan_items":
                found = [(i.id, f"{i.id} {i.title}") for i in self.plan_items if i.covers(on)]
            case _:
                raise Missing("options.missing", f"没有这种选项:{kind}。", f"No such options: {kind}.")
        return [{"value": value, "label": label} for value, label in found]
