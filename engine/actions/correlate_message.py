"""Hand a message to the instance that waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from engine.actions.movement import move
from engine.errors import NotNow
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import Actor, Receipt, repeated, work


@dataclass(frozen=True)
class CorrelateMessage:
    name: str
    correlation: str | None
    command_id: str
    data: Mapping[str, Any]
    kind: str = "message"


def correlate_message(office: Office, command: CorrelateMessage, by: Actor) -> Receipt:
    """One message goes to one catcher: the oldest instance whose key matches; NotNow when nobody waits."""
    if before := repeated(office, command.command_id, by):
        return before
    s = t.subscription.c
    with office.database.read() as connection:
        wanted = select(s.instance_id).where(s.kind == command.kind, s.name == command.name)
        if command.correlation is not None:
            wanted = wanted.where(s.correlation == command.correlation)
        instance_id = connection.execute(wanted.order_by(s.instance_id).limit(1)).scalar_one_or_none()
    if instance_id is None:
        raise NotNow("nobody_waits", "没有事项在等待这条消息。", "Nothing waits for this message.")
    with work(office, by, command.command_id) as w:
        w.lock(instance_id)
        data = dict(command.data)
        body = {
            "message_kind": command.kind, "name": command.name, "correlation": command.correlation, "data": data
        }  # fmt: skip
        return move(
            w, "message.caught", body,
            lambda execution, env: execution.catch(
                command.kind, command.name, env, correlation=command.correlation, data=data
            ),
        )  # fmt: skip
