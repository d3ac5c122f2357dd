"""Notices handed to a gateway of the office (政务微信, SMS) by HTTP: signed, at least once, always under the same id.

The body is JSON; `X-Banjie-Signature` is "sha256=" and the HMAC of `X-Banjie-Time`, a dot and the body under the
shared secret. Whoever receives it answers 2xx, or gets it again with the same `X-Banjie-Delivery`.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import orjson

from engine.errors import Refused

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
MARK = "webhook:"  # in an outbox row's recipient: for the gateway, about this person
LEAST_SECRET = 16


@dataclass(frozen=True)
class WebhookSettings:
    """Where the gateway listens; a host that is neither loopback nor allowed by the settings is refused."""

    url: str
    secret: bytes
    page: str = ""
    timeout: float = 10.0
    attempts: int = 8
    lease: timedelta = timedelta(minutes=1)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> WebhookSettings | None:
        """BANJIE_WEBHOOK=http(s)://host/path, BANJIE_WEBHOOK_SECRET, BANJIE_WEBHOOK_ALLOW=host,host, BANJIE_URL."""
        given = os.environ if environment is None else environment
        url, secret = given.get("BANJIE_WEBHOOK", ""), given.get("BANJIE_WEBHOOK_SECRET", "")
        if not url:
            return None
        parts = urlsplit(url)
        host = parts.hostname or ""
        allowed = LOOPBACK | {name.strip() for name in given.get("BANJIE_WEBHOOK_ALLOW", "").split(",") if name.strip()}
        if parts.scheme not in ("http", "https") or host not in allowed or parts.username:
            raise Refused(
                "webhook.host", "通知网关不在允许名单内。", f"The gateway {host!r} is not allowed.", host=host
            )
        if len(secret) < LEAST_SECRET:
            raise Refused(
                "webhook.secret",
                f"通知网关的密钥至少{LEAST_SECRET}个字符。",
                f"The gateway's secret needs at least {LEAST_SECRET} characters.",
            )
        return cls(url, secret.encode(), given.get("BANJIE_URL", ""))


@dataclass(frozen=True)
class Delivery:
    """One notice for the gateway; `id` is the same each time it is tried."""

    id: str
    body: bytes

    @classmethod
    def of(cls, row: Any, text: str, page: str) -> Delivery:
        link = f"{page.rstrip('/')}/tasks/{row.task_id}" if page and row.task_id else ""
        id = row.key.removesuffix(SUFFIX)
        told = {
            "id": id, "kind": row.kind, "to": row.recipient.removeprefix(MARK), "text": text, "urgent": row.urgent,
            "at": row.created_at.isoformat(), "link": link,
        }  # fmt: skip
        return cls(id, orjson.dumps(told))


SUFFIX = "~webhook"


def copy_of(row: Any) -> dict[str, Any]:
    """The gateway's own row of the outbox for a notice, so that mail and gateway are tried apart."""
    return {
        "key": f"{row.key}{SUFFIX}", "kind": row.kind, "recipient": f"{MARK}{row.recipient}",
        "instance_id": row.instance_id, "task_id": row.task_id, "urgent": row.urgent, "text": row.text,
        "created_at": row.created_at, "not_before": row.created_at, "attempts": 0, "sent_at": None, "read_at": None,
        "failure": None,
    }  # fmt: skip


def post(delivery: Delivery, settings: WebhookSettings, at: datetime) -> None:
    """Raises OSError when it was not taken; follows no redirect and uses no proxy."""
    moment = at.isoformat()
    request = urllib.request.Request(
        settings.url,
        delivery.body,
        {
            "Content-Type": "application/json; charset=utf-8",
            "X-Banjie-Delivery": delivery.id,
            "X-Banjie-Time": moment,
            "X-Banjie-Signature": signature(settings.secret, moment, delivery.body),
        },
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)
    with opener.open(request, timeout=settings.timeout) as answer:
        answer.read(1024)


def signature(secret: bytes, moment: str, body: bytes) -> str:
    return "sha256=" + hmac.new(secret, moment.encode() + b"." + body, hashlib.sha256).hexdigest()


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **more: Any) -> None:
        return None
