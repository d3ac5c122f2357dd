"""The roles an office can name, with the posts that carry them."""

from __future__ import annotations

from datetime import date

from engine.definition.settings.fields import Choice
from engine.organization import BUSINESS, Organization, Post

SHOWN = 3
OF_THE_OFFICE = ("leaders", "office", "section")  # whose roles may be named for one unit alone


def role_choices(organization: Organization, on: date) -> tuple[Choice, ...]:
    """Business roles by the posts that carry them; those of the office itself also for one unit."""
    posts: dict[str, list[Post]] = {role: [] for role in sorted(BUSINESS)}
    single: dict[str, str] = {}
    kinds = {unit.id: unit.kind for unit in organization.units}
    for post in organization.posts:
        if not post.covers(on):
            continue
        for role in post.roles:
            if role in posts:
                posts[role].append(post)
                if kinds.get(post.unit) in OF_THE_OFFICE:
                    single[f"{role}@{post.unit}"] = f"{post.unit}{post.title}"
    whole = [Choice(role, _words(role, held), role) for role, held in posts.items()]
    return (*whole, *(Choice(group, f"{words}(只限本单位)", group) for group, words in sorted(single.items())))


def _words(role: str, posts: list[Post]) -> str:
    """文秘科科长; of a role that many units have, 各单位科员."""
    if not posts:
        return role
    if len({post.unit for post in posts}) > SHOWN:
        titles = list(dict.fromkeys(post.title for post in posts))
        return f"各单位{'、'.join(titles[:SHOWN])}{'等' if len(titles) > SHOWN else ''}"
    named = list(dict.fromkeys(f"{post.unit}{post.title}" for post in posts))
    return f"{'、'.join(named[:SHOWN])}{'等' if len(named) > SHOWN else ''}"
