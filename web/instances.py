"""One instance: its document, opinions, diagram, history; ending it."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine import actions, queries
from engine.errors import Invalid, NotNow, Refused
from web import looking, posted
from web.local import local_path
from web.sessions import actor, office, person

routes = Blueprint("instances", __name__, url_prefix="/instances/<int:instance_id>")


@routes.get("")
def show(instance_id: int) -> str:
    return page_of(instance_id)


@routes.post("/cancel")
def cancel(instance_id: int) -> AnyResponse:
    command = actions.CancelInstance(instance_id, posted.text("reason"), posted.text("command_id"))
    actions.cancel_instance(office(), command, actor())
    return redirect(url_for("instances.show", instance_id=instance_id), 303)


@routes.errorhandler(Invalid)
@routes.errorhandler(NotNow)
def refused(refused: Invalid | NotNow) -> Response:
    return make_response(page_of((request.view_args or {})["instance_id"], refused), refused.status)


def page_of(instance_id: int, refused: Refused | None = None) -> str:
    page = queries.instance_page(office(), person(), instance_id)
    looking.opened_reading(page)
    back = local_path(request.args.get("back", "")) if request.args.get("back") else url_for("inbox.show", box="todo")
    return render_template("instance.html", box="", page=page, refused=refused, back=back)
