"""The bell: notices in the page, and opinions that wait for the reader's confirmation."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from engine import actions, queries
from web import posted
from web.sessions import actor, office, person

routes = Blueprint("notices", __name__, url_prefix="/notices")


@routes.get("")
def show() -> str:
    found = queries.notices(office(), person())
    return render_template(
        "notices.html", box="notices", notices=found, unconfirmed=queries.unconfirmed(office(), person())
    )


@routes.post("/read")
def read() -> Response:
    """All of them, or those that are named."""
    actions.read_notices(office(), actor(), posted.numbers("notice"))
    return redirect(url_for("notices.show"), 303)
