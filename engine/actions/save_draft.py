"""Keep what somebody has typed so far; a draft is his own, changes nothing and leaves no event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import delete, select, update

from engine.errors import Invalid, NotYours
from engine.organization import require
from engine.store import tables as t
from engine.store.execute import insert_row
from engine.store.office import Office
from engine.store.work import Actor, Work, instance_of, work
from engine.task import entitle

MAX_BYTES = 256 * 1024


@dataclass(frozen=True)
class SaveDraft:
    """Of a task (`task_id`), or of a start form (`draft_id` once it has one)."""

    values: Mapping[str, Any]
    procedure: str = ""
    task_id: int | None = None
    draft_id: int | None = None
    opinion: str = ""


def save_draft(office: Office, command: SaveDraft, by: Actor) -> int:
    """Returns the draft's id. Raises NotYours for another's task or draft, Invalid when it is too large."""
    if len(orjson.dumps(dict(command.values))) + len(command.opinion) > MAX_BYTES:
        raise Invalid({"": "草稿内容过大。"}, "draft_too_large")
    with work(office, by) as w:
        procedure = command.procedure
        if command.task_id is not None:
            procedure = w.lock(instance_of(command.task_id)).procedure
            entitle(w.task(command.task_id), by.person, w.organization, w.at, procedure)
        else:
            require(w.organization, by.person, "case.start", w.at)
        content = {
            "content": dict(command.values), "opinion": command.opinion, "changed_at": w.at, "procedure": procedure
        }  # fmt: skip
        existing = _existing(w, command, by)
        if existing is not None:
            w.connection.execute(update(t.draft).where(t.draft.c.id == existing).values(content))
            return existing
        return insert_row(w.connection, t.draft, {"person": by.person, "task_id": command.task_id, **content})


def _existing(w: Work, command: SaveDraft, by: Actor) -> int | None:
    d = t.draft.c
    if command.task_id is not None:
        wanted = select(d.id).where(d.person == by.person, d.task_id == command.task_id)
        mine = w.connection.execute(wanted).scalar_one_or_none()
        return None if mine is None else int(mine)
    if command.draft_id is None:
        return None
    wanted = select(d.id).where(d.person == by.person, d.id == command.draft_id, d.task_id.is_(None))
    found = w.connection.execute(wanted).scalar_one_or_none()
    if found is None:
        raise NotYours()
    return int(found)


def discard_draft(office: Office, draft_id: int, by: Actor) -> None:
    with work(office, by) as w:
        w.connection.execute(delete(t.draft).where(t.draft.c.id == draft_id, t.draft.c.person == by.person))
