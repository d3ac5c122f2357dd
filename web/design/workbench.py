"""The workbench's first page: every procedure with its versions, the analyst's drafts, and where drafts begin."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine import queries
from engine.actions import design
from engine.definition.declared import declared
from engine.errors import Invalid, Refused
from web import posted
from web.design.uploading import uploaded
from web.sessions import actor, office, person

routes = Blueprint("design_workbench", __name__, url_prefix="/design")


@routes.get("")
def show() -> str:
    return page_of(None)


@routes.post("")
def begin() -> AnyResponse:
    """From a skeleton, from a version (`definition_id`; `roll_back` to publish it again), or from a zip."""
    package = uploaded("package")
    key, name = posted.text("procedure"), posted.text("name")
    if package is not None:
        its_key, its_name = declared(package)
        key, name = key.strip() or its_key, name.strip() or its_name
    command = design.BeginDraft(
        key, name, package, posted.number("definition_id"), bool(posted.text("roll_back")),
        bool(posted.text("another")),
    )  # fmt: skip
    draft_id = design.begin_draft(office(), command, actor())
    return redirect(url_for("design_overview.show", draft_id=draft_id), 303)


@routes.errorhandler(Refused)
@routes.errorhandler(Invalid)
def refused(refused: Refused) -> Response:
    """The first page again, with a sentence under each wrong field."""
    return make_response(page_of(refused), refused.status)


def page_of(refused: Refused | None) -> str:
    page = queries.workbench(office(), person())
    sent = request.form if request.method == "POST" else {}
    return render_template("design/workbench.html", box="design", page=page, refused=refused, sent=sent)
