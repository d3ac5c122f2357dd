"""A draft's settings as forms: one section at a time, of steps and rules one row at a time."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine.actions.design.change_settings import ChangeSettings, WrongSettings, change_settings
from engine.definition.settings import Problem, section_of
from engine.errors import Refused, Stale
from engine.queries.design.settings import settings_page
from web import posted
from web.sessions import actor, office, person

routes = Blueprint("design_settings", __name__, url_prefix="/design/<int:draft_id>/settings")
MOST_BLANK = 20


@routes.get("")
@routes.get("/<section>")
def show(draft_id: int, section: str = "basics") -> str:
    return _page(draft_id, section)


@routes.post("/<section>")
def change(draft_id: int, section: str) -> AnyResponse:
    """Save, or with `_more` only show one blank row more."""
    blank = posted.number("_more")
    if blank:
        return make_response(_page(draft_id, section, sent=True, blank=min(blank, MOST_BLANK)))
    change_settings(office(), ChangeSettings(draft_id, section, _sent(), posted.number("seen") or 0), actor())
    row = posted.text("row") if section_of(section).alone and _still_there() else ""
    return redirect(url_for(".show", draft_id=draft_id, section=section, row=row or None, saved=1), 303)


@routes.errorhandler(WrongSettings)
@routes.errorhandler(Stale)
def again(refused: WrongSettings | Stale) -> Response:
    """What was typed, with the sentences; after somebody else's change it may be looked at and sent again."""
    problems = refused.problems if isinstance(refused, WrongSettings) else {}
    page = _page(**(request.view_args or {}), sent=True, problems=problems, refused=refused)
    return make_response(page, refused.status)


def _page(
    draft_id: int, section: str, *, sent: bool = False, problems: dict[str, Problem] | None = None, blank: int = 1,
    refused: Refused | None = None,
) -> str:  # fmt: skip
    page = settings_page(
        office(), person(), draft_id, section, row=request.values.get("row"), posted=_sent() if sent else None,
        problems=problems, blank=blank,
    )  # fmt: skip
    return render_template(
        "design/settings.html", box="design", tab="settings", page=page.draft, settings=page, refused=refused,
        saved="saved" in request.args, blank=blank,
    )  # fmt: skip


def _sent() -> dict[str, list[str]]:
    return {name: values for name, values in request.form.lists() if name not in ("csrf", "seen", "row", "_more")}


def _still_there() -> bool:
    """A row that was taken out, or has just been made, has no page of its own to go back to."""
    return "r0.drop" not in request.form and posted.text("row") != "new"
