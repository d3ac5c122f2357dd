"""One matter as the rules for acting on it ask for it: who took part, what was done, where the tokens stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select

from engine.bpmn import Environment, Execution
from engine.definition import Definition
from engine.errors import NotNow, Refused
from engine.organization import Thing, may
from engine.queries.ahead import trial_environment
from engine.queries.reader import Reader
from engine.store import tables as t
from engine.store.locking import CHILDREN, DONE, DONE_STEPS, PARTICIPANTS
from engine.store.rebuild import restore_execution
from engine.task import Entitled, Task, asked_unit, done_by, refuse_own


@dataclass(frozen=True)
class Matter:
    """`row` is the instance with its document's content; everything else is read when it is asked for."""

    reader: Reader
    row: Any
    definition: Definition

    @cached_property
    def participants(self) -> frozenset[str]:
        rows = self.reader.connection.execute(PARTICIPANTS, {"instance_id": self.row.id})
        return frozenset(row.principal for row in rows)

    @cached_property
    def thing(self) -> Thing:
        owner = frozenset(self.definition.procedure.owner)
        return Thing(owner=self.row.starter, responsible=owner, participants=self.participants)

    @property
    def answers(self) -> bool:
        """Whether the reader answers for the matter (docs/actions.md: owner)."""
        return not self.reader.roles.isdisjoint(self.definition.procedure.owner)

    @property
    def running(self) -> bool:
        return bool(self.row.state == "running")

    @cached_property
    def done_steps(self) -> list[str]:
        rows = self.reader.connection.execute(DONE_STEPS, {"instance_id": self.row.id})
        return list(dict.fromkeys(row.element for row in rows))

    def done_by(self, key: str = "") -> dict[str, set[str]]:
        """Who has done which step, in the round of the task with this key and outside rounds."""
        return done_by(self.row.starter, self._done, key)

    @cached_property
    def _done(self) -> list[Any]:
        return list(self.reader.connection.execute(DONE, {"instance_id": self.row.id}))

    @cached_property
    def execution(self) -> Execution:
        return restore_execution(self.reader.office, self.reader.connection, self.row)

    @cached_property
    def environment(self) -> Environment:
        return trial_environment(self.reader, self.definition)

    def may(self, verb: str) -> bool:
        return may(self.reader.organization, self.reader.person, verb, self.reader.now, self.thing)

    def children(self, parents: Iterable[int]) -> list[Any]:
        """Open inserted tasks (id, role, parent) of these main tasks."""
        wanted = list(parents)
        if not wanted:
            return []
        return list(self.reader.connection.execute(CHILDREN, {"instance_id": self.row.id, "parents": wanted}))

    def tasks(self, *states: str) -> list[Task]:
        rows = self.reader.connection.execute(
            select(*(t.task.c[name] for name in Task.__dataclass_fields__))
            .where(t.task.c.instance_id == self.row.id, t.task.c.state.in_(states))
            .order_by(t.task.c.id)
        )
        return [task_of(row) for row in rows]

    def held_up(self) -> NotNow | None:
        """The refusal when nothing can be done in it now."""
        who = self.reader.name(self.row.held_by) if self.row.held_by else ""
        if self.row.hold == "paused":
            return NotNow("paused", f"该事项已由{who}暂停(补正),恢复后才能办理。", f"{who} paused the matter.")
        if self.row.hold == "suspended":
            return NotNow("suspended", f"该事项已由{who}挂起,恢复后才能办理。", f"{who} suspended the matter.")
        return None

    def recused(self, task: Task, acts_as: Entitled) -> Refused | None:
        """回避, asked as the actions ask it: whoever may not do a step is offered nothing else at it either."""
        reader, rules = self.reader, self.definition.procedure.task(task.element)
        unit = asked_unit(task.candidates, self.row.starter_unit)
        try:
            refuse_own(task, rules, acts_as, self.done_by(task.key), reader.organization, unit, reader.now)
        except Refused as refused:
            return refused
        return None


def task_of(row: Any) -> Task:
    return Task(**{**row._mapping, "principals": tuple(row.principals), "candidates": tuple(row.candidates)})
