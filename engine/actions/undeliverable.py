"""Messages that nobody will take: whom they were for has ended. Said once in the sender's history, then left alone."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, literal, or_, select

from engine.actions.hand import note
from engine.errors import NotNow
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import SYSTEM, Actor, work

m, s, d, h = t.message.c, t.subscription.c, t.definition.c, t.history.c

WAITING: ColumnElement[bool] = and_(m.receiver.is_(None), m.received_at.is_(None))
# somebody waits for it now, a published procedure bears its name, or it was taken and its sender not told yet
TAKEABLE: ColumnElement[bool] = or_(
    exists().where(
        s.kind == "message", s.name == m.name, s.instance_id != m.instance_id,
        or_(m.correlation.is_(None), s.correlation == m.correlation),
    ),
    m.name.in_(select(d.procedure)),
    exists().where(h.command_id == literal("message:") + cast(m.instance_id, String) + "/" + m.key),
)  # fmt: skip


def give_up_messages(office: Office, *, limit: int = 200) -> int:
    """Mark what waits for a matter that has ended, with the reason in the sender's history; how many.

    For a matter: the one whose number the message carries, or, when it carries the sender's own number, whoever took
    a message of this name from the sender before. What no procedure knows yet keeps waiting: one may be published.
    """
    with office.database.read() as connection:
        rows = connection.execute(_for_ended(limit)).all()
    for row in rows:
        _give_up(office, row)
    return len(rows)


def _for_ended(limit: int) -> Select[Any]:
    named, partner, link = t.instance.alias("named"), t.instance.alias("partner"), t.link
    ended = partner.c.state != "running"
    reached = select(partner.c.id).where(
        link.c.instance_id == m.instance_id, link.c.other_id == partner.c.id, link.c.name == m.name
    )
    return (
        select(m.instance_id, m.key, m.name, m.correlation)
        .where(WAITING, ~TAKEABLE)
        .where(
            or_(
                exists().where(
                    named.c.number == m.correlation, named.c.id != m.instance_id, named.c.state != "running"
                ),
                and_(reached.where(ended).exists(), ~reached.where(~ended).exists()),
            )
        )
        .order_by(m.sent_at, m.instance_id, m.key)
        .limit(limit)
    )


def _give_up(office: Office, message: Any) -> None:
    to = message.correlation or ""
    body = {
        "message": message.key, "name": message.name, "correlation": message.correlation,
        "refusal": {
            "code": "receiver_ended",
            "zh": f"消息“{message.name}”未送达:等待它的事项已经结束({to})。",
            "en": f"Message {message.name!r} is not delivered: the matter it was for has ended ({to}).",
        },
    }  # fmt: skip
    try:
        with work(office, Actor(SYSTEM), f"undelivered:{message.instance_id}/{message.key}") as w:
            w.lock(message.instance_id)
            note(w, "message.undelivered", body)
    except NotNow:  # said by another sweep meanwhile
        return
