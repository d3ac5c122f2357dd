"""Changes of the organization as pure functions: old organization in, new one out, or Refused.

Every result has been checked against `invariants`; who may ask for a change is in `access`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from engine.errors import Refused
from engine.organization.access import WHOLE
from engine.organization.invariants import ROLES, violations
from engine.organization.organization import Organization
from engine.organization.records import Absence, Dated, Deputy, Grant, Holder


def appoint(
    org: Organization,
    post: str,
    person: str,
    since: date,
    until: date | None = None,
    *,
    acting: bool = False,
    paper: str = "",
) -> Organization:
    """Put a person into a post; a permanent holder needs a free seat, an acting one a written order."""
    seat, holder = (
        org.post(post),
        Holder(post=post, person=org.person(person).id, acting=acting, paper=paper, since=since, until=until),
    )
    _check_dates(since, until)
    if acting and not paper.strip():
        raise _paper_required()
    others = [h for h in org.holders_of_posts if h.post == post and h.overlaps(holder)]
    if any(h.person == person for h in others):
        raise Refused("post.already", "此人已在该岗位上。", "This person already holds the post.")
    if not acting and len([h for h in others if not h.acting]) >= seat.seats:
        raise Refused("post.occupied", "该岗位已有人任职,请先免职。", "The post is occupied.")
    return _checked(replace(org, holders_of_posts=(*org.holders_of_posts, holder)), person)


def dismiss(org: Organization, post: str, person: str, last: date) -> Organization:
    """End a person's time in a post; `last` is the last day he holds it."""
    return _end(org, "holders_of_posts", lambda h: h.post == post and h.person == person, last, person)


def grant(
    org: Organization,
    role: str,
    person: str,
    by: str,
    since: date,
    until: date | None = None,
    *,
    scope: tuple[str, ...] = (),
    paper: str = "",
) -> Organization:
    """Give a role outside any post. Nobody grants to himself; an auditor needs scope and paper."""
    _check_dates(since, until)
    if role not in ROLES:
        raise Refused("role.unknown", f"没有这个角色:{role}。", f"No such role: {role}.")
    if by == person:
        raise Refused("grant.self", "不得给自己授权。", "Nobody grants a role to himself.")
    if role == "auditor" and not (scope and paper.strip()):
        raise Refused("grant.scope", "授予监察权限须写明范围并附批件。", "An auditor needs a scope and a paper.")
    for unit in scope:
        if not (unit == WHOLE and role == "auditor"):
            org.unit(unit)
    made = Grant(person=org.person(person).id, role=role, scope=scope, by=by, paper=paper, since=since, until=until)
    return _checked(replace(org, grants=(*org.grants, made)), person)


def revoke(org: Organization, role: str, person: str, last: date) -> Organization:
    """End a granted role; `last` is its last day."""
    return _end(org, "grants", lambda g: g.role == role and g.person == person, last, person)


def mark_absent(
    org: Organization, person: str, since: date, until: date | None = None, reason: str = ""
) -> Organization:
    """Mark a person absent, which wakes the AB角."""
    _check_dates(since, until)
    made = Absence(person=org.person(person).id, reason=reason, since=since, until=until)
    if any(a.person == person and a.overlaps(made) for a in org.absences):
        raise Refused("absence.already", "该时段已登记外出。", "Already marked absent for these days.")
    return replace(org, absences=(*org.absences, made))


def mark_present(org: Organization, person: str, since: date) -> Organization:
    """End an absence: the person is back on `since`."""
    return _end(org, "absences", lambda a: a.person == person, since - timedelta(days=1), person)


def delegate(org: Organization, deputy: Deputy) -> Organization:
    """Add a stand-in. Orders need a paper; nobody stands in for himself; the roles
    of both together must stay compatible."""
    _check_dates(deputy.since, deputy.until)
    org.person(deputy.deputy)
    if bool(deputy.principal) == bool(deputy.post):
        raise Refused("deputy.whom", "须写明代谁(人或空缺岗位之一)。", "Name a person or an empty post.")
    if deputy.principal:
        org.person(deputy.principal)
    else:
        org.post(deputy.post)
    if deputy.deputy == deputy.principal:
        raise Refused("deputy.self", "不得代理自己。", "Nobody stands in for himself.")
    if deputy.kind in ("order", "finance") and not deputy.paper.strip():
        raise _paper_required()
    if deputy.kind in ("leave", "order") and deputy.since is None:
        raise Refused("dates.missing", "须写明起始日期。", "A first day is required.")
    if deputy.kind == "finance" and not deputy.procedures:
        raise Refused("deputy.procedures", "财务授权须写明事项类型。", "A 财务授权 names its procedures.")
    return _checked(replace(org, deputies=(*org.deputies, deputy)), deputy.deputy)


def end_deputy(org: Organization, deputy: Deputy, last: date) -> Organization:
    """End a stand-in; `last` is its last day."""
    return _end(org, "deputies", lambda d: d == deputy, last, deputy.deputy)


def _end(org: Organization, attribute: str, which: Callable[[Any], bool], last: date, person: str) -> Organization:
    """Cut every matching fact that reaches beyond `last`; a fact that would never have begun is dropped."""
    rows: tuple[Dated, ...] = getattr(org, attribute)
    running = [row for row in rows if which(row) and (row.until is None or row.until > last)]
    if not running:
        raise Refused("nothing_to_end", "没有可以结束的记录。", "There is nothing to end.")
    kept = [row for row in rows if row not in running]
    cut = [replace(row, until=last) for row in running if row.since is None or row.since <= last]
    changed: dict[str, Any] = {attribute: (*kept, *cut)}
    return _checked(replace(org, **changed), person)


def _checked(org: Organization, person: str) -> Organization:
    """Refuse a state that breaks a rule for the person or for anybody who may stand in for him."""
    concerned = {person, *(d.deputy for d in org.deputies if d.principal == person)}
    broken = violations(org, sorted(concerned))
    if broken:
        first = broken[0]
        raise Refused(
            "roles.incompatible", f"{first.zh}({org.name(first.person)})。", f"{first.en}: {first.person}.",
            rule=first.code, person=first.person, roles=list(first.roles),
        )  # fmt: skip
    return org


def _check_dates(since: date | None, until: date | None) -> None:
    if since and until and until < since:
        raise Refused("dates.reversed", "结束日期早于起始日期。", "The last day is before the first.")


def _paper_required() -> Refused:
    return Refused("paper.required", "须附书面文件。", "A written order must be attached.")
