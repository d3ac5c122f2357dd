"""A draft's first page: its files, who may edit it, and what can be done with it as a whole."""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine import queries
from engine.actions import design
from engine.errors import Invalid, Missing, NotYours, Refused
from engine.queries.design import differing, main_diagram, other_analysts, rebase_page
from web import errors, kept, posted
from web.design.pictures import picture
from web.design.uploading import kept_package, uploaded
from web.headers import SANDBOX
from web.sessions import actor, office, person

routes = Blueprint("design_overview", __name__, url_prefix="/design/<int:draft_id>")


@routes.get("")
def show(draft_id: int) -> str:
    return _page(draft_id)


@routes.get("/picture.svg")
def draw(draft_id: int) -> Response:
    page = queries.draft_page(office(), person(), draft_id)
    return picture(main_diagram(page.package), page.name)


@routes.get("/download")
def download(draft_id: int) -> Response:
    """The folder as a zip, in the format of processes/."""
    page = queries.draft_page(office(), person(), draft_id)
    return zipped(page.package.to_zip(), page.procedure)


@routes.post("/upload")
def upload(draft_id: int) -> str:
    """What a zip would change; nothing is changed before that was seen."""
    package = uploaded("package")
    if package is None:
        raise Invalid({"package": "请选择 zip 文件。"}, "no_package", "请选择 zip 文件。", "Choose a zip.")
    page = queries.draft_page(office(), person(), draft_id)
    kept.keep_uploads()
    changes = differing(page.package.files, package.files)
    return render_template("design/upload.html", box="design", tab="overview", page=page, changes=changes)


@routes.post("/replace")
def replace(draft_id: int) -> AnyResponse:
    package = kept_package("package")
    design.replace_draft(office(), design.ReplaceDraft(draft_id, package, posted.number("revision") or 0), actor())
    return _back(draft_id)


@routes.post("/share")
def share(draft_id: int) -> AnyResponse:
    design.share_draft(office(), design.ShareDraft(draft_id, posted.text("person")), actor())
    return _back(draft_id)


@routes.post("/unshare")
def unshare(draft_id: int) -> AnyResponse:
    design.take_back_draft(office(), design.ShareDraft(draft_id, posted.text("person")), actor())
    return _back(draft_id)


@routes.post("/rename")
def rename(draft_id: int) -> AnyResponse:
    design.rename_draft(office(), draft_id, posted.text("name"), actor())
    return _back(draft_id)


@routes.post("/discard")
def discard(draft_id: int) -> AnyResponse:
    design.drop_draft(office(), draft_id, actor())
    return redirect(url_for("design_workbench.show"), 303)


@routes.get("/rebase")
def compare(draft_id: int) -> str:
    """What was published since the draft was begun, file by file."""
    found = rebase_page(office(), person(), draft_id)
    return render_template("design/rebase.html", box="design", tab="overview", page=found.draft, found=found)


@routes.post("/rebase")
def rebase(draft_id: int) -> AnyResponse:
    command = design.RebaseDraft(
        draft_id, posted.number("onto") or 0, posted.number("revision") or 0, posted.several("take")
    )
    design.rebase_draft(office(), command, actor())
    return _back(draft_id)


@routes.errorhandler(Missing)
@routes.errorhandler(NotYours)
def missing(refused: Refused) -> Response:
    return errors.refusal(refused)


@routes.errorhandler(Refused)
@routes.errorhandler(Invalid)
def refused(refused: Refused) -> Response:
    """The draft's page with the reason."""
    return make_response(_page((request.view_args or {})["draft_id"], refused), refused.status)


def zipped(data: bytes, name: str) -> Response:
    headers = {
        "Content-Type": "application/zip", "Content-Security-Policy": SANDBOX,
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(f'{name}.zip')}",
    }  # fmt: skip
    return make_response(data, 200, headers)


def _page(draft_id: int, refused: Refused | None = None) -> str:
    page = queries.draft_page(office(), person(), draft_id)
    others = [one for one in other_analysts(office(), person()) if one[0] not in page.editors] if page.mine else []
    return render_template(
        "design/overview.html", box="design", tab="overview", page=page, refused=refused, others=others
    )


def _back(draft_id: int) -> AnyResponse:
    return redirect(url_for("design_overview.show", draft_id=draft_id), 303)
