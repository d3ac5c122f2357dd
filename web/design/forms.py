"""表单: the forms of a draft — their list, one as a list of fields and on a canvas, and its rights by step.

The list of fields needs no script; with one, what is typed is saved at once (design-autosave.js) and answers are JSON.
"""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine.actions import design
from engine.errors import Refused
from engine.queries import design as designs
from web import errors, posted
from web.design import form_words
from web.design.answers import is_script, refusal_told, told
from web.design.drafted_files import FileKind, serve_files
from web.sessions import actor, office, person

RIGHT = "right."
OWN = frozenset({"csrf", "revision", "place", "do", "new_kind", "new_label"})

FILES = FileKind(
    "forms/", ".json", design.form_path, designs.form_page, designs.form_source, design.SaveForm,
    design.save_form,
)  # fmt: skip
routes = Blueprint("design_forms", __name__, url_prefix="/design/<int:draft_id>/forms")


@routes.after_request
def framing(response: Response) -> Response:
    """These pages hold the preview in a frame."""
    policy = response.headers.get("Content-Security-Policy", "")
    opened = policy.replace("default-src 'none'", "default-src 'none'; frame-src 'self'")
    response.headers["Content-Security-Policy"] = opened
    return response


@routes.get("")
def show(draft_id: int) -> str:
    return list_of(draft_id)


@routes.post("")
def begin(draft_id: int) -> AnyResponse:
    path = design.new_form(office(), draft_id, posted.text("key"), actor())
    return redirect(url_for(".edit", draft_id=draft_id, key=FILES.key_of(path)), 303)


@routes.get("/edit/<path:key>")
def edit(draft_id: int, key: str) -> str:
    return page_of(draft_id, key, request.args.get("place", ""))


@routes.post("/edit/<path:key>")
def change(draft_id: int, key: str) -> AnyResponse:
    revision, place = design.edit_form(office(), command_of(draft_id, key), actor())
    if is_script():
        return told({"revision": revision, "place": place})
    return redirect(url_for(".edit", draft_id=draft_id, key=key, place=place or None, _anchor="settings"), 303)


@routes.get("/beside/<path:key>")
def beside(draft_id: int, key: str) -> str:
    """The findings and the preview again, after something was saved."""
    page = designs.form_page(office(), person(), draft_id, key, request.args.get("place", ""))
    return render_template("design/form-beside.html", page=page.draft, form=page)


@routes.get("/rights/<path:key>")
def rights(draft_id: int, key: str) -> str:
    return rights_of(draft_id, key)


@routes.post("/rights/<path:key>")
def give(draft_id: int, key: str) -> AnyResponse:
    page = designs.rights_page(office(), person(), draft_id, key)
    known = {f"{RIGHT}{step.id}.{row.key}": (step.id, row.key) for row in page.rows for step, _, _ in row.rights}
    wanted = {known[name]: right for name, right in request.form.items() if name in known}
    revision = design.set_rights(
        office(), design.SetRights(draft_id, posted.number("revision") or 0, wanted), actor()
    )
    if is_script():
        return told({"revision": revision})
    return redirect(url_for(".rights", draft_id=draft_id, key=key), 303)


@routes.get("/canvas/<path:key>")
def canvas(draft_id: int, key: str) -> str:
    page = designs.form_page(office(), person(), draft_id, key)
    return render_template("design/form-canvas.html", box="design", tab="forms", page=page.draft, form=page)


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
        page = page_of(asked["draft_id"], asked["key"], posted.text("place"), refused)
    elif request.endpoint == f"{routes.name}.give":
        page = rights_of(asked["draft_id"], asked["key"], refused)
    else:
        page = list_of(asked["draft_id"], refused)
    return make_response(page, refused.status)


def list_of(draft_id: int, refused: Refused | None = None) -> str:
    listed = designs.forms_page(office(), person(), draft_id)
    return render_template(
        "design/forms.html", box="design", tab="forms", page=listed.draft, listed=listed, refused=refused
    )


def page_of(draft_id: int, key: str, place: str, refused: Refused | None = None) -> str:
    page = designs.form_page(office(), person(), draft_id, key, place)
    return render_template(
        "design/form.html", box="design", tab="forms", page=page.draft, form=page, refused=refused, words=form_words,
        form_kinds=design.FORM_KINDS,
        typed={name: text for name, text in request.form.items() if name not in OWN} if refused else {},
    )  # fmt: skip


def rights_of(draft_id: int, key: str, refused: Refused | None = None) -> str:
    page = designs.rights_page(office(), person(), draft_id, key)
    return render_template(
        "design/form-rights.html", box="design", tab="forms", page=page.draft, matrix=page, refused=refused,
        rights=form_words.RIGHTS,
    )  # fmt: skip


def command_of(draft_id: int, key: str) -> design.EditForm:
    act, _, place = posted.text("do").partition(":")
    settings = {name: request.form.getlist(name)[-1] for name in request.form if name not in OWN}
    change = design.FormChange(
        place or posted.text("place"), settings, act, posted.text("new_kind"), posted.text("new_label")
    )
    return design.EditForm(draft_id, FILES.path_of(key), posted.number("revision") or 0, change)
