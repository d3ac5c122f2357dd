"""What every answer tells the browser to refuse."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("path", ["/sign-in", "/inbox/todo", "/procedures", "/nothing", "/health", "/static/seal.svg"])
def test_every_answer_is_strict(browser, path):
    headers = browser("U11").get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy and "*" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_pages_are_not_kept_and_hashed_files_are(browser, app):
    person = browser("U11")
    assert person.get("/inbox/todo").headers["Cache-Control"] == "no-store"
    for name in sorted(app.extensions["hashed_assets"]):
        assert "immutable" in person.get(f"/static/{name}").headers["Cache-Control"]
