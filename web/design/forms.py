"""表单: the forms of a draft — their list, one as a list of fields, on a canvas, as staff see it, and rights by step.

The list of fields needs no script; with one, what is typed is saved at once (design-autosave.js) and answers are JSON.
"""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine import actions
from engine.actions import design
from engine.errors import Invalid, Refused, Stale
from engine.queries import design as designs
from web import errors, posted
from web.design import form_words
from web.design.answers import is_script, overtaken, told
from web.sessions import actor, office, person

FOLDER, SUFFIX, RIGHT = "forms/", ".json", "right."
OWN = frozenset({"csrf", "revision", "place", "do", "new_kind", "new_label"})
FRAMED = ("design_forms.preview", "design_forms.send")

routes = Blueprint("design_forms", __name__, url_prefix="/design/<int:draft_id>/forms")


@routes.after_request
def frameable(response: Response) -> Response:
    """The preview stands in a frame of its own page, and that page may hold the frame; nothing else may."""
    policy = response.headers.get("Content-Security-Policy", "")
    if request.endpoint in FRAMED:
        response.headers["Content-Security-Policy"] = policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    else:
        opened = policy.replace("default-src 'none'", "default-src 'none'; frame-src 'self'")
        response.headers["Content-Security-Policy"] = opened
    return response


@routes.get("")
def show(draft_id: int) -> str:
    return list_of(draft_id)


@routes.post("")
def begin(draft_id: int) -> AnyResponse:
    try:
        path = design.new_form(office(), draft_id, posted.text("key"), actor())
    except Invalid as refused:
        return make_response(list_of(draft_id, refused), refused.status)
    return redirect(url_for(".edit", draft_id=draft_id, key=key_of(path)), 303)


@routes.get("/edit/<path:key>")
def edit(draft_id: int, key: str) -> str:
    return page_of(draft_id, key, request.args.get("place", ""))


@routes.post("/edit/<path:key>")
def change(draft_id: int, key: str) -> AnyResponse:
    try:
        revision, place = design.edit_form(office(), command_of(draft_id, key), actor())
    except (Invalid, Stale) as refused:
        if is_script():
            return overtaken(refused) if isinstance(refused, Stale) else told(refused.as_json(), refused.status)
        return make_response(page_of(draft_id, key, posted.text("place"), refused), refused.status)
    if is_script():
        return told({"revision": revision, "place": place})
    return redirect(url_for(".edit", draft_id=draft_id, key=key, place=place or None, _anchor="settings"), 303)


@routes.get("/beside/<path:key>")
def beside(draft_id: int, key: str) -> str:
    """The findings and the preview again, after something was saved."""
    page = designs.form_page(office(), person(), draft_id, key, request.args.get("place", ""))
    return render_template("design/form-beside.html", page=page.draft, form=page)


@routes.get("/preview/<path:key>")
def preview(draft_id: int, key: str) -> str:
    return preview_of(draft_id, key, request.args.get("step", ""), sent=False)


@routes.post("/preview/<path:key>/fields")
def fields(draft_id: int, key: str) -> str:
    """The fields again for what is typed so far, as on the page of a task."""
    seen = designs.form_preview(office(), person(), draft_id, key, posted.text("_step"), posted.values(), sent=False)
    return render_template("forms/fields.html", fields=seen.fields)


@routes.post("/preview/<path:key>")
def send(draft_id: int, key: str) -> str:
    """What sending it would bring: sentences at the fields, or the values that would be kept. Nothing is kept."""
    return preview_of(draft_id, key, posted.text("_step"), sent=True)


@routes.get("/rights/<path:key>")
def rights(draft_id: int, key: str) -> str:
    return rights_of(draft_id, key)


@routes.post("/rights/<path:key>")
def give(draft_id: int, key: str) -> AnyResponse:
    page = designs.rights_page(office(), person(), draft_id, key)
    known = {f"{RIGHT}{step.id}.{row.key}": (step.id, row.key) for row in page.rows for step, _, _ in row.rights}
    wanted = {known[name]: right for name, right in request.form.items() if name in known}
    try:
        command = design.SetRights(draft_id, posted.number("revision") or 0, wanted)
        revision = design.set_rights(office(), command, actor())
    except (Invalid, Stale) as refused:
        if is_script():
            return overtaken(refused) if isinstance(refused, Stale) else told(refused.as_json(), refused.status)
        return make_response(rights_of(draft_id, key, refused), refused.status)
    if is_script():
        return told({"revision": revision})
    return redirect(url_for(".rights", draft_id=draft_id, key=key), 303)


@routes.get("/canvas/<path:key>")
def canvas(draft_id: int, key: str) -> str:
    page = designs.form_page(office(), person(), draft_id, key)
    return render_template("design/form-canvas.html", box="design", tab="forms", page=page.draft, form=page)


@routes.get("/canvas/<path:key>/file")
def source(draft_id: int, key: str) -> Response:
    return told(designs.form_source(office(), person(), draft_id, key))


@routes.post("/canvas/<path:key>/file")
def save(draft_id: int, key: str) -> AnyResponse:
    content = posted.text("xml").encode()
    try:
        command = design.SaveForm(draft_id, path_of(key), posted.number("revision") or 0, content)
        revision = design.save_form(office(), command, actor())
    except Stale as refused:
        return overtaken(refused)
    return told({"revision": revision})


@routes.get("/canvas/<path:key>/findings")
def findings(draft_id: int, key: str) -> Response:
    page = designs.form_page(office(), person(), draft_id, key)
    return told([finding.as_json() for finding in page.findings])


@routes.post("/canvas/<path:key>/apart")
def apart(draft_id: int, key: str) -> Response:
    """A new draft with the posted file: for whoever was overtaken by another."""
    made = actions.begin_apart(office(), draft_id, posted.text("xml").encode(), actor(), path_of(key))
    return told({"address": url_for(".canvas", draft_id=made, key=key)})


@routes.post("/rename/<path:key>")
def rename(draft_id: int, key: str) -> AnyResponse:
    wanted = design.form_path(posted.text("key"))
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


def preview_of(draft_id: int, key: str, step: str, *, sent: bool) -> str:
    typed = posted.values() if sent else None
    seen = designs.form_preview(office(), person(), draft_id, key, step, typed, sent=sent)
    return render_template("design/form-preview.html", page=seen.draft, seen=seen)


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
    return design.EditForm(draft_id, path_of(key), posted.number("revision") or 0, change)


def path_of(key: str) -> str:
    return f"{FOLDER}{key}{SUFFIX}"


def key_of(path: str) -> str:
    return path.removeprefix(FOLDER).removesuffix(SUFFIX)
