"""A person looked at something, and not a browser that fetches ahead or a page that refreshes a part of itself."""

from __future__ import annotations

from flask import request

from engine import actions, queries
from web.sessions import actor, office

AHEAD = ("Sec-Purpose", "Purpose", "X-Moz")


def by_a_person() -> bool:
    """A plain GET of a page."""
    ahead = any("prefetch" in request.headers.get(name, "") for name in AHEAD)
    return request.method == "GET" and not ahead and "HX-Request" not in request.headers


def opened(page: queries.TaskPage) -> None:
    """Remember the first look at a task, which ends the sender's time to take it back."""
    if page.unopened and by_a_person():
        actions.open_task(office(), page.task_id, actor())


def opened_reading(page: queries.InstancePage) -> None:
    """Remember that a reader looked at what was sent to him."""
    if page.unread_mine and by_a_person():
        actions.open_reading(office(), page.instance.id, actor())
