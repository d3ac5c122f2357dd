"""关注 and 常用语: lists of one's own, in no history."""

from __future__ import annotations

from sqlalchemy import delete, func, select

from engine.errors import Invalid, Missing
from engine.store import tables as t
from engine.store.execute import insert_once, insert_row
from engine.store.office import Office
from engine.store.visibility import refuse_stranger
from engine.store.work import Actor

LONGEST, MOST = 200, 50


def follow_instance(office: Office, instance_id: int, by: Actor) -> None:
    """Raises NotYours unless he takes part in it."""
    with office.database.write() as connection:
        refuse_stranger(office, connection, instance_id, by.person)
        row = {"person": by.person, "instance_id": instance_id, "since": office.now()}
        insert_once(connection, t.follow, [row])


def unfollow_instance(office: Office, instance_id: int, by: Actor) -> None:
    f = t.follow.c
    with office.database.write() as connection:
        connection.execute(delete(t.follow).where(f.person == by.person, f.instance_id == instance_id))


def add_phrase(office: Office, text: str, by: Actor) -> int:
    """Keep a phrase for one's own opinions; Invalid when it is empty, too long, or there are too many."""
    text = " ".join(text.split())
    if not text or len(text) > LONGEST or not text.isprintable():
        raise Invalid({"text": f"常用语应为1至{LONGEST}字。"})
    p = t.phrase.c
    with office.database.write() as connection:
        number = connection.execute(select(func.count()).where(p.person == by.person)).scalar_one()
        if number >= MOST:
            raise Invalid({"text": f"常用语最多{MOST}条。"})
        row = {"person": by.person, "text": text, "position": number + 1}
        return insert_row(connection, t.phrase, row)


def drop_phrase(office: Office, phrase_id: int, by: Actor) -> None:
    """Raises Missing unless it is his."""
    p = t.phrase.c
    with office.database.write() as connection:
        done = connection.execute(delete(t.phrase).where(p.id == phrase_id, p.person == by.person))
        if done.rowcount == 0:
            raise Missing("no_phrase", "没有这条常用语。", "There is no such phrase.")
