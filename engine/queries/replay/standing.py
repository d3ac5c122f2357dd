"""How everything stood after an event: open tasks with their dues and lights of that moment, and the matter itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.definition import Definition
from engine.organization import Light
from engine.queries.reader import Reader
from engine.queries.replay.frames import OpenTask
from engine.store.change import Row
from engine.store.folding import Rows


@dataclass(frozen=True)
class MatterThen:
    due_at: datetime | None
    light: Light
    hold: str
    state: str
    end_state: str


def open_tasks(then: Reader, definition: Definition, rows: Rows) -> tuple[OpenTask, ...]:
    """Oldest first; `then` is a reader whose office and clock are those of the event."""
    paused = _matter(rows).get("hold") == "paused"
    return tuple(
        OpenTask(
            row["id"], row["element"], row["name"], row["label"], _people(then, row), row["assignee"] is not None,
            row["due_at"], then.light(definition, row["due_at"], row["term"], paused=paused), row["role"],
            row["state"] == "held",
        )
        for _, row in sorted(rows["task"].items())
        if row["state"] in ("open", "held")
    )  # fmt: skip


def matter_of(then: Reader, definition: Definition, rows: Rows) -> MatterThen:
    row = _matter(rows)
    ended = row["state"] != "running"
    term = definition.procedure.whole_term(row["urgency"])
    light = then.light(definition, row["due_at"], term, done=ended, paused=row["hold"] == "paused")
    return MatterThen(row["due_at"], light, row["hold"], row["state"], row["end_state"] or "")


def late_elements(waiting: Sequence[OpenTask]) -> frozenset[str]:
    return frozenset(task.element for task in waiting if task.light.colour == "红")


def _matter(rows: Rows) -> Row:
    return next(iter(rows["instance"].values()))


def _people(then: Reader, row: Any) -> tuple[str, ...]:
    """Who it waited for: whoever had signed for it, else everybody it was given to, by rank."""
    if row["assignee"]:
        return (then.name(row["assignee"]),)
    held = {p for principal in row["principals"] for p in then.organization.holders(principal, then.today)}
    return tuple(then.name(p) for p in then.organization.in_rank(held))
