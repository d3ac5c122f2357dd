"""A draft's scenarios: the list with results and coverage, a story as a table, a form for each of its steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
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
    editing.begin_scenario(office(), draft_id, name, posted.text("title"), actor())
    return redirect(url_for(".story", draft_id=draft_id, name=name), 303)


@routes.post("/run")
def run(draft_id: int) -> AnyResponse:
    """One slice; the page asks for the next by itself where scripts run, by its button elsewhere."""
    command = reporting.RunScenarios(draft_id, posted.text("file"), bool(posted.text("again")))
    found = reporting.run_scenarios(office(), command, actor())
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
    """The heading, or by its button `act`: the text, a step's place, the end of the whole scenario."""
    CHANGES.get(posted.text("act"), _heading)(_at(draft_id, name))
    there = "show" if posted.text("act") == "drop" else "story"
    return redirect(url_for(f".{there}", draft_id=draft_id, **({"name": name} if there == "story" else {})), 303)


@routes.get("/<name>/<int:n>")
def step(draft_id: int, name: str, n: int) -> str:
    return _step(draft_id, name, n)


@routes.post("/<name>/<int:n>")
def change_step(draft_id: int, name: str, n: int) -> AnyResponse:
    """Save; with `_form` only show the form of the step or act that was chosen."""
    if posted.text("_form"):
        return make_response(_step(draft_id, name, n, sent=True))
    editing.change_step(office(), _at(draft_id, name), n, _sent(), actor(), new=_new())
    return redirect(url_for(".story", draft_id=draft_id, name=name) + f"#step-{n}", 303)


@routes.errorhandler(Invalid)
@routes.errorhandler(DefinitionRefused)
@routes.errorhandler(Stale)
def again(refused: Invalid | DefinitionRefused | Stale) -> Response:
    """The page the form stood on, with what was typed and why it was refused."""
    where: dict[str, Any] = dict(request.view_args or {})
    page = _step if "n" in where else _story if "name" in where else _list
    return make_response(page(**where, refused=refused), refused.status)


def _heading(at: ScenarioAt) -> None:
    editing.change_heading(office(), at, posted.text("title"), posted.several("only"), actor())


def _move(by: int | None) -> Callable[[ScenarioAt], None]:
    def move(at: ScenarioAt) -> None:
        n = posted.number("n") or 0
        editing.move_step(office(), at, n, actor(), to=None if by is None else n + by)

    return move


CHANGES: Mapping[str, Callable[[ScenarioAt], None]] = {
    "drop": lambda at: editing.drop_scenario(office(), at, actor()),
    "text": lambda at: editing.change_text(office(), at, posted.text("text"), actor()),
    "up": _move(-1),
    "down": _move(1),
    "take-out": _move(None),
}


def _list(draft_id: int, *, refused: Refused | None = None, going: bool = False) -> str:
    page = pages.scenarios_page(office(), person(), draft_id)
    return render_template(
        "design/scenarios.html", box="design", tab="scenarios", page=page.draft, scenarios=page, refused=refused,
        picture=page.picture, going=going, typed=request.form,
    )  # fmt: skip


def _story(draft_id: int, name: str, *, refused: Refused | None = None) -> str:
    page = pages.story_page(office(), person(), draft_id, name)
    typed = request.form.get("text") if refused is not None else None
    return render_template(
        "design/scenario.html", box="design", tab="scenarios", page=page.draft, it=page, refused=refused, typed=typed
    )


def _step(draft_id: int, name: str, n: int, *, sent: bool = False, refused: Refused | None = None) -> str:
    problems = refused.problems if isinstance(refused, WrongStep) else None
    sent = sent or refused is not None
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


