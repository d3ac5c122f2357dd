"""Messages between matters: caught by the matter that waits for them, else starting the procedure of that name.

The receiver's event comes first, under a command id made of the message; then the sender's, and the message counts as
taken. Whatever stops in between goes on from there the next time, with no effect twice.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, or_, select, update

from engine.actions.correlate_message import catch_message
from engine.actions.hand import note
from engine.actions.start_by_message import start_by_message
from engine.actions.undeliverable import TAKEABLE, WAITING, give_up_messages
from engine.errors import NotNow, Refused
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import SYSTEM, Actor, Receipt, repeated, work

POST = Actor(SYSTEM)
PAGE = 200


def deliver_messages(office: Office, *, limit: int = 200) -> int:
    """Hand over what waits, oldest first; how many were taken, at most `limit`.

    Only what somebody may take now is tried, so that one that nobody takes costs a sweep no more than a look and keeps
    no later one waiting. What nobody will ever take is given up.
    """
    taken, last = 0, None
    while taken < limit and (page := _waiting(office, last)):
        for message in page:
            last = message
            try:
                receipt = _receive(office, message)
            except Refused:
                continue
            if receipt is not None:
                _tell_sender(office, message, receipt)
                taken += 1
                if taken == limit:
                    break
    give_up_messages(office, limit=limit)
    return taken


def _waiting(office: Office, last: Any) -> list[Any]:
    """The next messages nobody has taken yet, after the `last` one."""
    m = t.message.c
    wanted = (
        select(t.message, t.instance.c.number, t.instance.c.procedure)
        .join(t.instance, t.instance.c.id == m.instance_id)
        .where(WAITING, TAKEABLE)
        .order_by(m.sent_at, m.instance_id, m.key)
        .limit(PAGE)
    )
    if last is not None:
        later = or_(m.instance_id > last.instance_id, and_(m.instance_id == last.instance_id, m.key > last.key))
        wanted = wanted.where(or_(m.sent_at > last.sent_at, and_(m.sent_at == last.sent_at, later)))
    with office.database.read() as connection:
        return list(connection.execute(wanted))


def _receive(office: Office, message: Any) -> Receipt | None:
    command = f"message:{message.instance_id}/{message.key}"
    if before := repeated(office, command, POST):
        return before
    origin = {
        "id": message.instance_id, "number": message.number, "procedure": message.procedure, "name": message.name,
    }  # fmt: skip
    try:
        return catch_message(office, message.name, message.correlation, message.body, command, origin)
    except NotNow as refused:
        if quicker := repeated(office, command, POST):  # another worker
            return quicker
        if refused.code != "nobody_waits":  # it waits, but stands still now; it gets the message when it goes on
            raise
    try:
        sent = int(message.key.split("/")[0])
        return start_by_message(office, message.name, message.body, command, origin, sent=sent)
    except NotNow:
        if quicker := repeated(office, command, POST):
            return quicker
        raise


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
