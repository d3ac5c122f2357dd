"""Papers of a matter: looked at, printed, taken as PDF or Word, and found again by the check code they carry."""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, Response, make_response, render_template
from werkzeug.wrappers import Response as AnyResponse

from engine import actions, queries
from engine.actions import PrintPaper
from engine.queries import Paper
from web.papers.files import MEDIA, file_name, make, require
from web.papers.html import sheet
from web.sessions import actor, office, person

routes = Blueprint("papers", __name__)


@routes.get("/instances/<int:instance_id>/papers/<paper>")
def show(instance_id: int, paper: str) -> str:
    """The paper to look at; it carries no check code, because nobody has printed it."""
    found = queries.paper(office(), person(), instance_id, paper)
    return render_template("paper.html", paper=found, printed=False, sheet=sheet(found, printed=False))


@routes.post("/instances/<int:instance_id>/papers/<paper>/<format>")
def take(instance_id: int, paper: str, format: str) -> AnyResponse:
    """Print it, or take it as a file; it leaves a trace in the journal first."""
    require(format)
    printed = actions.print_paper(office(), PrintPaper(instance_id, paper, format), actor())
    return handed_out(printed, format)


@routes.get("/check/<code>")
def check(code: str) -> str:
    """What a printed code stands for; a wrong code and a stranger get the same answer."""
    return render_template("check.html", box="", found=queries.checked(office(), person(), code))


def handed_out(paper: Paper, format: str) -> Response:
    if format == "html":
        page = render_template("paper.html", paper=paper, printed=True, sheet=sheet(paper, printed=True))
        return make_response(page)
    return attachment(make(paper, format), file_name(paper, format), MEDIA[format])


def attachment(content: bytes, name: str, media_type: str) -> Response:
    """A file under its Chinese name (RFC 6266)."""
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return make_response(content, 200, {"Content-Type": media_type, "Content-Disposition": disposition})
