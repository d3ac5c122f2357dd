"""Signing in and out; the rules (Argon2, lock-out, session life) are the engine's."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from engine.actions.sessions import sign_out
from engine.actions.sign_in import sign_in
from engine.errors import Refused
from web.cookies import VISIT, drop_cookie, read_cookie, write_cookie
from web.demo import demo_accounts
from web.local import local_path
from web.sessions import office

routes = Blueprint("sign_in", __name__)


@routes.get("/sign-in")
def show() -> str:
    return page(request.args.get("next", ""))


@routes.post("/sign-in")
def enter() -> Response:
    form = request.form
    token = sign_in(office(), form.get("login", "").strip(), form.get("password", ""))
    response = redirect(local_path(form.get("next", "")), 303)
    write_cookie(response, "session", token)
    drop_cookie(response, VISIT)
    return response


@routes.post("/sign-out")
def leave() -> Response:
    sign_out(office(), read_cookie("session"))
    response = redirect(url_for("sign_in.show"), 303)
    drop_cookie(response, "session")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@routes.errorhandler(Refused)
def refused(refused: Refused) -> Response:
    """Wrong password or locked: the same page with the sentence, and never the password."""
    form = request.form
    status = refused.status if refused.status in (429, 503) else 403
    return make_response(page(form.get("next", ""), form.get("login", "")[:40], refused), status)


def page(following: str, login: str = "", refused: Refused | None = None) -> str:
    return render_template("sign_in.html", next=following, login=login, refused=refused, **demo_accounts())
