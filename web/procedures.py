"""The start catalogue and the start page."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine import actions, queries
from engine.errors import Invalid
from web import posted
from web.forms import problems_of
from web.kept import keep_uploads
from web.sessions import actor, office, person

routes = Blueprint("procedures", __name__, url_prefix="/procedures")


@routes.get("")
def show() -> str:
    return render_template("procedures.html", box="start", entries=queries.catalogue(office(), person()))


@routes.get("/<key>/start")
def begin(key: str) -> str:
    page = queries.start_page(office(), person(), key, draft_id=posted.number("draft_id"))
    return render_template("start.html", box="start", page=page)


@routes.post("/<key>/start")
def start(key: str) -> AnyResponse:
    command = actions.StartInstance(
        key,
        posted.values(),
        posted.text("command_id"),
        draft_id=posted.number("draft_id"),
        uploads=posted.uploads(),
    )
    receipt = actions.start_instance(office(), command, actor())
    return redirect(url_for("inbox.show", box="started", instance=receipt.instance_id), 303)


@routes.post("/<key>/form")
def form(key: str) -> str:
    """The fields again for what is typed so far: what is shown, offered and required may have changed."""
    page = queries.start_page(office(), person(), key, draft_id=posted.number("draft_id"), typed=posted.values())
    return render_template("forms/changed.html", page=page)


@routes.post("/<key>/draft")
def draft(key: str) -> AnyResponse:
    queries.start_page(office(), person(), key)
    command = actions.SaveDraft(posted.values(), procedure=key, draft_id=posted.number("draft_id"))
    draft_id = actions.save_draft(office(), command, actor())
    if request.accept_mimetypes.best == "application/json":
        return make_response({"draft_id": draft_id})
    return redirect(url_for("procedures.begin", key=key, draft_id=draft_id), 303)


@routes.errorhandler(Invalid)
def invalid(refused: Invalid) -> Response:
    """The start page again, with the typed text and a sentence under each wrong field."""
    keep_uploads()
    key = (request.view_args or {})["key"]
    page = queries.start_page(
        office(),
        person(),
        key,
        draft_id=posted.number("draft_id"),
        typed=posted.values(),
        problems=problems_of(refused),
    )
    return make_response(render_template("start.html", box="start", page=page, refused=refused), refused.status)
