"""历史基数: last year's figures typed in from a paper, listed with who entered them."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine import actions, queries
from engine.errors import Invalid
from web import figures, posted
from web.sessions import actor, office, person

routes = Blueprint("bases", __name__, url_prefix="/figures/bases")


@routes.get("/<procedure>")
def show(procedure: str) -> str:
    return page(procedure)


@routes.post("/<procedure>")
def enter(procedure: str) -> AnyResponse:
    queries.bases_page(office(), person(), procedure)
    first, last = figures.day("from", posted.text("from")), figures.day("to", posted.text("to"))
    command = actions.EnterBaseFigure(
        procedure, posted.text("figure"), first or date.min, last or date.min, posted.text("value"),
        posted.text("source"),
    )  # fmt: skip
    actions.enter_base_figure(office(), command, actor())
    return redirect(url_for("bases.show", procedure=procedure, entered=1), 303)


@routes.errorhandler(Invalid)
def invalid(refused: Invalid) -> Response:
    """The page again with what was typed."""
    return make_response(page((request.view_args or {})["procedure"], refused), refused.status)


def page(procedure: str, refused: Invalid | None = None) -> str:
    found = queries.bases_page(office(), person(), procedure)
    return render_template("figure_bases.html", box="figures", page=found, refused=refused)
