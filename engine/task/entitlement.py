"""May this person do this task now, and in whose name?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.clock import local
from engine.definition.procedure import TaskRules
from engine.errors import NotNow, NotYours, Refused
from engine.organization import Organization, may, same_person_unit, separated
from engine.task.task import Task


@dataclass(frozen=True)
class Entitled:
    """`signature` is how history shows the person: 文思齐, or 甄务实(代甄为民,主持工作)."""

    person: str
    on_behalf_of: str | None
    signature: str
    post: str


def entitle(task: Task, person: str, organization: Organization, at: datetime, procedure: str) -> Entitled:
    """Who the person acts as: himself when the task was given to him or his group, else a deputy.

    Raises NotYours, also for whoever does no business (auditors, administrators) whatever a diagram asks of them, or
    NotNow when a colleague has signed for the task.
    """
    if not may(organization, person, "task.do", at):
        raise NotYours()
    on = local(at).date()
    groups = organization.groups_of(person, on)
    mine = not groups.isdisjoint(task.principals)
    standing = None
    if not mine:
        owners = [p for principal in task.principals for p in organization.holders(principal, on)]
        standing = next(
            (
                d
                for owner in owners
                if (d := organization.may_stand_in(owner, person, at, procedure, task.deputy, task.element))  # type: ignore[arg-type]
            ),
            None,
        )
        if standing is None:
            raise NotYours()
    if task.assignee is not None and task.assignee not in (
        person,
        standing.principal if standing else person,
    ):
        when = local(task.claimed_at).strftime("%Y-%m-%d %H:%M") if task.claimed_at else ""
        raise NotNow(
            "claimed_by_other",
            f"该任务已由{organization.name(task.assignee)}{f'于{when}' if when else ''}签收。",
            f"{organization.name(task.assignee)} has signed for this task{f' at {when}' if when else ''}.",
            who=task.assignee,
            at=task.claimed_at.isoformat() if task.claimed_at else None,
        )
    posts = organization.posts_of(standing.principal if standing and standing.principal else person, on)
    fitting = [p for p in posts if {*p.roles, *(f"{r}@{p.unit}" for r in p.roles)} & {*task.principals}]
    post = next(iter(fitting or posts), None)
    return Entitled(
        person,
        standing.principal if standing else None,
        organization.shown(standing) if standing else organization.name(person),
        f"{post.unit}{post.title}" if post else "",
    )


def asked_unit(candidates: Collection[str], otherwise: str) -> str:
    """The unit a step was asked of ("unit-head@财政局"); else the given one (the starter's)."""
    return next((one.partition("@")[2] for one in candidates if "@" in one), otherwise)


def refuse_separated(
    rules: TaskRules,
    entitled: Entitled,
    done_by: Mapping[str, Collection[str]],
    organization: Organization,
    unit: str,
    at: datetime,
) -> str | None:
    """回避: whoever did one of `different_from` may not do this step (domain.md 2.0).

    Returns the fact to record when the one exception applies (a unit of one person), else None; raises Refused.
    """
    refusal = separated(entitled.person, rules.different_from, done_by, on_behalf_of=entitled.on_behalf_of)
    if refusal is None:
        return None
    if rules.same_person_unit and same_person_unit(organization, entitled.person, unit, at):
        return "same_person"
    raise refusal


def refuse_own(
    task: Task,
    rules: TaskRules,
    entitled: Entitled,
    done_by: Mapping[str, Collection[str]],
    organization: Organization,
    unit: str,
    at: datetime,
) -> None:
    """回避: whoever may not do a step does nothing else to it either; nobody answers what he asked himself."""
    if not task.is_main and task.asked_by in {entitled.person, entitled.on_behalf_of} - {None}:
        raise Refused("separation", "不能办理自己提出的加签、委派或申请。", "Nobody answers what he asked himself.")
    if rules.different_from and task.role != "request":  # who decides a request does not do the step
        refuse_separated(rules, entitled, done_by, organization, unit, at)
