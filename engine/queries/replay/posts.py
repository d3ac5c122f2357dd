"""The posts somebody held on a day, and the roles granted to him outside any post."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from engine.organization import Organization

SHOWN = 2  # posts of a group that are named


@dataclass(frozen=True)
class Held:
    """A post (`title`, `unit`) or a granted role (`granted`), with the groups by which it fits and its dates."""

    title: str
    unit: str
    groups: tuple[str, ...]
    since: date | None
    until: date | None
    acting: bool = False
    granted: bool = False
    paper: str = ""


def posts_for(organization: Organization, person: str, groups: Collection[str] | None, on: date) -> tuple[Held, ...]:
    """The person's posts of that day that carry one of these groups (None: all his posts)."""
    found = []
    for holder in organization.holders_of_posts:
        if holder.person != person or not holder.covers(on):
            continue
        post = organization.post(holder.post)
        carried = [group for role in post.roles for group in (role, f"{role}@{post.unit}")]
        fitting = tuple(group for group in carried if groups is None or group in groups)
        if post.covers(on) and (fitting or groups is None):
            shown = fitting if groups is not None else ()
            dates = (holder.since, holder.until)
            found.append(Held(post.title, post.unit, shown, *dates, holder.acting, False, holder.paper))
    return tuple(found)


def grants_for(organization: Organization, person: str, groups: Collection[str], on: date) -> tuple[Held, ...]:
    """Roles granted to the person that carry one of these groups."""
    found = []
    for grant in organization.grants:
        if grant.person == person and grant.covers(on):
            carried = [grant.role, *(f"{grant.role}@{unit}" for unit in grant.scope)]
            fitting = tuple(group for group in carried if group in groups)
            if fitting:
                unit = "、".join(grant.scope)
                found.append(Held(grant.role, unit, fitting, grant.since, grant.until, False, True, grant.paper))
    return tuple(found)


def given_words(organization: Organization, principals: Iterable[str], on: date) -> tuple[str, ...]:
    """People by name, groups by their posts: 林草局局长(unit-head@林草局)."""
    return tuple(_group_words(organization, principal, on) for principal in principals)


def _group_words(organization: Organization, principal: str, on: date) -> str:
    posts = organization.posts_for(principal, on)
    if not posts:
        return organization.name(principal)
    titles = list(dict.fromkeys(f"{post.unit}{post.title}" for post in posts))
    more = f"等{len(titles)}个岗位" if len(titles) > SHOWN else ""
    return f"{'、'.join(titles[:SHOWN])}{more}（{principal}）"
