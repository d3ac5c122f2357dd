"""Who is signed in: the session cookie answered by the engine on every request."""

from __future__ import annotations

from typing import TypeVar, cast

from flask import Flask, Response, current_app, g, redirect, request, url_for

from engine.actions import Actor
from engine.actions.sessions import session_of
from engine.queries import frame, office_name
from engine.store.office import Office
from web.cookies import read_cookie

T = TypeVar("T")
OPEN = frozenset({"static", "sign_in.show", "sign_in.enter", "language.choose", "attachments.health"})


def install(app: Flask) -> None:
    app.before_request(require_session)
    app.context_processor(_person)


def office() -> Office:
    return cast(Office, current_app.extensions["office"])


def actor() -> Actor:
    """The signed-in actor of this request; only for pages behind `require_session`."""
    return cast(Actor, g.actor)


def person() -> str:
    return actor().person


def require_session() -> Response | None:
    """Everything but sign-in needs a session; without one a page leads there and back again."""
    if request.endpoint in OPEN:
        return None
    found = session_of(office(), read_cookie("session"))
    if found is None:
        back = request.full_path.rstrip("?") if request.method == "GET" else "/"
        return redirect(url_for("sign_in.show", next=back), 303)
    g.actor = found
    return None


def _person() -> dict[str, object]:
    """What the frame of every signed-in page shows."""
    if "incomplete" in g:
        return {"office_name": ""}
    if "actor" not in g:
        return {"office_name": office_name(office())}
    around = frame(office(), person())
    g.roles = around.person.roles
    return {
        "office_name": around.office_name, "person": around.person, "counts": around.counts,
        "may_count": around.figures, "may_verify": around.verifies, "watches": around.watches,
        "may_mine": around.mining,
    }  # fmt: skip
