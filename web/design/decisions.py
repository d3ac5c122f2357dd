"""决策: the decision files of a draft — their list, one as a table to fill in, the same on a canvas, and its try-out.

The table needs no script; with one, what is typed is saved at once (design-autosave.js) and answers are JSON.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response as AnyResponse

from engine.actions import design
from engine.errors import Refused
from engine.queries import design as designs
from web import errors, posted
from web.design.answers import is_script, refusal_told, told
from web.design.drafted_files import FileKind, serve_files
from web.sessions import actor, office, person

OWN = frozenset({"csrf", "revision", "element", "do", "requires", "_requires", "new_name", "new_id", "new_kind"})
ASKED = "q."
KINDS = {
    "decision": _("决策"), "inputData": _("输入"),
    "businessKnowledgeModel": _("业务知识"), "knowledgeSource": _("依据"),
}  # fmt: skip
POLICIES = (
    ("UNIQUE", _("唯一：只有一条规则命中")),
    ("FIRST", _("最先：取第一条命中的规则")),
    ("ANY", _("任一：命中的规则结果都相同")),
    ("PRIORITY", _("优先：取允许值中排在前面的结果")),
    ("COLLECT", _("汇总：所有命中规则的结果")),
    ("COLLECT SUM", _("汇总求和")),
    ("COLLECT MIN", _("汇总取最小")),
    ("COLLECT MAX", _("汇总取最大")),
    ("COLLECT COUNT", _("汇总计数")),
    ("RULE ORDER", _("按规则顺序列出结果")),
    ("OUTPUT ORDER", _("按允许值顺序列出结果")),
)

FILES = FileKind(
    "decisions/", ".dmn", design.decision_path, designs.decision_page, designs.decision_source, design.SaveDecision,
    design.save_decision,
)  # fmt: skip
routes = Blueprint("design_decisions", __name__, url_prefix="/design/<int:draft_id>/decisions")


@routes.get("")
def show(draft_id: int) -> str:
    return list_of(draft_id)


@routes.post("")
def begin(draft_id: int) -> AnyResponse:
    command = design.NewDecision(draft_id, posted.text("name"), posted.text("key"))
    path = design.new_decision(office(), command, actor())
    return redirect(url_for(".edit", draft_id=draft_id, key=FILES.key_of(path)), 303)


@routes.get("/edit/<path:key>")
def edit(draft_id: int, key: str) -> str:
    return page_of(draft_id, key, request.args.get("element", ""))


@routes.post("/edit/<path:key>")
def change(draft_id: int, key: str) -> AnyResponse:
    revision, shown = design.edit_decision(office(), command_of(draft_id, key), actor())
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


serve_files(routes, FILES)


@routes.errorhandler(Refused)
def refused(refused: Refused) -> AnyResponse:
    """The page that was posted again, with the reason and what was typed; what is not his stays not his."""
    asked = request.view_args or {}
    if is_script():
        return refusal_told(refused)
    if refused.status == 404 or request.method == "GET":
        return errors.refusal(refused)
    if request.endpoint == f"{routes.name}.change":
        page = page_of(asked["draft_id"], asked["key"], posted.text("element"), refused)
    else:
        page = list_of(asked["draft_id"], refused)
    return make_response(page, refused.status)


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
    return design.EditDecision(draft_id, FILES.path_of(key), posted.number("revision") or 0, change)


def texts() -> Mapping[str, str]:
    return {name: text for name, text in request.form.items() if name not in OWN}
