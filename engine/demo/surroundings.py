"""What the demo's people know of their office today: who is there, what forms offer, what FEEL may read."""

from __future__ import annotations

import random
from collections.abc import Mapping

from engine import feel
from engine.clock import local
from engine.definition import Definition, Procedure
from engine.demo.choice import Chooser
from engine.demo.habit import Habits
from engine.instance.environment import functions
from engine.organization import Calendar, Organization
from engine.queries.agenda import WaitingTask
from engine.store.office import Office

JUNIOR = 0.9  # of tasks of several holders are done by the most junior one
KINDS = ("units", "township_units", "people", "leaders", "plan_items")


class Surroundings:
    """Read from the tables, and kept as long as nothing of it changes."""

    def __init__(self, office: Office, draw: random.Random) -> None:
        self.office, self.draw = office, draw
        self._definitions: dict[int, Definition] = {}
        self._known: tuple[str, dict[str, object]] = ("", {})
        self._now_in_force: tuple[Organization, Calendar] | None = None

    def forget(self) -> None:
        self._now_in_force = None

    def people(self, task: WaitingTask) -> list[str]:
        """Who may do it today, in the order in which they would: present holders, stand-ins, then anybody."""
        if task.assignee is not None:
            return [task.assignee]
        organization, _ = self._in_force()
        now = self.office.now()
        on = local(now).date()
        holders = organization.in_rank(p for group in task.principals for p in organization.holders(group, on))
        present = [p for p in holders if not organization.is_absent(p, on)]
        away = [p for p in holders if p not in present]
        instead = [d.deputy for p in away for d in organization.deputies_of(p, now)]
        if self.draw.random() < JUNIOR:
            present.reverse()
        return list(dict.fromkeys([*present, *instead, *away]))

    def holders(self, group: str) -> list[str]:
        return self._in_force()[0].holders(group, local(self.office.now()).date())

    def colleagues(self, person: str) -> list[str]:
        """Others of the person's units who are in the office today."""
        organization, _ = self._in_force()
        on = local(self.office.now()).date()
        units = set(organization.units_of(person, on))
        return [
            p.id for p in organization.people
            if p.id != person and units & set(organization.units_of(p.id, on)) and not organization.is_absent(p.id, on)
        ]  # fmt: skip

    def rules(self, task: WaitingTask) -> Procedure:
        return self.definition(task).procedure

    def definition(self, task: WaitingTask) -> Definition:
        found = self._definitions.get(task.definition_id)
        if found is None:
            with self.office.database.read() as connection:
                found = self._definitions[task.definition_id] = self.office.definition(connection, task.definition_id)
        return found

    def chooser(
        self, definition: Definition, document: Mapping[str, object], variables: Mapping[str, object], habits: Habits
    ) -> Chooser:
        organization, calendar = self._in_force()
        now = self.office.now()
        environment = feel.Environment(functions=functions(definition, organization, calendar, now), now=now)
        shown = {**self._offered(organization), **document, **variables}
        shown |= {"moment": now, "minute": f"{local(now):%Y-%m-%dT%H:%M}", "today_text": f"{local(now):%Y-%m-%d}"}
        return Chooser(self.draw, habits.lists, shown, environment)

    def _offered(self, organization: Organization) -> dict[str, object]:
        """Options of forms, and `staff`: the people of each unit; made once a day and for each organization."""
        on = local(self.office.now()).date()
        key = f"{id(organization)} {on}"
        if self._known[0] != key:
            staff: dict[str, list[str]] = {}
            for person in organization.people:
                for unit in organization.units_of(person.id, on):
                    staff.setdefault(unit, []).append(person.id)
            self._known = (key, {**{kind: organization.options(kind, on) for kind in KINDS}, "staff": staff})
        return self._known[1]

    def _in_force(self) -> tuple[Organization, Calendar]:
        """Organization and calendar; asked anew after a change (`forget`)."""
        if self._now_in_force is None:
            self._now_in_force = self._read_in_force()
        return self._now_in_force

    def _read_in_force(self) -> tuple[Organization, Calendar]:
        with self.office.database.read() as connection:
            found = self.office.in_force(connection)
            return (
                self.office.organization(connection, found["organization"]),
                self.office.calendar(connection, found["calendar"]),
            )
