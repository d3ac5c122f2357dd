"""Refusals and faults as pages: each status has one clear sentence and a way on."""

from __future__ import annotations

import logging

from flask import Flask, Response, g, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from engine.errors import Refused

RETRY_SECONDS = 5
log = logging.getLogger("banjie.web")


def install(app: Flask) -> None:
    app.register_error_handler(Refused, refusal)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(Exception, fault)


def refusal(refused: Refused) -> Response:
    """A refusal that no page of its own re-renders."""
    return _page(refused.status, refused)


def http_error(error: HTTPException) -> Response:
    """Also where a refusal ends whose own page refused in turn: it is not for this person to see."""
    original = getattr(error, "original_exception", None)
    if isinstance(original, Refused):
        return refusal(original)
    if error.response is not None or not error.code or error.code < 400:
        return make_response(error.get_response())
    response = _page(error.code)
    for name, value in error.get_headers(request.environ):
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def fault(error: Exception) -> Response:
    """A fault of ours: logged with its traceback, told without it."""
    log.exception("fault at %s %s", request.method, request.endpoint)
    return _page(500)


def _page(status: int, refused: Refused | None = None) -> Response:
    # The frame of a signed-in page asks the database; when that is what failed, the plain page must do.
    g.incomplete = True
    if request.accept_mimetypes.best == "application/json" and refused is not None:
        return make_response(refused.as_json(), status)
    response = make_response(render_template("error.html", status=status, refused=refused), status)
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response
