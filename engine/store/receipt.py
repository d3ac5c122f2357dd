"""Who acts, and what an action answers: the same again when its command is sent twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from engine.errors import NotNow
from engine.history import opened as open_body
from engine.store import tables as t
from engine.store.office import Office

_H = t.history.c
_BEFORE = (
    select(_H.instance_id, _H.seq, _H.body, _H.sealed, t.instance.c.number)
    .join(t.instance, t.instance.c.id == _H.instance_id)
    .where(_H.command_id == bindparam("command"), _H.actor == bindparam("person"))
)


@dataclass(frozen=True)
class Actor:
    """Who acts; `person` is a person id, or SYSTEM for the clock."""

    person: str


@dataclass(frozen=True)
class Receipt:
    """What an action answers; the same again when the command is sent twice."""

    instance_id: int
    number: str
    seq: int
    opened: tuple[int, ...] = ()
    state: str = "running"
    end_state: str | None = None
    repeated: bool = False


def repeated(office: Office, command_id: str, by: Actor) -> Receipt | None:
    """The answer this person was given to this command before, if there was one."""
    with office.database.read() as connection:
        row = connection.execute(_BEFORE, {"command": command_id, "person": by.person}).one_or_none()
    if row is None:
        return None
    return receipt(row.instance_id, row.number, row.seq, open_body(row.body, row.sealed), repeated=True)


def receipt(instance_id: int, number: str, seq: int, read: dict[str, Any], *, repeated: bool = False) -> Receipt:
    """The receipt an event's body stands for."""
    moved = read.get("moved")
    inserted = tuple(task["id"] for task in read.get("inserted", []))
    if moved is None:
        return Receipt(instance_id, number, seq, inserted, repeated=repeated)
    opened = (*(task["id"] for task in moved["opened"]), *inserted)
    return Receipt(instance_id, number, seq, opened, moved["state"], moved["end_state"], repeated)


def refuse_repeat(error: IntegrityError) -> NotNow | None:
    """The refusal when a unique constraint failed on the command id: it ran already, or runs at this moment."""
    if "command_id" not in str(error.orig):
        return None
    return NotNow("command_repeated", "该操作已经提交过。", "This command was sent before.")
