"""A form as staff see it at a step: laid out by the pages' own macros, with live conditions and a try at sending."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from engine.queries import design as designs
from web import posted
from web.sessions import office, person

routes = Blueprint("design_previews", __name__, url_prefix="/design/<int:draft_id>/forms/preview/<path:key>")


@routes.after_request
def framed(response: Response) -> Response:
    """It stands in a frame of the workbench, and in no other."""
    policy = response.headers.get("Content-Security-Policy", "")
    response.headers["Content-Security-Policy"] = policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    return response


@routes.get("")
def show(draft_id: int, key: str) -> str:
    seen = designs.form_preview(office(), person(), draft_id, key, request.args.get("step", ""), None, sent=False)
    return render_template("design/form-preview.html", page=seen.draft, seen=seen)


@routes.post("")
def send(draft_id: int, key: str) -> str:
    """What sending it would bring: sentences at the fields, or the values that would be kept. Nothing is kept."""
    seen = designs.form_preview(office(), person(), draft_id, key, posted.text("_step"), posted.values(), sent=True)
    return render_template("design/form-preview.html", page=seen.draft, seen=seen)


@routes.post("/fields")
def fields(draft_id: int, key: str) -> str:
    """The fields again for what is typed so far, as on the page of a task."""
    seen = designs.form_preview(office(), person(), draft_id, key, posted.text("_step"), posted.values(), sent=False)
    return render_template("forms/fields.html", fields=seen.fields)
