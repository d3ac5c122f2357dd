"""No POST from elsewhere: a token per session in every form, and the browser's own Sec-Fetch-Site.

The token is derived from the secret cookie of the session (or, before sign-in, of the visit), so it needs no
storage and dies with it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from flask import Flask, Response, abort, g, request

from web.cookies import VISIT, read_cookie, write_cookie

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def install(app: Flask) -> None:
    app.before_request(refuse_forged)
    app.after_request(remember_visit)
    app.jinja_env.globals.update(csrf_token=csrf_token)


def csrf_token() -> str:
    """The token of this session, for a hidden field."""
    return hmac.new(_secret().encode(), b"csrf", hashlib.sha256).hexdigest()


def refuse_forged() -> None:
    if request.method not in UNSAFE:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(400, "cross_site")
    given = request.form.get("csrf", "")
    if not hmac.compare_digest(given.encode(), csrf_token().encode()):
        abort(400, "csrf")


def _secret() -> str:
    """The session cookie, else the visit cookie, else a new visit that `remember_visit` hands out."""
    token = read_cookie("session") or read_cookie(VISIT)
    if token:
        return token
    if "visit" not in g:
        g.visit = secrets.token_urlsafe(32)
    return g.visit


def remember_visit(response: Response) -> Response:
    if "visit" in g:
        write_cookie(response, VISIT, g.visit)
    return response
