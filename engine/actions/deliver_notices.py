"""Send what waits in the outbox as mail and to the gateway; the page shows the same rows at once, whatever works.

Sending happens outside any transaction, by background work only, so that a slow or dead mail server never slows
an act. Delivery is at least once, and a repeat carries the same Message-ID.
"""

from __future__ import annotations

import os
import smtplib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from functools import partial
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit

from sqlalchemy import Connection, Row, select, update

from engine.actions.notice_words import words_of
from engine.actions.webhook import MARK, Delivery, WebhookSettings, copy_of, post
from engine.errors import Refused
from engine.organization import Calendar, Organization, local
from engine.store import tables as t
from engine.store.execute import insert_once
from engine.store.office import Office

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class MailSettings:
    """Where mail goes. A host that is neither loopback nor allowed by the settings is refused.

    A message is tried `attempts` times, `lease` apart and longer each time; a connection is given `timeout` seconds.
    """

    host: str
    port: int
    sender: str
    page: str = ""
    timeout: float = 10.0
    attempts: int = 8
    lease: timedelta = timedelta(minutes=1)

    @property
    def domain(self) -> str:
        return self.sender.rpartition("@")[2]

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> MailSettings | None:
        """BANJIE_SMTP=smtp://host:port, BANJIE_SMTP_FROM, BANJIE_SMTP_ALLOW=host,host, BANJIE_URL; None = no mail."""
        given = os.environ if environment is None else environment
        if not given.get("BANJIE_SMTP"):
            return None
        server = urlsplit(given["BANJIE_SMTP"])
        host = server.hostname or ""
        allowed = LOOPBACK | {name.strip() for name in given.get("BANJIE_SMTP_ALLOW", "").split(",")}
        if server.scheme != "smtp" or not host or host not in allowed:
            raise Refused(
                "mail.host", "邮件服务器不在允许名单内。", f"The mail server {host!r} is not allowed.", host=host
            )
        return cls(
            host, server.port or 25, given.get("BANJIE_SMTP_FROM", "banjie@localhost"), given.get("BANJIE_URL", "")
        )


def deliver_notices(
    office: Office, mail: MailSettings | None, hook: WebhookSettings | None = None, *, limit: int = 500
) -> int:
    """Send notices whose time has come; returns how many left. One that cannot be sent is tried again later."""
    sent = _deliver(office, mail, hook, limit)
    return sent + (_deliver(office, mail, hook, limit) if hook else 0)  # the gateway's rows were made just now


def _deliver(office: Office, mail: MailSettings | None, hook: WebhookSettings | None, limit: int) -> int:
    sent, away = 0, set()
    for notice_id, gateway in _waiting(office, limit):
        if gateway in away:
            continue
        send = _claim(office, mail, hook, notice_id)
        if send is None:
            continue
        try:
            send()
        except (OSError, smtplib.SMTPException) as problem:
            _note(office, notice_id, failure=f"{type(problem).__name__}: {problem}"[:500])
            if not _answers(problem):
                away.add(gateway)  # the server is away: the others wait, too, instead of each for its time-out
        else:
            _note(office, notice_id, sent_at=office.now(), failure=None)
            sent += 1
    return sent


def _waiting(office: Office, limit: int) -> list[tuple[int, bool]]:
    """Ids of notices whose time has come, and whether the gateway gets them."""
    with office.database.read() as connection:
        rows = connection.execute(
            select(t.outbox.c.id, t.outbox.c.recipient)
            .where(t.outbox.c.sent_at.is_(None), t.outbox.c.not_before <= office.now())
            .order_by(t.outbox.c.not_before, t.outbox.c.id)
            .limit(limit)
        )
        return [(row.id, row.recipient.startswith(MARK)) for row in rows]


def _claim(
    office: Office, mail: MailSettings | None, hook: WebhookSettings | None, notice_id: int
) -> Callable[[], None] | None:
    """Take a notice for this attempt: nobody else looks at it before the lease is over.

    None when somebody else has it, when it must wait for the morning, or when it stays in the page only.
    """
    now = office.now()
    with office.database.write() as connection:
        row = connection.execute(
            select(t.outbox)
            .where(t.outbox.c.id == notice_id, t.outbox.c.sent_at.is_(None), t.outbox.c.not_before <= now)
            .with_for_update(skip_locked=True)
        ).one_or_none()
        if row is None:
            return None
        in_force = office.in_force(connection)
        calendar: Calendar = office.calendar(connection, in_force["calendar"])
        organization: Organization = office.organization(connection, in_force["organization"])
        gateway = row.recipient.startswith(MARK)
        if hook is not None and not gateway:
            insert_once(connection, t.outbox, [copy_of(row)])
        address = _address(organization, row.recipient)
        settings = hook if gateway else mail if address else None
        if settings is None:
            _set(connection, notice_id, sent_at=now)  # the page is all there is
            return None
        loud = calendar.loud_from(now)
        if loud > now and not row.urgent:
            _set(connection, notice_id, not_before=loud)
            return None
        if row.attempts >= settings.attempts:
            _set(connection, notice_id, sent_at=now)  # given up; `failure` says why
            return None
        _set(connection, notice_id, attempts=row.attempts + 1, not_before=now + settings.lease * 2**row.attempts)
        if isinstance(settings, WebhookSettings):
            delivery = Delivery.of(row, words_of(office, connection, organization, row), settings.page)
            return partial(post, delivery, settings, now)
        try:
            words = words_of(office, connection, organization, row)
            return partial(_send, _message(words, settings, row, address, now), settings)
        except ValueError as problem:  # an address no mail can carry
            _set(connection, notice_id, failure=str(problem)[:500])
            return None


def _message(words: str, mail: MailSettings, row: Row[Any], address: str, now: datetime) -> EmailMessage:
    message = EmailMessage()
    message["Message-ID"] = f"<{quote(row.key, safe='')}@{mail.domain}>"
    message["Date"] = format_datetime(local(now))
    message["From"], message["To"] = mail.sender, address
    message["Subject"] = "【办结】特急事项提醒" if row.urgent else "【办结】事项提醒"
    link = f"\n{mail.page.rstrip('/')}/tasks/{row.task_id}" if mail.page and row.task_id else ""
    message.set_content(words + link + "\n")
    return message


def _address(organization: Organization, person: str) -> str:
    return next((p.email for p in organization.people if p.id == person), "")


def _answers(problem: Exception) -> bool:
    refused = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)
    if isinstance(problem, HTTPError):
        return True
    return isinstance(problem, refused) and not isinstance(problem, smtplib.SMTPConnectError)


def _send(message: EmailMessage, mail: MailSettings) -> None:
    with smtplib.SMTP(mail.host, mail.port, mail.domain, timeout=mail.timeout) as server:
        server.send_message(message)


def _note(office: Office, notice_id: int, **values: Any) -> None:
    with office.database.write() as connection:
        _set(connection, notice_id, **values)


def _set(connection: Connection, notice_id: int, **values: Any) -> None:
    connection.execute(update(t.outbox).where(t.outbox.c.id == notice_id).values(**values))
