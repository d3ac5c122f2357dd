"""A draft's first page: its files, who may edit it, and what can be done with it as a whole."""

from __future__ import annotations

from flask import Blueprint, render_template

from engine import queries
from web.sessions import office, person

routes = Blueprint("design_overview", __name__, url_prefix="/design/<int:draft_id>")


@routes.get("")
def show(draft_id: int) -> str:
    page = queries.draft_page(office(), person(), draft_id)
    return render_template("design/overview.html", box="design", tab="overview", page=page)
