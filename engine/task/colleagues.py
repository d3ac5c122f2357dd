"""Whom a task may be given to or shared with: somebody in office who does business and is not recused."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from engine.clock import local
from engine.definition.procedure import TaskRules
from engine.organization import Organization, may, separated


def not_to_be_asked(
    person: str,
    rules: TaskRules,
    organization: Organization,
    at: datetime,
    done_by: Mapping[str, Collection[str]],
) -> str:
    """The sentence that says why not; "" when he may be asked."""
    on = local(at).date()
    if not any(p.id == person and p.covers(on) for p in organization.people):
        return f"没有这个人:{str(person)[:40]}。"
    if not may(organization, person, "task.do", at):
        return f"{organization.name(person)}没有业务岗位。"
    if separated(person, rules.different_from, done_by) is not None:
        return f"{organization.name(person)}办理过须回避的环节。"
    return ""


def same_unit(organization: Organization, mine: str, other: str, at: datetime) -> bool:
    on = local(at).date()
    return not {*organization.units_of(mine, on)}.isdisjoint(organization.units_of(other, on))


def dispatches(organization: Organization, person: str, dispatcher: Collection[str], at: datetime) -> bool:
    """Whether he rules on transfers between units himself; a dispatcher may be the role of one unit (role@unit)."""
    return not organization.groups_of(person, local(at).date()).isdisjoint(dispatcher)
