"""A draft's scenarios: the list with results and coverage, a story as a table, a form for each of its steps."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from engine.errors import DefinitionRefused, Invalid, Refused, Stale
from engine.scenario import editing, pages, reporting
from engine.scenario.editing import ScenarioAt, WrongStep
from web import posted
from web.sessions import actor, office, person

routes = Blueprint("design_scenarios", __name__, url_prefix="/design/<int:draft_id>/scenarios")


@routes.get("")
def show(draft_id: int) -> str:
    return _list(draft_id)


@routes.post("")
def begin(draft_id: int) -> AnyResponse:
    name = posted.text("name").strip()
    try:
        editing.begin_scenario(office(), draft_id, name, posted.text("title"), actor())
    except Invalid as refused:
        return make_response(_list(draft_id, refused), refused.status)
    return redirect(url_for(".story", draft_id=draft_id, name=name), 303)


@routes.post("/run")
def run(draft_id: int) -> AnyResponse:
    """One slice; the page asks for the next by itself where scripts run, by its button elsewhere."""
    command = reporting.RunScenarios(draft_id, posted.text("file"), bool(posted.text("again")))
    try:
        found = reporting.run_scenarios(office(), command, actor())
    except DefinitionRefused as refused:
        return make_response(_list(draft_id, refused), refused.status)
    if posted.text("back"):
        return redirect(url_for(".story", draft_id=draft_id, name=posted.text("back")), 303)
    if "HX-Request" in request.headers:
        return make_response(_list(draft_id, going=bool(found.waiting)))
    return redirect(url_for(".show", draft_id=draft_id), 303)


@routes.get("/<name>")
def story(draft_id: int, name: str) -> str:
    return _story(draft_id, name)


@routes.post("/<name>")
def change(draft_id: int, name: str) -> AnyResponse:
    """The heading, the text, a step's place, or the end of the whole scenario."""
    at, act = _at(draft_id, name), posted.text("act")
    n = posted.number("n") or 0
    try:
        if act == "drop":
            editing.drop_scenario(office(), at, actor())
            return redirect(url_for(".show", draft_id=draft_id), 303)
        if act == "text":
            editing.change_text(office(), at, posted.text("text"), actor())
        elif act in ("up", "down", "take-out"):
            to = {"up": n - 1, "down": n + 1}.get(act)
            editing.move_step(office(), at, n, actor(), to=to)
        else:
            editing.change_heading(office(), at, posted.text("title"), posted.several("only"), actor())
    except (Invalid, DefinitionRefused, Stale) as refused:
        return make_response(_story(draft_id, name, refused), refused.status)
    return redirect(url_for(".story", draft_id=draft_id, name=name), 303)


@routes.get("/<name>/<int:n>")
def step(draft_id: int, name: str, n: int) -> str:
    return _step(draft_id, name, n)


@routes.post("/<name>/<int:n>")
def change_step(draft_id: int, name: str, n: int) -> AnyResponse:
    """Save; with `_form` only show the form of the step or act that was chosen."""
    if posted.text("_form"):
        return make_response(_step(draft_id, name, n, sent=True))
    try:
        editing.change_step(office(), _at(draft_id, name), n, _sent(), actor(), new=_new())
    except WrongStep as refused:
        return make_response(_step(draft_id, name, n, sent=True, refused=refused), refused.status)
    except Stale as refused:
        return make_response(_step(draft_id, name, n, sent=True, refused=refused), refused.status)
    return redirect(url_for(".story", draft_id=draft_id, name=name) + f"#step-{n}", 303)


def _list(draft_id: int, refused: Refused | None = None, *, going: bool = False) -> str:
    page = pages.scenarios_page(office(), person(), draft_id)
    return render_template(
        "design/scenarios.html", box="design", tab="scenarios", page=page.draft, scenarios=page, refused=refused,
        picture=Markup(page.picture), going=going, typed=request.form,  # our own drawing: it escapes every text
    )  # fmt: skip


def _story(draft_id: int, name: str, refused: Refused | None = None) -> str:
    page = pages.story_page(office(), person(), draft_id, name)
    typed = request.form.get("text") if refused is not None else None
    return render_template(
        "design/scenario.html", box="design", tab="scenarios", page=page.draft, it=page, refused=refused, typed=typed
    )


def _step(draft_id: int, name: str, n: int, *, sent: bool = False, refused: Refused | None = None) -> str:
    problems = refused.problems if isinstance(refused, WrongStep) else None
    it = pages.step_page(
        office(), person(), draft_id, name, n, new=_new(), posted=_sent() if sent else None, problems=problems
    )
    return render_template(
        "design/scenario_step.html", box="design", tab="scenarios", page=it.page.draft, it=it, refused=refused
    )


def _sent() -> dict[str, list[str]]:
    return {name: values for name, values in request.form.lists() if name not in ("csrf", "seen", "new", "_form")}


def _new() -> bool:
    return bool(request.values.get("new"))


def _at(draft_id: int, name: str) -> ScenarioAt:
    return ScenarioAt(draft_id, name, posted.number("seen") or 0)


