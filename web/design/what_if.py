"""试算: the histories of a period through the draft; numbers and reasons, and matters for who may read them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from engine.actions.design.what_if import WhatIf, what_if
from engine.drawing import States, draw
from engine.errors import DefinitionRefused, Invalid
from engine.queries.design.what_if import WhatIfPage, tried_matters, what_if_page
from engine.queries.design.what_if_words import ask_words, cause_words
from web import posted
from web.language import chosen
from web.sessions import actor, office, person

routes = Blueprint("design_what_if", __name__, url_prefix="/design/<int:draft_id>/what-if")


@routes.get("")
def show(draft_id: int) -> str:
    return _page(draft_id)


@routes.post("")
def run(draft_id: int) -> AnyResponse:
    """One stretch; the page asks for the next one until all is told."""
    first, last = _day("from"), _day("to")
    what_if(office(), WhatIf(draft_id, first, last, anew=posted.text("anew") == "1"), actor())
    return redirect(url_for("design_what_if.show", draft_id=draft_id), 303)


@routes.get("/matters")
def matters(draft_id: int) -> str:
    found = tried_matters(office(), person(), draft_id, request.args.get("of", "")[:120])
    return render_template("design/what_if_matters.html", box="design", tab="what-if", page=found.draft, found=found)


@routes.errorhandler(DefinitionRefused)
@routes.errorhandler(Invalid)
def refused(error: DefinitionRefused | Invalid) -> Response:
    """The page again, with what is wrong with the draft or the period."""
    draft_id = int((request.view_args or {})["draft_id"])
    return make_response(_page(draft_id, error if isinstance(error, Invalid) else None), error.status)


def _page(draft_id: int, wrong: Invalid | None = None) -> str:
    found = what_if_page(office(), person(), draft_id)
    side = 1 if chosen() == "en" else 0
    report: Mapping[str, Any] = found.report or {}
    causes = [(cause, cause_words(cause, found.names)[side]) for cause in report.get("causes", ())]
    asked = [(ask, ask_words(ask, found.names)[side]) for ask in report.get("asked", ())]
    return render_template(
        "design/what_if.html", box="design", tab="what-if", page=found.draft, found=found, report=report,
        causes=causes, asked=asked, drawing=_drawing(found) if found.report else None, wrong=wrong, said=said,
    )  # fmt: skip


def _day(name: str) -> date:
    try:
        return date.fromisoformat(posted.text(name))
    except ValueError:
        raise Invalid({name: _("请填写日期。")}) from None


def said(value: Any) -> str:
    """A value of a condition, in words."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, dict):
        return "、".join(f"{key} {said(inner)}" for key, inner in list(value.items())[:6])
    if isinstance(value, list):
        return "、".join(said(inner) for inner in value[:6]) or _("（空）")
    return _("（空）") if value in (None, "") else str(value)[:60]


def _drawing(found: WhatIfPage) -> Markup | None:
    """The draft's diagram: how often each flow is gone, where histories part, where answers are missing."""
    if found.diagram is None or not found.diagram.shapes or found.report is None:
        return None
    states: dict[str, str] = {}
    notes: dict[str, str] = {}
    asked: dict[str, int] = {}
    parted: dict[str, int] = {}
    for ask in found.report["asked"]:
        asked[ask["element"]] = asked.get(ask["element"], 0) + ask["count"]
    for cause in found.report["causes"]:
        parted[cause["element"]] = parted.get(cause["element"], 0) + cause["count"]
    for element, dues in found.report["dues"].items():
        if dues["gained"] or dues["lost"]:
            states[element], notes[element] = "due", _("超期 %(a)s→%(b)s", a=dues["late_then"], b=dues["late_now"])
    for element, n in asked.items():
        states[element], notes[element] = "asked", _("缺答复 %(n)s", n=n)
    for element, n in parted.items():
        states[element], notes[element] = "parted", _("改道 %(n)s", n=n)
    flows = {id: n for id, n in found.report["flows"].items() if n}
    return draw(
        found.diagram,
        States(elements=states, flows=dict.fromkeys(flows, "gone"), counts=flows, notes=notes),
        title=_("%(name)s流程图", name=found.draft.name),
        description=_("线上的数是试算走过这条线的次数"),
    )
