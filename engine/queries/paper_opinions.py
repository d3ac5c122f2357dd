"""Opinions as the boxes of a paper hold them: the last word of each step, unit or person, in the order they spoke."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine.clock import local
from engine.queries.reader import Reader
from engine.queries.trail import HistoryLine
from engine.store import tables as t


@dataclass(frozen=True)
class Said:
    """`signature` is as shown in the office, 乙(代甲); `label` which unit or person of a parallel step.

    `mark` is 代录 until the leader confirms it, 更正 for a line that puts an earlier one right, 加签 for somebody
    asked beside the diagram, 退回 for a return.
    """

    element: str
    step: str
    label: str
    person: str
    signature: str
    post: str
    result: str
    text: str
    at: datetime
    mark: str = ""


@dataclass(frozen=True)
class Read:
    """One line of 传阅; `at` is None until it was read."""

    name: str
    sent_at: datetime
    at: datetime | None
    words: str


SLIP = "slip."  # kinds of the facts that service `urge` leaves
MARKS = {"correction": "更正", "inserted": "加签", "returned": "退回"}


@dataclass(frozen=True)
class Box:
    """A box without opinions stays empty, to be signed by hand."""

    label: str
    said: tuple[Said, ...]


def said_of(reader: Reader, instance_id: int) -> tuple[Said, ...]:
    """Every opinion of a matter that stands, oldest first; what was withdrawn was not said."""
    o = t.opinion.c
    rows = reader.connection.execute(
        select(t.opinion, t.task.c.label)
        .select_from(t.opinion)
        .outerjoin(t.task, t.task.c.id == o.task_id)
        .where(o.instance_id == instance_id, o.kind.not_in(("withdrawn", "read")))
        .order_by(o.seq)
    )
    return tuple(
        Said(
            row.element, row.step, row.label or "", row.person, row.signature, row.post, row.result, row.text, row.at,
            "代录" if row.kind == "dictated" and row.confirmed_at is None else MARKS.get(row.kind, ""),
        )
        for row in rows
    )  # fmt: skip


def readings_of(reader: Reader, instance_id: int) -> tuple[Read, ...]:
    """Who was sent it to read, and when they did, in the order of sending."""
    r = t.reading.c
    rows = reader.connection.execute(select(t.reading).where(r.instance_id == instance_id).order_by(r.n))
    return tuple(Read(reader.name(row.person), row.sent_at, row.read_at, row.words) for row in rows)


def boxes_of(said: Iterable[Said], declared: Mapping[str, tuple[str, ...]]) -> tuple[Box, ...]:
    """The declared boxes; without a declaration one box per step, the last step first as on the 签批单."""
    spoken = list(said)
    if not declared:
        steps = dict.fromkeys(each.step for each in spoken)
        return tuple(Box(step, tuple(each for each in spoken if each.step == step)) for step in reversed(list(steps)))
    return tuple(Box(label, _last(e for e in spoken if e.element in steps)) for label, steps in declared.items())


def _last(said: Iterable[Said]) -> tuple[Said, ...]:
    """The last word of each step and unit, with what others were asked and what was put right afterwards."""
    kept: dict[tuple[str, ...], Said] = {}
    for each in said:
        beside = (each.person, each.mark) if each.mark in ("加签", "更正") else ()
        key = (each.element, each.label, *beside)
        kept.pop(key, None)
        kept[key] = each
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


def slips_of(reader: Reader, trail: Iterable[HistoryLine], instance_id: int) -> list[dict[str, Any]]:
    """For FEEL: the 三色 slips issued, newest first; `label` is the unit or item of the task it was about."""
    tasks = {
        row.id: row
        for row in reader.connection.execute(
            select(t.task.c.id, t.task.c.name, t.task.c.due_at).where(t.task.c.instance_id == instance_id)
        )
    }
    found = [
        {
            "colour": fact["kind"].removeprefix(SLIP),
            "label": fact["label"],
            "step": tasks[fact["task"]].name,
            "due": local(due).isoformat(timespec="minutes") if (due := tasks[fact["task"]].due_at) else "",
            "to": [reader.name(person) for person in fact["to"]],
            "on": local(line.at).date().isoformat(),
        }
        for line in trail
        for fact in line.facts
        if str(fact.get("kind", "")).startswith(SLIP)
    ]
    return found[::-1]
