"""Mail from the outbox, through a real SMTP conversation on loopback."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from engine import actions
from engine.actions import Actor
from engine.actions.deliver_notices import MailSettings, deliver_notices
from engine.clock import LOCAL, SimulatedClock
from engine.errors import Refused
from engine.organization import load_office
from engine.store import tables as t
from engine.store.office import Office, open_office
from engine.store.work import SYSTEM
from tests.actions import desk
from tests.packages import VALUES, approval

ADDRESSES = {"U11": "u11@qinglan.example", "U10": "two\nlines@qinglan.example"}
MORNING = datetime(2026, 6, 18, 9, 0, tzinfo=LOCAL)
NIGHT = datetime(2026, 6, 18, 22, 30, tzinfo=LOCAL)


class MailServer:
    """Speaks just enough SMTP to keep what it is given; `answer` replaces its reply to DATA."""

    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.answer = b"250 kept\r\n"
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb") as stream:
                self._converse(stream)

    def _converse(self, stream: Any) -> None:
        def say(line: bytes) -> None:
            stream.write(line)
            stream.flush()

        say(b"220 loopback\r\n")
        for line in stream:
            word = line[:4].upper()
            if word == b"DATA":
                say(b"354 go on\r\n")
                body = []
                for part in stream:
                    if part == b".\r\n":
                        break
                    body.append(part)
                self.got.append(b"".join(body))
                say(self.answer)
            elif word == b"QUIT":
                say(b"221 bye\r\n")
                return
            else:
                say(b"250 ok\r\n")

    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=policy.default) for raw in self.got]  # type: ignore[misc]

    def close(self) -> None:
        if self._listener.fileno() < 0:
            return
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(timeout=5)


@pytest.fixture
def server() -> Iterator[MailServer]:
    opened = MailServer()
    yield opened
    opened.close()


@pytest.fixture
def mail(server: MailServer) -> MailSettings:
    return MailSettings("127.0.0.1", server.port, "banjie@qinglan.example", page="http://127.0.0.1:8000/", timeout=2)


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    """The demo office; U11 has an address, U10 one that cannot be."""
    opened = open_office(database_url, clock=SimulatedClock(MORNING), files=tmp_path / "files")
    data = load_office("qinglan")
    people = tuple(replace(p, email=ADDRESSES[p.id]) if p.id in ADDRESSES else p for p in data.organization.people)
    actions.load_calendar(opened, data.calendar, Actor(SYSTEM))
    actions.load_organization(opened, replace(data.organization, people=people), Actor(SYSTEM))
    yield opened
    opened.database.dispose()


def put(office: Office, key: str, person: str = "U11", *, text: str = "请办理“核稿”。", **more: object) -> None:
    with office.database.write() as connection:
        connection.execute(
            t.outbox.insert(),
            {
                "key": key, "kind": "task", "recipient": person, "instance_id": None, "task_id": 7, "urgent": False,
                "text": text, "created_at": office.now(), "not_before": office.now(), "attempts": 0,
                "sent_at": None, "read_at": None, "failure": None, **more,
            },
        )  # fmt: skip


def row(office: Office, key: str) -> Any:
    with office.database.read() as connection:
        return connection.execute(select(t.outbox).where(t.outbox.c.key == key)).one()


def clock(office: Office) -> SimulatedClock:
    assert isinstance(office.clock, SimulatedClock)
    return office.clock


def test_it_sends_once(office: Office, server: MailServer, mail: MailSettings) -> None:
    put(office, "1-urge-3-0")
    assert deliver_notices(office, mail) == 1
    assert deliver_notices(office, mail) == 0
    (message,) = server.messages()
    assert message["To"] == "u11@qinglan.example" and message["Message-ID"] == "<1-urge-3-0@qinglan.example>"
    assert message["Subject"] == "【办结】事项提醒"
    assert message.get_content().splitlines() == ["请办理“核稿”。", "http://127.0.0.1:8000/tasks/7"]
    assert row(office, "1-urge-3-0").sent_at == office.now() and row(office, "1-urge-3-0").attempts == 1


def test_a_repeat_carries_the_same_message_id(office: Office, server: MailServer, mail: MailSettings) -> None:
    """The server takes the message and then says it failed: it is sent again, and the reader's mail box can tell."""
    server.answer = b"451 try later\r\n"
    put(office, "again")
    assert deliver_notices(office, mail) == 0
    assert "451" in row(office, "again").failure and row(office, "again").sent_at is None
    assert deliver_notices(office, mail) == 0 and len(server.got) == 1  # not before the lease is over
    server.answer = b"250 kept\r\n"
    clock(office).move_to(MORNING + timedelta(minutes=2))
    assert deliver_notices(office, mail) == 1
    first, second = server.messages()
    assert first["Message-ID"] == second["Message-ID"] == "<again@qinglan.example>"
    assert row(office, "again").failure is None


