"""The roles an office can name, with the posts that carry them."""

from __future__ import annotations

from datetime import date

from engine.definition.settings.fields import Choice
from engine.organization import BUSINESS, Organization

SHOWN = 3
OF_THE_OFFICE = ("leaders", "office", "section")  # whose roles may be named for one unit alone


def role_choices(organization: Organization, on: date) -> tuple[Choice, ...]:
    """Business roles by the titles of their posts; those of the office itself also for one unit."""
    titles: dict[str, dict[str, None]] = {role: {} for role in sorted(BUSINESS)}
    single: dict[str, str] = {}
    kinds = {unit.id: unit.kind for unit in organization.units}
    for post in organization.posts:
        if not post.covers(on):
            continue
        for role in post.roles:
            if role in titles:
                titles[role][post.title] = None
                if kinds.get(post.unit) in OF_THE_OFFICE:
                    single[f"{role}@{post.unit}"] = f"{post.unit}{post.title}"
    whole = [Choice(role, _words(role, list(held)), role) for role, held in titles.items()]
    return (*whole, *(Choice(group, words, group) for group, words in sorted(single.items())))


def _words(role: str, titles: list[str]) -> str:
    if not titles:
        return role
    more = "等" if len(titles) > SHOWN else ""
    return f"{'、'.join(titles[:SHOWN])}{more}"
