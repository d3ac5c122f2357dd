"""依法删除个人信息: ask for it with the legal ground; another person grants or refuses."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine import actions, queries
from engine.errors import Busy, Incident, Invalid, Missing, NotYours, Refused
from web import errors, posted
from web.sessions import actor, office, person

routes = Blueprint("erasing", __name__, url_prefix="/instances/<int:instance_id>/erasure")
for kind in (NotYours, Missing, Busy, Incident):
    routes.register_error_handler(kind, errors.refusal)


@routes.get("")
def show(instance_id: int) -> str:
    return page(instance_id)


@routes.post("")
def ask(instance_id: int) -> AnyResponse:
    command = actions.AskErasure(
        instance_id, tuple(posted.several("field")), posted.text("ground"), posted.text("reason"),
        tuple(word.strip() for word in posted.text("words").split("\n") if word.strip()),
        tuple(posted.numbers("attachment")),
    )  # fmt: skip
    actions.ask_erasure(office(), command, actor())
    return redirect(url_for("erasing.show", instance_id=instance_id), 303)


@routes.post("/<int:erasure>/decide")
def decide(instance_id: int, erasure: int) -> AnyResponse:
    queries.erasure_page(office(), person(), instance_id)
    actions.decide_erasure(office(), erasure, actor(), grant=posted.text("grant") == "1")
    return redirect(url_for("erasing.show", instance_id=instance_id), 303)


@routes.errorhandler(Refused)
def refused(refused: Refused) -> Response:
    """The page again, saying why."""
    return make_response(page((request.view_args or {})["instance_id"], refused), refused.status)


def page(instance_id: int, refused: Refused | None = None) -> str:
    found = queries.erasure_page(office(), person(), instance_id)
    wrong = refused.fields if isinstance(refused, Invalid) else {}
    return render_template("erasure.html", box="", page=found, refused=refused, wrong=wrong)
