"""To whom a task goes: groups, people, and whoever steps in where a post is empty or 回避 leaves nobody."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from engine.organization.deputies import Requirement, accepts, deputies_of
from engine.organization.membership import Membership
from engine.organization.records import Deputy, Post
from engine.organization.times import local_date


@dataclass(frozen=True)
class AssignmentWarning:
    """Why a task went elsewhere: post.empty, post.recused, person.absent or nobody; `to` has it now.

    `level` says which rule found somebody: deputy, superior, dispatcher, or "" when nobody was found.
    """

    kind: str
    group: str
    post: str = ""
    level: str = ""
    to: tuple[str, ...] = ()


@dataclass(frozen=True)
class Assignment:
    """`principals` are inbox rows (groups and person ids), `people` those entitled now in order of rank, and
    `deputies` may stand in for them now."""

    principals: tuple[str, ...]
    people: tuple[str, ...]
    deputies: tuple[Deputy, ...] = ()
    warnings: tuple[AssignmentWarning, ...] = ()


def resolve(
    org: Membership,
    candidate_groups: Collection[str] = (),
    candidate_users: Collection[str] = (),
    assignee: str | None = None,
    at: date | datetime | None = None,
    requirement: Requirement = "ab",
    procedure: str = "",
    duty: str = "",
    recused: Collection[str] = (),
) -> Assignment:
    """Who gets a task. An assignee excludes candidates; a group stays a principal while its post is empty, so
    that a person appointed later finds the task.

    Empty post → its AB角 → holder of the post above → the dispatcher, with a warning. The same ladder is
    climbed for a post whose holders are all `recused` (回避). Raises ValueError without `at`.
    """
    if at is None:
        raise ValueError("resolve needs the moment it is asked for")
    on = local_date(at)
    named = [assignee] if assignee else list(candidate_users)
    groups = [] if assignee else list(candidate_groups)
    people: list[str] = [p for user in named for p in org.holders(user, on) if p not in recused]
    stepped_in: list[str] = []
    warnings = [AssignmentWarning("nobody", user) for user in named if not org.holders(user, on)]
    for group in groups:
        holders = org.holders(group, on)
        free = [p for p in holders if p not in recused]
        people += free
        if free:
            continue
        kind = "post.recused" if holders else "post.empty"
        for post in [*org.posts_for(group, on)] or (None,):
            level, found = _step_in(org, post, on, recused)
            stepped_in += found
            warnings.append(AssignmentWarning(kind, group, post.id if post else "", level, tuple(found)))
    entitled = org.in_rank([*people, *stepped_in])
    able = [
        d
        for p in entitled
        for d in deputies_of(org, p, on)
        if d.deputy not in recused and accepts(d, procedure, requirement, duty)
    ]
    for person in entitled:
        if org.is_absent(person, on):
            standing = tuple(d.deputy for d in able if d.principal == person)
            warnings.append(AssignmentWarning("person.absent", person, "", "deputy" if standing else "", standing))
    principals = dict.fromkeys([*named, *groups, *stepped_in])
    return Assignment(tuple(principals), tuple(entitled), tuple(able), tuple(warnings))


def _step_in(org: Membership, post: Post | None, on: date, recused: Collection[str]) -> tuple[str, list[str]]:
    for level, found in _ladder(org, post, on):
        free = [p for p in found if p not in recused]
        if free:
            return level, free
    return "", []


def _ladder(org: Membership, post: Post | None, on: date) -> Iterator[tuple[str, list[str]]]:
    if post is not None:
        yield "deputy", _ab_of_post(org, post, on)
        seen = {post.id}
        above = org.superior(post.id, on)
        while above is not None and above.id not in seen:
            seen.add(above.id)
            yield "superior", org.post_holders(above.id, on)
            above = org.superior(above.id, on)
    if org.dispatcher:
        yield "dispatcher", org.holders(org.dispatcher, on)


def _ab_of_post(org: Membership, post: Post, on: date) -> list[str]:
    named = [d.deputy for d in org.deputies if d.post == post.id and d.kind == "ab" and d.covers(on)]
    present = [p for p in named if org.holders(p, on) and not org.is_absent(p, on)]
    return org.in_rank(present)
