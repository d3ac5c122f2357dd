"""Hand a message to the instance that waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from engine.actions.movement import move
from engine.actions.standing import refuse_hold
from engine.errors import NotNow
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import SYSTEM, Actor, Receipt, repeated, work

POST = Actor(SYSTEM)  # carries what matters send each other


@dataclass(frozen=True)
class CorrelateMessage:
    name: str
    correlation: str | None
    command_id: str
    data: Mapping[str, Any]
    kind: str = "message"


def catch_message(
    office: Office,
    name: str,
    correlation: str | None,
    content: Mapping[str, Any],
    command_id: str,
    origin: Mapping[str, Any] | None = None,
    by: Actor = POST,
    kind: str = "message",
) -> Receipt:
    """Deliver to the oldest matter that waits for this name and key; NotNow when none does.

    `origin` is the matter that sent it: id, number, procedure, name of the message.
    """
    s = t.subscription.c
    with office.database.read() as connection:
        wanted = select(s.instance_id).where(s.kind == kind, s.name == name)
        if correlation is not None:
            wanted = wanted.where(s.correlation == correlation)
        if origin is not None:
            wanted = wanted.where(s.instance_id != origin["id"])
        instance_id = connection.execute(wanted.order_by(s.instance_id).limit(1)).scalar_one_or_none()
    if instance_id is None:
        raise NotNow("nobody_waits", "没有事项在等待这条消息。", "Nothing waits for this message.")
    return catch_to(office, instance_id, kind, name, correlation, content, command_id, origin, by)


def catch_to(
    office: Office,
    instance_id: int,
    kind: str,
    name: str,
    correlation: str | None,
    content: Mapping[str, Any],
    command_id: str,
    origin: Mapping[str, Any] | None = None,
    by: Actor = POST,
) -> Receipt:
    """Deliver to this matter; NotNow when it stands still or no longer waits for the message."""
    with work(office, by, command_id) as w:
        w.lock(instance_id)
        refuse_hold(w)
        data = dict(content)
        body: dict[str, Any] = {"message_kind": kind, "name": name, "correlation": correlation, "data": data}
        if origin is not None:
            body["origin"] = dict(origin)
        return move(
            w, "message.caught", body,
            lambda execution, env: execution.catch(kind, name, env, correlation=correlation, data=data),
        )  # fmt: skip


def correlate_message(office: Office, command: CorrelateMessage, by: Actor) -> Receipt:
    """One message goes to one catcher: the oldest instance whose key matches; NotNow when nobody waits."""
    if before := repeated(office, command.command_id, by):
        return before
    return catch_message(
        office, command.name, command.correlation, command.data, command.command_id, None, by, command.kind
    )
