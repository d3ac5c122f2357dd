"""The numbers of the mining page counted again, slowly and from the events alone: no table, nothing of engine.mining."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import select

from engine.history import opened
from engine.organization import local_date
from engine.store import tables as t
from engine.store.office import Office

ZERO = timedelta(0)


@dataclass
class Told:
    """A main task as its events tell it."""

    id: int
    instance: int
    element: str
    arrived: datetime
    due: datetime | None
    looked: datetime | None = None
    claimed: datetime | None = None
    state: str = "open"
    closed: datetime | None = None
    by: str | None = None

    @property
    def seen(self) -> datetime | None:
        return min((at for at in (self.looked, self.claimed) if at), default=None)

    @property
    def done(self) -> bool:
        return self.state in ("completed", "returned", "withdrawn")

    @property
    def begun(self) -> datetime:
        return self.seen or self.closed


@dataclass
class Story:
    """One matter."""

    id: int
    started: datetime
    ended: datetime | None = None
    tasks: dict[int, Told] = field(default_factory=dict)
    returns: list[tuple[str, str]] = field(default_factory=list)
    entered: list[tuple[str, str]] = field(default_factory=list)
    taken: Counter[str] = field(default_factory=Counter)

    @property
    def visits(self) -> Counter[str]:
        """A multi-instance once for each of its rounds."""
        bodies = {key.rpartition("/")[0] for _, key in self.entered if key.rpartition("/")[2].startswith("[")}
        return Counter(element for element, key in self.entered if key not in bodies)


def stories(office: Office, procedure: str, first: date, last: date) -> list[Story]:
    h = t.history.c
    found: dict[int, Story] = {}
    with office.database.read() as connection:
        rows = connection.execute(select(h.instance_id, h.kind, h.at, h.actor, h.body, h.sealed).order_by(h.instance_id, h.seq))
        for row in rows:
            body = opened(row.body, row.sealed)
            if row.kind == "instance.started" and body["procedure"] == procedure and first <= local_date(row.at) <= last:
                found[row.instance_id] = Story(row.instance_id, row.at)
            if row.instance_id in found:
                tell(found[row.instance_id], row, body)
    return list(found.values())


def tell(story: Story, row: Any, body: dict[str, Any]) -> None:
    tasks, moved = story.tasks, body.get("moved", {})
    if row.kind == "task.completed" and body["task"] in tasks:
        close(tasks[body["task"]], "completed", row.at, row.actor)
    for id, how in moved.get("closed", []):
        if how != "completed" and id in tasks:
            close(tasks[id], "cancelled", row.at, tasks[id].by)
    for ended in body.get("ended", []):
        if ended["id"] in tasks:
            close(tasks[ended["id"]], ended["how"], row.at, ended.get("by", row.actor))
    if row.kind == "task.returned":
        close(tasks[body["task"]], "returned", row.at, row.actor)
        story.returns.append((body["element"], body["to"]))
    if row.kind == "task.withdrawn" and body["task"] in tasks:
        tasks[body["task"]].state = "withdrawn"
    if row.kind == "task.opened" and body["task"] in tasks:
        tasks[body["task"]].looked = row.at
    if row.kind == "task.claimed" and body["task"] in tasks:
        tasks[body["task"]].claimed = row.at
    if row.kind == "task.released" and body["task"] in tasks:
        tasks[body["task"]].claimed = None
    if body.get("given") and body["given"]["id"] in tasks:
        tasks[body["given"]["id"]].looked = tasks[body["given"]["id"]].claimed = None
    for one in [*moved.get("opened", []), *body.get("inserted", [])]:
        if one.get("role", "main") == "main":
            tasks[one["id"]] = Told(one["id"], story.id, one["element"], row.at, moment(one["due_at"]))
    for due in body.get("dues", []):
        if due["subject"] != "instance" and int(due["subject"]) in tasks:
            tasks[int(due["subject"])].due = moment(due["new"])
    for step in moved.get("path", []):
        if step["kind"] == "enter":
            story.entered.append((step["element"], step["key"]))
        elif step["kind"] == "take":
            story.taken[step.get("detail", {}).get("flow") or step["element"]] += 1
    if moved and moved["state"] != "running" and story.ended is None:
        story.ended = row.at


def close(task: Told, state: str, at: datetime, by: str | None) -> None:
    task.state, task.closed, task.by = state, at, by


def moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def percentile(values: Iterable[timedelta], share: str) -> timedelta:
    """Nearest rank: the smallest value that at least this share of all do not exceed."""
    ordered = sorted(values)
    if not ordered:
        return ZERO
    return next(v for n, v in enumerate(ordered, 1) if Decimal(n) / len(ordered) >= Decimal(share))


def in_hours(time: timedelta) -> Decimal:
    microseconds = time // timedelta(microseconds=1)
    return (Decimal(microseconds) / 3_600_000_000).quantize(Decimal("0.1"), ROUND_HALF_UP)


def way(story: Story) -> tuple[str, ...]:
    done = sorted((task.closed, task.id, task.element) for task in story.tasks.values() if task.done)
    return tuple(element for element, _ in groupby(element for _, _, element in done))