def test_an_unusable_notice_stops_no_other(office: Office, server: MailServer, mail: MailSettings) -> None:
    put(office, "键", text="早")
    put(office, "broken", "U10")
    put(office, "next")
    deliver_notices(office, mail)
    ids = [m["Message-ID"] for m in server.messages()]
    assert ids == ["<%E9%94%AE@qinglan.example>", "<next@qinglan.example>"]
    assert row(office, "broken").failure and row(office, "broken").sent_at is None


def test_nights_are_quiet_but_for_the_most_urgent(office: Office, server: MailServer, mail: MailSettings) -> None:
    clock(office).move_to(NIGHT)
    put(office, "calm")
    put(office, "特急-1", urgent=True)
    assert deliver_notices(office, mail) == 1
    assert [m["Subject"] for m in server.messages()] == ["【办结】特急事项提醒"]
    clock(office).move_to(datetime(2026, 6, 19, 6, 59, tzinfo=LOCAL))
    assert deliver_notices(office, mail) == 0
    clock(office).move_to(datetime(2026, 6, 19, 7, 0, tzinfo=LOCAL))
    assert deliver_notices(office, mail) == 1


@pytest.mark.parametrize(("secrecy", "shown"), [("无", True), ("工作秘密(内部)", False)])
def test_the_title_of_a_working_secret_is_left_out(
    office: Office, server: MailServer, mail: MailSettings, secrecy: str, shown: bool
) -> None:
    actions.publish_definition(office, approval(), Actor(SYSTEM))
    started = desk.start(office)
    with office.database.write() as connection:
        same = t.document.c.instance_id == started.instance_id
        content = connection.execute(select(t.document.c.content).where(same)).scalar_one()
        connection.execute(update(t.document).where(same).values(content={**content, "secrecy": secrecy}))
    put(office, "about", text=f"《{VALUES['title']}》请尽快办理。", instance_id=started.instance_id)
    assert deliver_notices(office, mail) == 1
    text = server.messages()[0].get_content()
    assert (str(VALUES["title"]) in text) is shown and "请尽快办理" in text
    assert ("(标题从略)" in text) is not shown


def test_a_dead_server_is_given_up_after_its_attempts(office: Office, server: MailServer, mail: MailSettings) -> None:
    server.close()
    few = replace(mail, attempts=2)
    put(office, "dead")
    put(office, "page only", "O5")
    for minutes in (0, 2, 10, 30):
        clock(office).move_to(MORNING + timedelta(minutes=minutes))
        assert deliver_notices(office, few) == 0
    given_up = row(office, "dead")
    assert given_up.attempts == 2 and given_up.sent_at is not None and "ConnectionRefused" in given_up.failure
    assert row(office, "page only").sent_at is not None and row(office, "page only").attempts == 0


def test_without_a_mail_server_the_page_is_all_there_is(office: Office) -> None:
    put(office, "quiet house")
    assert deliver_notices(office, None) == 0
    assert row(office, "quiet house").sent_at == office.now() and row(office, "quiet house").read_at is None


@pytest.mark.parametrize(
    "given", ["smtp://mail.example.com", "http://127.0.0.1", "smtp://", "smtp://127.0.0.1.evil.example"]
)
def test_only_loopback_and_allowed_servers_are_talked_to(given: str) -> None:
    with pytest.raises(Refused, match=r"mail\.host"):
        MailSettings.from_environment({"BANJIE_SMTP": given})


def test_settings_come_from_the_environment() -> None:
    assert MailSettings.from_environment({}) is None
    allowed = {"BANJIE_SMTP": "smtp://mail.example.com:2525", "BANJIE_SMTP_ALLOW": "other, mail.example.com"}
    found = MailSettings.from_environment(allowed)
    assert found is not None and (found.host, found.port) == ("mail.example.com", 2525)
    local = MailSettings.from_environment({"BANJIE_SMTP": "smtp://localhost", "BANJIE_SMTP_FROM": "a@b.example"})
    assert local is not None and (local.port, local.sender) == (25, "a@b.example")
