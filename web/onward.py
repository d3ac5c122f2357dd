"""Where somebody goes after finishing a task: to the next one, or back to the list if he prefers."""

from __future__ import annotations

from flask import Blueprint, Flask, request, url_for
from flask import redirect as to
from werkzeug.wrappers import Response

from engine import queries
from web.cookies import read_cookie, write_cookie
from web.local import local_path
from web.sessions import office, person

YEAR = 365 * 24 * 3600

routes = Blueprint("onward", __name__)


def install(app: Flask) -> None:
    app.context_processor(lambda: {"opens_next": opens_next()})


def opens_next() -> bool:
    return read_cookie("after") != "list"


def onward(instance_id: int, task_id: int) -> str:
    """The page after finishing a task; it carries the line that says what was done."""
    following = queries.first_task(office(), person()) if opens_next() else None
    did = {"instance": instance_id, "done": task_id}
    if following is None or following == task_id:
        return url_for("inbox.show", box="todo", **did)
    return url_for("tasks.show", task_id=following, **did)


def did() -> queries.Completed | None:
    """The line about what was just done, when the address names it and it is the reader's to see."""
    named = {name: request.args.get(name, "") for name in ("instance", "done")}
    numbers = {name: int(n) for name, n in named.items() if n.isascii() and n.isdigit() and len(n) < 19}
    if "instance" not in numbers:
        return None
    return queries.completed(office(), person(), numbers["instance"], numbers.get("done"))


@routes.post("/settings/next")
def choose() -> Response:
    response = to(local_path(request.form.get("next", "")), 303)
    write_cookie(response, "after", "list" if request.form.get("after") == "list" else "next", max_age=YEAR)
    return response
