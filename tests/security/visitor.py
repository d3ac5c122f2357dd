"""A person at the pages without a browser: signs in, keeps cookies and the anti-forgery token, posts forms."""

from __future__ import annotations

import io
import re
from html import unescape
from itertools import count
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

PASSWORD = "山高水长 风清 2026"
_commands = count(1)
Cookies = tuple[tuple[str, str], ...]


class Visitor:
    def __init__(
        self, app: Flask, person: str | None, password: str = PASSWORD, *, cookies: Cookies = ()
    ) -> None:
        """Signs in; or goes on with the cookies of somebody who has."""
        self.client = app.test_client()
        for name, value in cookies:
            self.client.set_cookie(name, value)
        if person is not None:
            answer = self.post("/sign-in", {"login": person, "password": password})
            assert answer.status_code == 303, answer.text

    def cookies(self) -> Cookies:
        return tuple((cookie.key, cookie.value) for cookie in self.client._cookies.values())

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def token(self) -> str:
        """The token a page of this visitor carries, as his browser would send it."""
        page = self.client.get("/sign-in").text
        return unescape(re.findall(r'name="csrf" value="([0-9a-f]+)"', page)[0])

    def post(self, path: str, form: dict[str, Any] | None = None, *, token: str | None = None) -> TestResponse:
        """Post a form with a fresh command id; `token=""` forges it."""
        sent: dict[str, Any] = {"command_id": f"visit-{next(_commands)}", **(form or {})}
        sent["csrf"] = self.token() if token is None else token
        return self.client.post(path, data=sent, content_type="multipart/form-data")

    def attach(self, instance: int, name: str, content: bytes, media_type: str = "") -> TestResponse:
        part = (io.BytesIO(content), name, media_type) if media_type else (io.BytesIO(content), name)
        return self.post(f"/instances/{instance}/attachments", {"_file.attachments": part})
