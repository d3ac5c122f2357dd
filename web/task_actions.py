"""What may be done with a task beside completing it: 退回, 转办, 委派, 加签, 减签, 延期, 催办, 撤回."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine import actions, queries
from engine.errors import Busy, Incident, Missing, NotYours, Refused
from web import errors, posted, tasks
from web.forms import problems_of
from web.local import local_path
from web.onward import onward
from web.sessions import actor, office, person

routes = Blueprint("task_actions", __name__, url_prefix="/tasks/<int:task_id>")
for kind in (NotYours, Missing, Busy, Incident):
    routes.register_error_handler(kind, errors.refusal)


@routes.post("/return")
def send_back(task_id: int) -> AnyResponse:
    """`to` is "element" or "element direct": one choice says where and how it comes back."""
    element, _, way = posted.text("to").partition(" ")
    command = actions.ReturnTask(
        task_id, element, posted.text("opinion"), posted.text("command_id"), direct=way == "direct"
    )
    receipt = actions.return_task(office(), command, actor())
    return redirect(onward(receipt.instance_id, task_id), 303)


@routes.post("/start")
def start(task_id: int) -> AnyResponse:
    """开办 a step of an ad-hoc sub-process; the task stays, so does its page."""
    command = actions.StartActivity(task_id, posted.text("element"), posted.text("command_id"))
    actions.start_activity(office(), command, actor())
    return redirect(url_for("tasks.show", task_id=task_id), 303)


@routes.post("/transfer")
def transfer(task_id: int) -> AnyResponse:
    command = actions.TransferTask(task_id, posted.text("to"), posted.text("opinion"), posted.text("command_id"))
    receipt = actions.transfer_task(office(), command, actor())
    return redirect(onward(receipt.instance_id, task_id), 303)


@routes.post("/delegate")
def delegate(task_id: int) -> AnyResponse:
    command = actions.DelegateTask(task_id, posted.text("to"), posted.text("opinion"), posted.text("command_id"))
    receipt = actions.delegate_task(office(), command, actor())
    return redirect(onward(receipt.instance_id, task_id), 303)


@routes.post("/add-signer")
def add_signer(task_id: int) -> AnyResponse:
    """Before me, or beside the others of a countersigning."""
    when = "round" if posted.text("when") == "round" else "before"
    command = actions.AddSigner(
        task_id, tuple(posted.several("to")), when, posted.text("command_id"), posted.text("opinion")
    )  # fmt: skip
    receipt = actions.add_signer(office(), command, actor())
    stays = url_for("tasks.show", task_id=task_id)
    return redirect(stays if when == "round" else onward(receipt.instance_id, task_id), 303)


@routes.post("/answer-first")
def answer_first(task_id: int) -> AnyResponse:
    """加签 after me: the form is answered, and goes on when those named agree."""
    command = actions.AddSigner(
        task_id, tuple(posted.several("_to")), "after", posted.text("command_id"), posted.text("opinion"),
        posted.values(),
    )  # fmt: skip
    receipt = actions.add_signer(office(), command, actor())
    return redirect(onward(receipt.instance_id, task_id), 303)


@routes.post("/remove-signer")
def remove_signer(task_id: int) -> AnyResponse:
    """减签, 收回委派: `task_id` is the task that ends."""
    actions.remove_signer(office(), actions.RemoveSigner(task_id, posted.text("command_id")), actor())
    return redirect(local_path(posted.text("next")), 303)


@routes.post("/extend")
def extend(task_id: int) -> AnyResponse:
    command = actions.AskExtension(
        task_id, posted.number("days") or 0, posted.text("reason"), posted.text("command_id")
    )
    actions.ask_extension(office(), command, actor())
    return redirect(url_for("tasks.show", task_id=task_id), 303)


@routes.post("/urge")
def urge(task_id: int) -> AnyResponse:
    actions.urge_task(office(), actions.UrgeTask(task_id, posted.text("command_id"), posted.text("words")), actor())
    return redirect(local_path(posted.text("next")), 303)


@routes.post("/withdraw")
def withdraw(task_id: int) -> AnyResponse:
    receipt = actions.withdraw_task(office(), actions.WithdrawTask(task_id, posted.text("command_id")), actor())
    opened = receipt.opened[0] if receipt.opened else task_id
    return redirect(url_for("tasks.show", task_id=opened), 303)


@routes.errorhandler(Refused)
def refused(refused: Refused) -> Response:
    """The task page again, with the reason at the form that was sent; the step's own form keeps its text."""
    whole = request.endpoint == "task_actions.answer_first"
    page = queries.task_page(
        office(),
        person(),
        (request.view_args or {})["task_id"],
        typed=posted.values() if whole else None,
        opinion=posted.text("opinion") if whole else None,
        problems=problems_of(refused) if whole else None,
    )
    return make_response(tasks.page_of(page, refused), refused.status)
