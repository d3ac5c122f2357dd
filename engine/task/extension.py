"""延期: the new due and who decides it, by the procedure's rules and its decision."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.bpmn import Environment
from engine.definition import Definition
from engine.definition.procedure import ExtensionRules
from engine.errors import Incident, NotNow, Refused
from engine.organization import Calendar, ExtensionRule, Organization, Requirement, extend, local_date
from engine.task.task import Task


@dataclass(frozen=True)
class Clock:
    """The due that is to move: since when it runs, until when, and how many extensions it has had."""

    begun: datetime
    due: datetime
    granted: int


def extended_due(calendar: Calendar, rules: ExtensionRules, clock: Clock, at: datetime, days: int) -> datetime:
    """The due `days` working days later; raises Refused extension.late, extension.again or extension.too_long."""
    new = extend(
        calendar, clock.due, at, days, ExtensionRule(rules.cap, rules.times, rules.ahead), clock.granted
    )
    if rules.not_over_term:
        length = calendar.workdays_left(local_date(clock.begun), local_date(clock.due))
        if days > length:
            raise Refused(
                "extension.too_long", f"延期不得超过原时限({length}个工作日)。", f"No longer than the term of {length}."
            )
    return new


def extension_approver(
    definition: Definition,
    rules: ExtensionRules,
    task: Task,
    scope: Mapping[str, Any],
    env: Environment,
    organization: Organization,
    askers: Collection[str],
) -> tuple[list[str], Requirement]:
    """Principals the decision names, and which stand-ins it accepts; NotNow `extension_refused` when it says no."""
    found, _ = definition.decisions[rules.decision](scope, env)
    answer: Mapping[str, Any] = found if isinstance(found, Mapping) else {"approver": found}
    if answer.get("refused"):
        raise NotNow("extension_refused", str(answer["refused"]), "The rules do not allow this extension.")
    named = answer.get("approver")
    names = [str(name) for name in named] if isinstance(named, list) else [str(named)] if named else []
    people = {person.id for person in organization.people}
    wanted = answer.get("deputy")
    deputy: Requirement = wanted if wanted in ("order", "none") else "ab"
    resolved = organization.resolve(
        [name for name in names if name not in people], [name for name in names if name in people], None, env.now,
        deputy, definition.procedure.key, task.element, askers,
    )  # fmt: skip
    if not resolved.principals:
        raise Incident(
            "no_approver", task.element, task.key, "延期审批没有得到审批人,请联系流程分析员。",
            "The decision names nobody to decide the extension.",
        )  # fmt: skip
    return list(resolved.principals), deputy
