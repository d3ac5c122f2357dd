"""What may be done with a whole matter: 传阅, 已阅, 关注, 补正/暂停, 挂起, 恢复, 跳转, 确认 and 更正 of opinions."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine import actions
from engine.errors import Busy, Incident, Missing, NotYours, Refused
from web import errors, instances, posted
from web.local import local_path
from web.sessions import actor, office

routes = Blueprint("matters", __name__, url_prefix="/instances/<int:instance_id>")
for kind in (NotYours, Missing, Busy, Incident):
    routes.register_error_handler(kind, errors.refusal)


def back(instance_id: int) -> AnyResponse:
    """To the page the form stood on."""
    asked = posted.text("next")
    return redirect(local_path(asked) if asked else url_for("instances.show", instance_id=instance_id), 303)


@routes.post("/circulate")
def circulate(instance_id: int) -> AnyResponse:
    kind = "抄送" if posted.text("kind") == "抄送" else "传阅"
    command = actions.Circulate(
        instance_id, tuple(posted.several("to")), posted.text("command_id"), kind, posted.text("words")
    )  # fmt: skip
    actions.circulate(office(), command, actor())
    return back(instance_id)


@routes.post("/remind")
def remind(instance_id: int) -> AnyResponse:
    actions.remind_readers(office(), actions.RemindReaders(instance_id, posted.text("command_id")), actor())
    return back(instance_id)


@routes.post("/read")
def read(instance_id: int) -> AnyResponse:
    command = actions.MarkRead(instance_id, posted.text("command_id"), posted.text("words"))
    actions.mark_read(office(), command, actor())
    return back(instance_id)


@routes.post("/follow")
def follow(instance_id: int) -> AnyResponse:
    actions.follow_instance(office(), instance_id, actor())
    return back(instance_id)


@routes.post("/unfollow")
def unfollow(instance_id: int) -> AnyResponse:
    actions.unfollow_instance(office(), instance_id, actor())
    return back(instance_id)


@routes.post("/pause")
def pause(instance_id: int) -> AnyResponse:
    command = actions.PauseInstance(instance_id, posted.text("reason"), posted.text("command_id"))
    actions.pause_instance(office(), command, actor())
    return back(instance_id)


@routes.post("/suspend")
def suspend(instance_id: int) -> AnyResponse:
    command = actions.SuspendInstance(instance_id, posted.text("reason"), posted.text("command_id"))
    actions.suspend_instance(office(), command, actor())
    return back(instance_id)


@routes.post("/resume")
def resume(instance_id: int) -> AnyResponse:
    command = actions.ResumeInstance(instance_id, posted.text("reason"), posted.text("command_id"))
    actions.resume_instance(office(), command, actor())
    return back(instance_id)


@routes.post("/jump")
def jump(instance_id: int) -> AnyResponse:
    command = actions.JumpInstance(
        instance_id, posted.text("to"), posted.text("reason"), posted.text("command_id"), posted.number("task")
    )
    actions.jump_instance(office(), command, actor())
    return back(instance_id)


@routes.post("/opinions/<int:seq>/confirm")
def confirm(instance_id: int, seq: int) -> AnyResponse:
    actions.confirm_opinion(
        office(), actions.ConfirmOpinion(instance_id, seq, posted.text("command_id")), actor()
    )
    return back(instance_id)


@routes.post("/opinions/<int:seq>/correct")
def correct(instance_id: int, seq: int) -> AnyResponse:
    command = actions.CorrectOpinion(instance_id, seq, posted.text("opinion"), posted.text("command_id"))
    actions.correct_opinion(office(), command, actor())
    return back(instance_id)


@routes.errorhandler(Refused)
def refused(refused: Refused) -> Response:
    """The matter's page with the reason at the form that was sent."""
    return make_response(instances.page_of((request.view_args or {})["instance_id"], refused), refused.status)
