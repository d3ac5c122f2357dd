"""Sessions: who a cookie belongs to, until it idles out, grows old, is signed out or its account is disabled."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, select, update

from engine.actions.sign_in import token_hash
from engine.actions.sign_in_rules import SETTING, with_own
from engine.errors import Busy
from engine.store import tables as t
from engine.store.journal import journal
from engine.store.office import Office
from engine.store.work import Actor

QUERY = (
    select(
        t.session.c.person,
        t.session.c.created_at,
        t.session.c.seen_at,
        select(t.setting.c.value).where(t.setting.c.key == SETTING).scalar_subquery().label("own"),
    )
    .join(t.account, t.account.c.person == t.session.c.person)
    .where(t.account.c.disabled.is_(False), t.session.c.token == bindparam("token"))
)


def session_of(office: Office, token: str) -> Actor | None:
    """Whose session this is, or None. One statement; the last request is noted at most once a minute."""
    if not token:
        return None
    key, now = token_hash(token), office.now()
    with office.database.read() as connection:
        found = connection.execute(QUERY, {"token": key}).one_or_none()
    if found is None:
        return None
    rules = with_own(found.own)
    if now - found.created_at >= rules.absolute or now - found.seen_at >= rules.idle:
        return None
    if (now - found.seen_at).total_seconds() >= rules.touch_seconds:
        _touch(office, key)
    return Actor(found.person)


def sign_out(office: Office, token: str) -> None:
    """End one session; a token that is none any more is fine."""
    if not token:
        return
    with office.database.write() as connection:
        key = token_hash(token)
        person = connection.execute(
            select(t.session.c.person).where(t.session.c.token == key).with_for_update()
        ).scalar_one_or_none()
        if person is not None:
            connection.execute(delete(t.session).where(t.session.c.token == key))
            journal(connection, "sign_out", person, office.now(), {})


def _touch(office: Office, key: str) -> None:
    """Note the request. A busy database only makes the session idle out a little earlier."""
    try:
        with office.database.write() as connection:
            connection.execute(update(t.session).where(t.session.c.token == key).values(seen_at=office.now()))
    except Busy:
        return
