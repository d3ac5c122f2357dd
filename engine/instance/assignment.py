"""Who gets an opened task, until when: the diagram's wish met with the office as it is that day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from engine import feel
from engine.bpmn import TaskWait
from engine.definition import Definition
from engine.organization import Calendar, Organization, due, step_due


@dataclass(frozen=True)
class Assigned:
    """An opened task as the office sees it. `warnings` are facts for history (an empty post and who got it)."""

    candidates: tuple[str, ...]
    principals: tuple[str, ...]
    people: tuple[str, ...]
    due_at: datetime | None
    term: str
    deputy: str
    warnings: tuple[dict[str, Any], ...]


def assign(
    wait: TaskWait,
    definition: Definition,
    organization: Organization,
    calendar: Calendar,
    at: datetime,
    urgency: str,
    instance_due: datetime | None,
    recused: Collection[str] = (),
    variables: Mapping[str, Any] | None = None,
) -> Assigned:
    """Resolve candidates (diagram, else the lane's roles) and the due date (diagram, else declared term).

    A step is never due later than its instance (domain.md section 0), unless it has a clock of its own.
    `recused` people (回避) do not get it.
    `variables` are the process's own, for `deputy_when`.
    """
    procedure = definition.procedure
    groups = list(wait.candidate_groups)
    if not (groups or wait.candidate_users or wait.assignee):
        groups = list(procedure.roles.get(wait.lane or "", ()))
    rules = procedure.task(wait.element)
    deputy = rules.deputy
    if rules.deputy_when and feel.evaluate(rules.deputy_when, {**(variables or {}), **wait.variables}) is True:
        deputy = "order"
    found = organization.resolve(
        groups, wait.candidate_users, wait.assignee, at, deputy, procedure.key, wait.element, recused
    )
    own, term = due_of(wait, definition, calendar, at, urgency, instance_due)
    asked = [*groups, *wait.candidate_users, *([wait.assignee] if wait.assignee else [])]
    return Assigned(
        tuple(asked), tuple(found.principals), tuple(found.people),
        own, term, deputy,
        tuple(asdict(w) for w in found.warnings),
    )  # fmt: skip


def due_of(
    wait: TaskWait,
    definition: Definition,
    calendar: Calendar,
    at: datetime,
    urgency: str,
    instance_due: datetime | None,
) -> tuple[datetime | None, str]:
    """Until when a step that opens has time, and by which term: the diagram's due, else the declared term.

    Never later than the matter itself, unless the step has a clock of its own.
    """
    procedure = definition.procedure
    term = _decided_term(wait) or procedure.term(wait.element, urgency)
    own = wait.due or (due(term, at, calendar) if term else None)
    return (own if procedure.task(wait.element).own_clock else step_due(own, instance_due)), term


def _decided_term(wait: TaskWait) -> str:
    """The term a decision gave this task: the local variable its `term` property names (lights count by it)."""
    found = wait.variables.get(str(wait.properties.get("term", "")))
    return found if isinstance(found, str) else ""
