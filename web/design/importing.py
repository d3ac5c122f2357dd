"""导入: a diagram of another system becomes a draft, and what is left for a person to decide is listed."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine import actions, queries
from engine.definition.imported import read_report
from engine.errors import DefinitionRefused, Invalid
from engine.xml import MAX_BYTES, XmlRefused
from web import posted
from web.sessions import actor, office, person

routes = Blueprint("design_importing", __name__, url_prefix="/design")


@routes.get("/import")
def ask() -> str:
    return render_template("design/import.html", box="design", refused=None)


@routes.post("/import")
def bring() -> AnyResponse:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Invalid({"file": "请选择要导入的流程图文件(.bpmn)。"})
    tables = {
        f"decision-{n}.dmn": each.read(MAX_BYTES + 1)
        for n, each in enumerate(request.files.getlist("decisions"), 1) if each.filename
    }  # fmt: skip
    command = actions.ImportDraft(
        file.read(MAX_BYTES + 1), file.filename[:200], posted.text("procedure"), posted.text("name"), tables
    )
    return redirect(url_for("design_importing.show", draft_id=actions.import_draft(office(), command, actor())), 303)


@routes.get("/<int:draft_id>/import")
def show(draft_id: int) -> str:
    page = queries.draft_page(office(), person(), draft_id)
    told = read_report(page.package.files.get("README.md", b""))
    return render_template("design/imported.html", box="design", tab="overview", page=page, told=told)


@routes.errorhandler(Invalid)
@routes.errorhandler(XmlRefused)
@routes.errorhandler(DefinitionRefused)
def refuse(refused: Invalid | XmlRefused | DefinitionRefused) -> Response:
    """The form again with the reason; nothing was begun."""
    return make_response(render_template("design/import.html", box="design", refused=refused), refused.status)
