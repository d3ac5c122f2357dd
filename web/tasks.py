"""One task: read, sign for, fill in, send."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine import actions, queries
from engine.errors import Busy, Incident, Missing, NotYours, Refused
from web import errors, looking, posted, quick
from web.forms import problems_of
from web.kept import keep_uploads
from web.local import local_path
from web.onward import did, onward
from web.sessions import actor, office, person

routes = Blueprint("tasks", __name__, url_prefix="/tasks/<int:task_id>")
for kind in (NotYours, Missing, Busy, Incident):
    routes.register_error_handler(kind, errors.refusal)


@routes.get("")
def show(task_id: int) -> str:
    page = queries.task_page(office(), person(), task_id)
    looking.opened(page)
    return page_of(page)


@routes.post("/complete")
def complete(task_id: int) -> AnyResponse:
    values, opinion = quick.filled()
    command = actions.CompleteTask(
        task_id,
        values,
        posted.text("command_id"),
        opinion=opinion,
        version=posted.text("version"),
        draft=True,
        uploads=posted.uploads(),
        dictated=posted.text("_dictated"),
    )
    receipt = actions.complete_task(office(), command, actor())
    return redirect(onward(receipt.instance_id, task_id), 303)


@routes.post("/claim")
def claim(task_id: int) -> AnyResponse:
    actions.claim_task(office(), actions.ClaimTask(task_id, posted.text("command_id")), actor())
    return redirect(url_for("tasks.show", task_id=task_id), 303)


@routes.post("/release")
def release(task_id: int) -> AnyResponse:
    actions.release_task(office(), actions.ReleaseTask(task_id, posted.text("command_id")), actor())
    return redirect(url_for("inbox.show", box="todo"), 303)


@routes.post("/draft")
def draft(task_id: int) -> AnyResponse:
    command = actions.SaveDraft(posted.values(), task_id=task_id, opinion=posted.text("opinion"))
    draft_id = actions.save_draft(office(), command, actor())
    if request.accept_mimetypes.best == "application/json":
        return make_response({"draft_id": draft_id})
    return redirect(url_for("tasks.show", task_id=task_id), 303)


@routes.post("/form")
def form(task_id: int) -> str:
    """The fields again for what is typed so far."""
    page = queries.task_page(office(), person(), task_id, typed=posted.values(), opinion=posted.text("opinion"))
    return render_template("forms/changed.html", page=page)


@routes.errorhandler(Refused)
def refused(refused: Refused) -> Response:
    """The task page again with the reason; what was typed is kept, also when the form had become stale."""
    keep_uploads()
    page = queries.task_page(
        office(),
        person(),
        (request.view_args or {})["task_id"],
        typed=posted.values(),
        opinion=posted.text("opinion"),
        problems=problems_of(refused),
    )
    return make_response(page_of(page, refused), refused.status)


def page_of(page: queries.TaskPage, refused: Refused | None = None) -> str:
    back = local_path(request.args.get("back", "")) if request.args.get("back") else url_for("inbox.show", box="todo")
    receipt = did() if refused is None else None
    return render_template("task.html", box="todo", page=page, refused=refused, back=back, receipt=receipt)
