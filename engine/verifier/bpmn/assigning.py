"""To whom a task goes on a day: groups, people, and who steps in where a post is empty or 回避 leaves nobody."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..organization import Record
from .deputies import able, standing_for_empty
from .people import People


@dataclass(frozen=True)
class Given:
    """`principals` are whose inboxes it is in, `people` who may do it; `warnings` why it went elsewhere."""

    principals: list[str]
    people: list[str]
    warnings: list[dict[str, Any]]


def give(
    people: People, groups: list[str], users: list[str], assignee: str | None, on: date, requirement: str,
    procedure: str, duty: str, barred: Collection[str],
) -> Given:  # fmt: skip
    """An assignee excludes candidates. An empty post's task goes to its AB角, else up the line, else the dispatcher."""
    named, groups = ([assignee], []) if assignee else (users, groups)
    found = [one for user in named for one in people.holders(user, on) if one not in barred]
    stepping: list[str] = []
    warnings = [_warning("nobody", user, "", "", []) for user in named if not people.holders(user, on)]
    for group in groups:
        holders = people.holders(group, on)
        free = [one for one in holders if one not in barred]
        found += free
        posts: list[Record | None] = [] if free else [*people.posts_for(group, on)] or [None]
        for post in posts:
            level, to = _step_in(people, post, on, barred)
            stepping += to
            kind = "post.recused" if holders else "post.empty"
            warnings.append(_warning(kind, group, post["id"] if post else "", level, to))
    entitled = people.in_rank([*found, *stepping])
    free_deputies = [
        one for one in able(people, entitled, on, procedure, requirement, duty) if one["deputy"] not in barred
    ]
    for person in entitled:
        if people.is_absent(person, on):
            to = [one["deputy"] for one in free_deputies if one["principal"] == person]
            warnings.append(_warning("person.absent", person, "", "deputy" if to else "", to))
    return Given(list(dict.fromkeys([*named, *groups, *stepping])), entitled, warnings)


def _step_in(people: People, post: Record | None, on: date, barred: Collection[str]) -> tuple[str, list[str]]:
    for level, found in _ladder(people, post, on):
        free = [one for one in found if one not in barred]
        if free:
            return level, free
    return "", []


def _ladder(people: People, post: Record | None, on: date) -> Iterator[tuple[str, list[str]]]:
    if post is not None:
        yield "deputy", standing_for_empty(people, post["id"], on)
        seen = {post["id"]}
        above = people.superior(post["id"], on)
        while above is not None and above["id"] not in seen:
            seen.add(above["id"])
            yield "superior", people.post_holders(above["id"], on)
            above = people.superior(above["id"], on)
    if people.dispatcher:
        yield "dispatcher", people.holders(people.dispatcher, on)


def _warning(kind: str, group: str, post: str, level: str, to: list[str]) -> dict[str, Any]:
    return {"kind": kind, "group": group, "post": post, "level": level, "to": to}
