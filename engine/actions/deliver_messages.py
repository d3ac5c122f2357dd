"""Messages between matters: caught by the matter that waits for them, else starting the procedure of that name.

The receiver's event comes first, under a command id made of the message; then the sender's, and the message counts as
taken. Whatever stops in between goes on from there the next time, with no effect twice.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from engine.actions.correlate_message import catch_message
from engine.actions.hand import note
from engine.actions.start_by_message import start_by_message
from engine.actions.undeliverable import TAKEABLE, WAITING, give_up_messages
from engine.errors import Incident, NotNow, Refused
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import SYSTEM, Actor, Receipt, repeated, work

POST = Actor(SYSTEM)


def deliver_messages(office: Office, *, limit: int = 200) -> int:
    """Hand over what waits, oldest first; how many were taken.

    Only what somebody can take now is tried, so that messages nobody waits for cost a sweep one look, however many.
    """
    taken = 0
    for message in _waiting(office, limit):
        try:
            receipt = _receive(office, message)
        except (NotNow, Incident, Refused):
            continue
        if receipt is not None:
            _tell_sender(office, message, receipt)
            taken += 1
    give_up_messages(office, limit=limit)
    return taken


def _waiting(office: Office, limit: int) -> list[Any]:
    m = t.message.c
    with office.database.read() as connection:
        return list(
            connection.execute(
                select(t.message, t.instance.c.number, t.instance.c.procedure)
                .join(t.instance, t.instance.c.id == m.instance_id)
                .where(WAITING, TAKEABLE)
                .order_by(m.sent_at, m.instance_id, m.key)
                .limit(limit)
            )
        )


def _receive(office: Office, message: Any) -> Receipt | None:
    command = f"message:{message.instance_id}/{message.key}"
    if before := repeated(office, command, POST):
        return before
    origin = {
        "id": message.instance_id, "number": message.number, "procedure": message.procedure, "name": message.name,
    }  # fmt: skip
    try:
        return catch_message(office, message.name, message.correlation, message.body, command, origin)
    except NotNow:
        return start_by_message(office, message.name, message.body, command, origin)


def _tell_sender(office: Office, message: Any, receipt: Receipt) -> None:
    m = t.message.c
    with office.database.read() as connection:
        procedure = connection.execute(
            select(t.instance.c.procedure).where(t.instance.c.id == receipt.instance_id)
        ).scalar_one()
    try:
        with work(office, POST, f"delivered:{message.instance_id}/{message.key}") as w:
            w.lock(message.instance_id)
            receiver = {
                "id": receipt.instance_id, "number": receipt.number, "procedure": procedure, "name": message.name,
            }  # fmt: skip
            note(w, "message.delivered", {"message": message.key, "receiver": receiver})
            w.connection.execute(
                update(t.message)
                .where(m.instance_id == message.instance_id, m.key == message.key)
                .values(receiver=receipt.instance_id, received_at=w.at)
            )
    except NotNow:  # told already, by whoever was stopped before the row was marked
        with office.database.write() as connection:
            connection.execute(
                update(t.message)
                .where(m.instance_id == message.instance_id, m.key == message.key)
                .values(receiver=receipt.instance_id, received_at=office.now())
            )
