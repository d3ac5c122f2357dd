"""Attachments: added to a running instance, handed out only as downloads that a browser will not run."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine import actions, queries
from engine.errors import Invalid
from web import instances, posted
from web.headers import SANDBOX
from web.local import local_path
from web.sessions import actor, office, person

routes = Blueprint("attachments", __name__)


@routes.get("/attachments/<int:attachment_id>")
def download(attachment_id: int) -> Response:
    """The bytes under their own (Chinese) name, RFC 6266, never shown inline."""
    file = queries.attachment(office(), person(), attachment_id)
    response = send_file(
        file.path,
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=file.name,
        etag=file.sha256,
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cache-Control"] = "no-store"  # office machines are shared
    return response


@routes.post("/instances/<int:instance_id>/attachments")
def add(instance_id: int) -> AnyResponse:
    chosen = posted.uploads().get("attachments", [])
    command = actions.AttachFiles(instance_id, chosen, posted.text("command_id"))
    actions.attach_files(office(), command, actor())
    back = request.form.get("next", "")
    return redirect(local_path(back) if back else url_for("instances.show", instance_id=instance_id), 303)


@routes.errorhandler(Invalid)
def refused(refused: Invalid) -> Response:
    return make_response(instances.page_of((request.view_args or {})["instance_id"], refused), refused.status)


@routes.get("/health")
def health() -> Response:
    """For a load balancer: 200 when the database answers, else the Busy page with 503."""
    with office().database.read() as connection:
        connection.exec_driver_sql("SELECT 1")
    return make_response("ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"})
