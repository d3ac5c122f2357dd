"""Search over everything the reader may see; the whole question stands in the address, so that it can be kept."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine import queries
from engine.queries import Question
from web.sessions import office, person

routes = Blueprint("search", __name__)

TEXTS = ("text", "said", "by", "unit", "procedure", "state", "scope", "after")
LONGEST = 60


@routes.get("/search")
def show() -> str | Response:
    question = asked()
    if code := queries.known_code(office(), person(), question.text):
        return redirect(url_for("papers.check", code=code))
    page = queries.search(office(), person(), question)
    return render_template("search.html", box="search", page=page, question=question, following=_following(page))


def asked() -> Question:
    """The question in the address, cut to a sane length; a damaged date is left out."""
    texts = {name: request.args.get(name, "").strip()[:LONGEST] for name in TEXTS}
    return Question(**texts, since=_day("since"), until=_day("until"))


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, "")[:10])
    except ValueError:
        return None


def _following(page: queries.SearchPage) -> str:
    """The address of the next page of results, "" on the last."""
    now = {name: value for name, value in request.args.items() if value and name != "after"}
    return url_for("search.show", **now, after=page.found.next) if page.found.next else ""
