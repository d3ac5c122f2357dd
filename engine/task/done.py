"""Who has done which step, as 回避 asks for it: what was done in a round beside one's own does not count."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def done_by(starter: str, rows: Iterable[Any], key: str = "") -> dict[str, set[str]]:
    """Step -> everybody who completed it, stand-ins and those they acted for; the starter under "start".

    `rows` are completed main tasks (key, element, closed_by, on_behalf_of). With the `key` of a task, rounds of a
    multi-instance beside the one it stands in are left out: 核查 of one item bars nobody from closing another.
    """
    done: dict[str, set[str]] = {"start": {starter}}
    for row in rows:
        if not key or not beside(row.key, key):
            done.setdefault(row.element, set()).update({row.closed_by, row.on_behalf_of} - {None})
    return done


def beside(one: str, other: str) -> bool:
    """Whether two element-instance keys stand in different rounds of one multi-instance."""
    for a, b in zip(one.split("/"), other.split("/"), strict=False):
        if a != b:
            return a.startswith("[") and b.startswith("[")
    return False
