"""Opinions as the boxes of a paper hold them: the last word of each step, unit or person, in the order they spoke."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine.clock import local
from engine.queries.reader import Reader
from engine.store import tables as t


@dataclass(frozen=True)
class Said:
    """`signature` is as shown in the office, 乙(代甲); `label` which unit or person of a parallel step."""

    element: str
    step: str
    label: str
    signature: str
    post: str
    result: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Box:
    """A box without opinions stays empty, to be signed by hand."""

    label: str
    said: tuple[Said, ...]


def said_of(reader: Reader, instance_id: int) -> tuple[Said, ...]:
    """Every opinion of a matter, oldest first."""
    o = t.opinion.c
    rows = reader.connection.execute(
        select(o.element, o.step, t.task.c.label, o.signature, o.post, o.result, o.text, o.at)
        .select_from(t.opinion)
        .outerjoin(t.task, t.task.c.id == o.task_id)
        .where(o.instance_id == instance_id)
        .order_by(o.seq)
    )
    return tuple(
        Said(r.element, r.step, r.label or "", r.signature, r.post, r.result, r.text, r.at) for r in rows
    )


def boxes_of(said: Iterable[Said], declared: Mapping[str, tuple[str, ...]]) -> tuple[Box, ...]:
    """The declared boxes; without a declaration one box per step, the last step first as on the 签批单."""
    spoken = list(said)
    if not declared:
        steps = dict.fromkeys(each.step for each in spoken)
        return tuple(
            Box(step, tuple(each for each in spoken if each.step == step)) for step in reversed(list(steps))
        )
    return tuple(Box(label, _last(e for e in spoken if e.element in steps)) for label, steps in declared.items())


def _last(said: Iterable[Said]) -> tuple[Said, ...]:
    """The last word of each step and unit; what was said before stands among the rounds."""
    kept: dict[tuple[str, str], Said] = {}
    for each in said:
        kept.pop((each.element, each.label), None)
        kept[each.element, each.label] = each
    return tuple(kept.values())


def steps_of(reader: Reader, instance_id: int) -> dict[str, dict[str, Any]]:
    """For FEEL: step -> when and by whom it was last done, e.g. `steps.sign.on`, `steps.sign.by`."""
    rows = reader.connection.execute(
        select(t.task.c.element, t.task.c.closed_at, t.task.c.closed_by, t.task.c.on_behalf_of)
        .where(t.task.c.instance_id == instance_id, t.task.c.state == "completed")
        .order_by(t.task.c.closed_at, t.task.c.id)
    )
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        at = local(row.closed_at)
        found[row.element] = {
            "on": at.date().isoformat(),
            "at": at.isoformat(timespec="minutes"),
            "by": reader.name(row.closed_by),
            "behalf": reader.name(row.on_behalf_of) if row.on_behalf_of else "",
            "times": found.get(row.element, {}).get("times", 0) + 1,
        }
    return found
