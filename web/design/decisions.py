"""决策: the decision files of a draft — their list, one as a table to fill in, the same on a canvas, and its try-out.

The table needs no script; with one, what is typed is saved at once (design-autosave.js) and answers are JSON.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from engine import actions
from engine.actions import design
from engine.errors import Invalid, Refused, Stale
from engine.queries import design as designs
from web import errors, posted
from web.design.answers import is_script, overtaken, told
from web.sessions import actor, office, person

FOLDER, SUFFIX = "decisions/", ".dmn"
OWN = frozenset({"csrf", "revision", "element", "do", "requires", "_requires", "new_name", "new_id", "new_kind"})
ASKED = "q."
KINDS = {
    "decision": lazy_gettext("决策"), "inputData": lazy_gettext("输入"),
    "businessKnowledgeModel": lazy_gettext("业务知识"), "knowledgeSource": lazy_gettext("依据"),
}  # fmt: skip
POLICIES = (
    ("UNIQUE", lazy_gettext("唯一：只有一条规则命中")),
    ("FIRST", lazy_gettext("最先：取第一条命中的规则")),
    ("ANY", lazy_gettext("任一：命中的规则结果都相同")),
    ("PRIORITY", lazy_gettext("优先：取允许值中排在前面的结果")),
    ("COLLECT", lazy_gettext("汇总：所有命中规则的结果")),
    ("COLLECT SUM", lazy_gettext("汇总求和")),
    ("COLLECT MIN", lazy_gettext("汇总取最小")),
    ("COLLECT MAX", lazy_gettext("汇总取最大")),
    ("COLLECT COUNT", lazy_gettext("汇总计数")),
    ("RULE ORDER", lazy_gettext("按规则顺序列出结果")),
    ("OUTPUT ORDER", lazy_gettext("按允许值顺序列出结果")),
)

routes = Blueprint("design_decisions", __name__, url_prefix="/design/<int:draft_id>/decisions")


@routes.get("")
def show(draft_id: int) -> str:
    return list_of(draft_id)


@routes.post("")
def begin(draft_id: int) -> AnyResponse:
    try:
        path = design.new_decision(
            office(), design.NewDecision(draft_id, posted.text("name"), posted.text("key")), actor()
        )
    except Invalid as refused:
        return make_response(list_of(draft_id, refused), refused.status)
    return redirect(url_for(".edit", draft_id=draft_id, key=key_of(path)), 303)


@routes.get("/edit/<path:key>")
def edit(draft_id: int, key: str) -> str:
    return page_of(draft_id, key, request.args.get("element", ""))


@routes.post("/edit/<path:key>")
def change(draft_id: int, key: str) -> AnyResponse:
    element = posted.text("element")
    try:
        revision, shown = design.edit_decision(office(), command_of(draft_id, key), actor())
    except (Invalid, Stale) as refused:
        if is_script():
            return overtaken(refused) if isinstance(refused, Stale) else told(refused.as_json(), refused.status)
        return make_response(page_of(draft_id, key, element, refused), refused.status)
    if is_script():
        return told({"revision": revision, "element": shown})
    at = request.form.get("do", "").partition(":")[0]
    return redirect(url_for(".edit", draft_id=draft_id, key=key, element=shown, did=at or None, _anchor="logic"), 303)


@routes.get("/beside/<path:key>")
def beside(draft_id: int, key: str) -> str:
    """The findings and the try-out again, after something was saved."""
    page = designs.decision_page(office(), person(), draft_id, key, request.args.get("element", ""))
    return render_template("design/decision-beside.html", page=page.draft, decision=page, trial=trial_of(page, key))


@routes.get("/canvas/<path:key>")
def canvas(draft_id: int, key: str) -> str:
    page = designs.decision_page(office(), person(), draft_id, key)
    return render_template("design/decision-canvas.html", box="design", tab="decisions", page=page.draft, decision=page)


@routes.get("/canvas/<path:key>/file")
def source(draft_id: int, key: str) -> Response:
    """The file for the canvas, drawn where it has no drawing, and the revision to give back when it is saved."""
    return told(designs.decision_source(office(), person(), draft_id, key))


@routes.post("/canvas/<path:key>/file")
def save(draft_id: int, key: str) -> AnyResponse:
    content = posted.text("xml").encode()
    command = design.SaveDecision(draft_id, path_of(key), posted.number("revision") or 0, content)
    try:
        revision = design.save_decision(office(), command, actor())
    except Stale as refused:
        return overtaken(refused)
    return told({"revision": revision})


@routes.get("/canvas/<path:key>/findings")
def findings(draft_id: int, key: str) -> Response:
    page = designs.decision_page(office(), person(), draft_id, key)
    return told([finding.as_json() for finding in page.findings])


@routes.post("/canvas/<path:key>/apart")
def apart(draft_id: int, key: str) -> Response:
    """A new draft with the posted file: for whoever was overtaken by another."""
    made = actions.begin_apart(office(), draft_id, posted.text("xml").encode(), actor(), path_of(key))
    return told({"address": url_for(".canvas", draft_id=made, key=key)})


@routes.post("/rename/<path:key>")
def rename(draft_id: int, key: str) -> AnyResponse:
    wanted = design.decision_path(posted.text("key"))
    design.move_file(office(), design.MoveFile(draft_id, path_of(key), posted.number("revision") or 0, wanted), actor())
    return redirect(url_for(".show", draft_id=draft_id), 303)


@routes.post("/delete/<path:key>")
def delete(draft_id: int, key: str) -> AnyResponse:
    design.move_file(office(), design.MoveFile(draft_id, path_of(key), posted.number("revision") or 0), actor())
    return redirect(url_for(".show", draft_id=draft_id), 303)


@routes.errorhandler(Refused)
def refused(refused: Refused) -> AnyResponse:
    """A rename or delete that could not be: the list again with the sentence; what is not his stays not his."""
    moves = request.endpoint in (f"{routes.name}.rename", f"{routes.name}.delete")
    if is_script() or not moves or refused.status == 404:
        return errors.refusal(refused)
    return make_response(list_of((request.view_args or {})["draft_id"], refused), refused.status)


def list_of(draft_id: int, refused: Refused | None = None) -> str:
    listed = designs.decisions_page(office(), person(), draft_id)
    return render_template(
        "design/decisions.html", box="design", tab="decisions", page=listed.draft, listed=listed, refused=refused
    )


def page_of(draft_id: int, key: str, element: str, refused: Refused | None = None) -> str:
    page = designs.decision_page(office(), person(), draft_id, key, element)
    return render_template(
        "design/decision.html", box="design", tab="decisions", page=page.draft, decision=page,
        trial=trial_of(page, key), refused=refused, typed=texts() if refused else {},
        node_kinds=KINDS, hit_policies=POLICIES,
    )  # fmt: skip


def trial_of(page: designs.DecisionPage, key: str) -> designs.Trial | None:
    """The try-out of the decision shown: asked only, until somebody presses the button."""
    if page.shown is None or page.shown.kind != "decision":
        return None
    answers = {name.removeprefix(ASKED): text for name, text in request.args.items() if name.startswith(ASKED)}
    given = answers if "try" in request.args else None
    return designs.try_decision(office(), person(), page.draft.id, key, page.shown.id, given)


def command_of(draft_id: int, key: str) -> design.EditDecision:
    act, _, number = posted.text("do").partition(":")
    wanted = tuple(posted.several("requires")) if "_requires" in request.form else None
    if act == "add-element":
        act = posted.text("new_kind")
    change = design.DecisionChange(
        posted.text("element"), texts(), wanted, act, int(number) if number.isdecimal() else 0,
        posted.text("new_name"), posted.text("new_id"),
    )  # fmt: skip
    return design.EditDecision(draft_id, path_of(key), posted.number("revision") or 0, change)


def texts() -> Mapping[str, str]:
    return {name: text for name, text in request.form.items() if name not in OWN}


def path_of(key: str) -> str:
    return f"{FOLDER}{key}{SUFFIX}"


def key_of(path: str) -> str:
    return path.removeprefix(FOLDER).removesuffix(SUFFIX)
