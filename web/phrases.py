"""常用语 of one's own: kept and dropped from the page where they are used."""

from __future__ import annotations

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from engine import actions
from web import posted
from web.local import local_path
from web.sessions import actor, office

routes = Blueprint("phrases", __name__, url_prefix="/phrases")


@routes.post("")
def add() -> Response:
    actions.add_phrase(office(), posted.text("text"), actor())
    return redirect(local_path(posted.text("next")), 303)


@routes.post("/drop")
def drop() -> Response:
    actions.drop_phrase(office(), posted.number("phrase") or 0, actor())
    return redirect(local_path(posted.text("next")), 303)
