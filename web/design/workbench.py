"""The workbench's first page, where drafts begin."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine import actions, queries
from engine.errors import Invalid
from web import posted
from web.sessions import actor, office, person

routes = Blueprint("design_workbench", __name__, url_prefix="/design")


@routes.get("")
def show() -> str:
    return render_template("design/workbench.html", box="design", page=queries.workbench(office(), person()))


@routes.post("")
def begin() -> AnyResponse:
    command = actions.BeginDraft(
        posted.text("procedure"), posted.text("name"), definition_id=posted.number("definition_id")
    )
    draft_id = actions.begin_draft(office(), command, actor())
    return redirect(url_for("design_overview.show", draft_id=draft_id), 303)


@routes.errorhandler(Invalid)
def invalid(refused: Invalid) -> Response:
    """The first page again, with a sentence under each wrong field."""
    page = queries.workbench(office(), person())
    return make_response(
        render_template("design/workbench.html", box="design", page=page, refused=refused), refused.status
    )
