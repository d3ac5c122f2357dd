"""Notices by webhook: signed, at least once, under the same id, and never to a host that was not allowed."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from engine import actions
from engine.actions import Actor
from engine.actions.deliver_notices import deliver_notices
from engine.actions.webhook import WebhookSettings
from engine.clock import LOCAL
from engine.errors import Refused
from engine.store import tables as t
from tests.actions import desk

SECRET = b"a secret of the office"


class Gateway(HTTPServer):
    """Listens on loopback; `answers` are the statuses it gives, the last one for ever."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers, self.got = [200], []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def settings(self) -> WebhookSettings:
        return WebhookSettings(f"http://127.0.0.1:{self.server_port}/in", SECRET, page="http://office", timeout=5)


class Handler(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), body))
        status = self.server.answers.pop(0) if len(self.server.answers) > 1 else self.server.answers[0]
        self.send_response(status)
        if status == 302:
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    made = Gateway()
    yield made
    made.shutdown()
    made.server_close()


def urge(office) -> None:
    desk.start(office)
    task = desk.task_of(office, "review")
    actions.urge_task(office, actions.UrgeTask(task, desk.command_id()), Actor("U11"))


def test_it_is_signed_and_says_to_whom(office, gateway):
    urge(office)
    assert deliver_notices(office, None, gateway.settings) == 1
    ((headers, body),) = gateway.got
    said = json.loads(body)
    assert said["to"] == "O5" and "催办" in said["text"] and said["id"] == headers["X-Banjie-Delivery"]
    assert said["link"].startswith("http://office/tasks/")
    signed = hmac.new(SECRET, headers["X-Banjie-Time"].encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["X-Banjie-Signature"] == f"sha256={signed}"
    assert deliver_notices(office, None, gateway.settings) == 0 and len(gateway.got) == 1


def test_a_gateway_that_fails_gets_the_same_id_again(office, clock, gateway):
    urge(office)
    gateway.answers = [500, 503, 200]
    for _ in range(4):
        deliver_notices(office, None, gateway.settings)
        clock.move_to(clock.now() + timedelta(minutes=30))
    assert len(gateway.got) == 3
    assert len({headers["X-Banjie-Delivery"] for headers, _ in gateway.got}) == 1


def test_a_redirect_is_not_followed(office, gateway):
    urge(office)
    gateway.answers = [302]
    assert deliver_notices(office, None, gateway.settings) == 0
    assert len(gateway.got) == 1


def test_nights_are_quiet_unless_it_is_most_urgent(office, clock, gateway):
    clock.move_to(datetime(2026, 2, 13, 22, 30, tzinfo=LOCAL))
    urge(office)
    assert deliver_notices(office, None, gateway.settings) == 0
    desk.start(office, urgency="特急", amount=1)
    assert deliver_notices(office, None, gateway.settings) >= 1
    assert all(json.loads(body)["urgent"] for _, body in gateway.got)
    clock.move_to(datetime(2026, 2, 14, 7, 1, tzinfo=LOCAL))
    assert deliver_notices(office, None, gateway.settings) == 1


def test_the_gateways_rows_are_in_nobodys_list(office, gateway):
    urge(office)
    deliver_notices(office, None, gateway.settings)
    rows = desk.rows(office, t.outbox)
    assert {row.recipient for row in rows} == {"O5", "webhook:O5"} and all(row.sent_at for row in rows)


@pytest.mark.parametrize(
    "environment",
    [
        {"BANJIE_WEBHOOK": "http://example.org/in", "BANJIE_WEBHOOK_SECRET": "x" * 20},
        {"BANJIE_WEBHOOK": "file:///etc/passwd", "BANJIE_WEBHOOK_SECRET": "x" * 20},
        {"BANJIE_WEBHOOK": "http://user@127.0.0.1/in", "BANJIE_WEBHOOK_SECRET": "x" * 20},
        {"BANJIE_WEBHOOK": "http://127.0.0.1/in", "BANJIE_WEBHOOK_SECRET": "short"},
    ],
)
def test_only_allowed_hosts_and_real_secrets(environment):
    with pytest.raises(Refused):
        WebhookSettings.from_environment(environment)


def test_an_office_may_allow_its_gateway():
    allowed = {
        "BANJIE_WEBHOOK": "https://gateway.local/in", "BANJIE_WEBHOOK_SECRET": "x" * 20,
        "BANJIE_WEBHOOK_ALLOW": "gateway.local",
    }  # fmt: skip
    assert WebhookSettings.from_environment(allowed).url == "https://gateway.local/in"
    assert WebhookSettings.from_environment({}) is None
