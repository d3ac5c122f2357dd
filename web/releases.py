"""流程发布: drafts that wait for the security administrator's word; he reads them and decides, and changes nothing."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine.actions import design
from engine.errors import Invalid, Missing, NotYours, Refused
from engine.queries.design import main_diagram, release_page, releases
from web import errors, posted
from web.design.overview import zipped
from web.design.pictures import picture
from web.sessions import actor, office, person

routes = Blueprint("releases", __name__, url_prefix="/releases")


@routes.before_request
def releasers_only() -> Response | None:
    """For everybody else there is no such page."""
    return None if design.may_release(office(), actor()) else errors.refusal(NotYours())


@routes.get("")
def show() -> str:
    waiting, decided = releases(office(), person())
    return render_template("releases.html", box="releases", waiting=waiting, decided=decided)


@routes.get("/<int:draft_id>")
def one(draft_id: int) -> str:
    return _page(draft_id)


@routes.get("/<int:draft_id>/picture.svg")
def draw(draft_id: int) -> Response:
    found = release_page(office(), person(), draft_id)
    return picture(main_diagram(found.draft.package), found.draft.name)


@routes.get("/<int:draft_id>/download")
def download(draft_id: int) -> Response:
    draft = release_page(office(), person(), draft_id).draft
    return zipped(draft.package.to_zip(), draft.procedure)


@routes.post("/<int:draft_id>/approve")
def approve(draft_id: int) -> AnyResponse:
    done = design.approve_release(office(), _decision(draft_id), actor())
    return redirect(url_for("design_versions.show", definition_id=done.definition_id), 303)


@routes.post("/<int:draft_id>/send-back")
def send_back(draft_id: int) -> AnyResponse:
    design.send_back_release(office(), _decision(draft_id), actor())
    return redirect(url_for("releases.show"), 303)


@routes.errorhandler(Missing)
@routes.errorhandler(NotYours)
def missing(refused: Refused) -> Response:
    return errors.refusal(refused)


@routes.errorhandler(Refused)
@routes.errorhandler(Invalid)
def refused(refused: Refused) -> Response:
    """The draft's page with the reason; where it may not be seen any more, the reason alone."""
    return _with_reason((request.view_args or {})["draft_id"], refused)


def _with_reason(draft_id: int, refused: Refused) -> Response:
    try:
        return make_response(_page(draft_id, refused), refused.status)
    except Missing:
        return errors.refusal(refused)


def _decision(draft_id: int) -> design.DecideRelease:
    return design.DecideRelease(draft_id, posted.text("hash"), posted.text("words"))


def _page(draft_id: int, refused: Refused | None = None) -> str:
    found = release_page(office(), person(), draft_id)
    return render_template(
        "release.html", box="releases", page=found.draft, found=found, refused=refused, words=posted.text("words")
    )
