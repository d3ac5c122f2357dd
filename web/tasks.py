"""One task: read, sign for, fill in, send."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine import actions, queries
from engine.errors import Invalid, NotNow, Stale
from web import posted
from web.forms import problems_of
from web.kept import keep_uploads
from web.local import local_path
from web.sessions import actor, office, person

routes = Blueprint("tasks", __name__, url_prefix="/tasks/<int:task_id>")


@routes.get("")
def show(task_id: int) -> str:
    return _page(queries.task_page(office(), person(), task_id))


@routes.post("/complete")
def complete(task_id: int) -> AnyResponse:
    command = actions.CompleteTask(
        task_id,
        posted.values(),
        posted.text("command_id"),
        opinion=posted.text("opinion"),
        version=posted.text("version"),
        draft=True,
        uploads=posted.uploads(),
    )
    receipt = actions.complete_task(office(), command, actor())
    return redirect(url_for("inbox.show", box="todo", instance=receipt.instance_id, done=task_id), 303)


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


@routes.errorhandler(Invalid)
@routes.errorhandler(NotNow)
@routes.errorhandler(Stale)
def refused(refused: Invalid | NotNow | Stale) -> Response:
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
    return make_response(_page(page, refused), refused.status)


def _page(page: queries.TaskPage, refused: Invalid | NotNow | Stale | None = None) -> str:
    back = local_path(request.args.get("back", "")) if request.args.get("back") else url_for("inbox.show", box="todo")
    return render_template("task.html", box="todo", page=page, refused=refused, back=back)
