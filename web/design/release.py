"""发布: what a draft still needs, and handing it in."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine.actions import design
from engine.errors import Invalid, Missing, NotYours, Refused
from engine.queries.design import release_page
from web import errors, posted
from web.sessions import actor, office, person

routes = Blueprint("design_release", __name__, url_prefix="/design/<int:draft_id>/release")


@routes.get("")
def show(draft_id: int) -> str:
    return _page(draft_id)


@routes.post("")
def hand_in(draft_id: int) -> AnyResponse:
    design.hand_in(office(), design.HandIn(draft_id, posted.text("hash"), posted.text("words")), actor())
    return _back(draft_id)


@routes.post("/take-back")
def take_back(draft_id: int) -> AnyResponse:
    design.take_back(office(), draft_id, actor())
    return _back(draft_id)


@routes.post("/seen")
def seen(draft_id: int) -> AnyResponse:
    design.mark_what_if_seen(office(), draft_id, posted.text("hash"), actor())
    return _back(draft_id)


@routes.errorhandler(Missing)
@routes.errorhandler(NotYours)
def missing(refused: Refused) -> Response:
    return errors.refusal(refused)


@routes.errorhandler(Refused)
@routes.errorhandler(Invalid)
def refused(refused: Refused) -> Response:
    return make_response(_page((request.view_args or {})["draft_id"], refused), refused.status)


def _page(draft_id: int, refused: Refused | None = None) -> str:
    found = release_page(office(), person(), draft_id)
    return render_template(
        "design/release.html", box="design", tab="release", page=found.draft, found=found, refused=refused,
        words=posted.text("words"),
    )  # fmt: skip


def _back(draft_id: int) -> AnyResponse:
    return redirect(url_for("design_release.show", draft_id=draft_id), 303)
