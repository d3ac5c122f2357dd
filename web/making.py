"""从已办结事项生成场景: for whoever answers for the matter; masked, handed to a draft or taken along as a file."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from engine.errors import Busy, Incident, Missing, NotYours, Refused
from engine.scenario import handing
from web import errors, posted
from web.sessions import actor, office, person

routes = Blueprint("making", __name__, url_prefix="/instances/<int:instance_id>/scenario")
for kind in (NotYours, Missing, Busy, Incident):
    routes.register_error_handler(kind, errors.refusal)


@routes.get("")
def show(instance_id: int) -> str:
    return _page(instance_id)


@routes.post("")
def hand(instance_id: int) -> AnyResponse:
    command = handing.HandScenario(instance_id, posted.number("draft"))
    handed = handing.hand_scenario(office(), command, actor())
    if command.draft_id is not None:
        return make_response(_page(instance_id, handed=handed))
    answer = make_response(handed.made.text)
    answer.headers["Content-Type"] = "application/toml; charset=utf-8"
    answer.headers["Content-Disposition"] = 'attachment; filename="made.toml"'
    return answer


@routes.errorhandler(Refused)
def refused(refused: Refused) -> Response:
    """The page again, saying why."""
    page = _page((request.view_args or {})["instance_id"], refused=refused)
    return make_response(page, refused.status)


def _page(instance_id: int, *, handed: handing.Handed | None = None, refused: Refused | None = None) -> str:
    page = handing.making_page(office(), person(), instance_id)
    return render_template("making.html", box="", page=page, handed=handed, refused=refused)
