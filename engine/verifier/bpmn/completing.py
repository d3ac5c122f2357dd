"""A main task answered: by whom, with which values, and what of them routes the matter."""

from __future__ import annotations

from typing import Any

from .case import Case
from .entitlement import Entitled, does_business, entitle, refuse_same_hand
from .expressions import UNKNOWN
from .forms import files_rightly, filled_in
from .holding import in_hand, named_rightly, running, signed, task_named
from .matter import Task
from .moving import move
from .notices import expect, notice
from .routing import routed
from .world import complete, start_activity


def completed(case: Case) -> None:
    """`task.completed`."""
    task = task_named(case)
    case.must_be(
        task.is_main, "not_main", "加签、委派的任务不在流程图中办结。", "An inserted task is answered otherwise."
    )
    answered_rightly(case, task)
    expect(case, *([notice("confirm", case.body["dictated"], None)] if case.body.get("dictated") else []))
    move(case, lambda: complete(case.machine, task.key, case.body["variables"]))


def started(case: Case) -> None:
    """`activity.started`: a step of an ad-hoc sub-process, by whoever holds its task; the task stays with him."""
    task, to = task_named(case), case.body["to"]
    case.must_be(task.is_main, "not_main", "加签、委派的任务不能开办环节。", "An inserted task starts no steps.")
    named_rightly(case, task)
    signed(case, in_hand(case, task))
    called = (node for scope in case.procedure.processes.values() for node in scope.everything() if node.id == to)
    node = case.procedure.nodes.get(to) or next(called, None)
    case.must("to_step", (node.name or to) if node is not None else "")
    move(case, lambda: start_activity(case.machine, task.key, to))


def answered_rightly(case: Case, task: Task) -> None:
    """Entitlement, recusal, opinion, result and routing of an answer."""
    body = case.body
    named_rightly(case, task)
    entitled = _dictated(case, task) if body.get("dictated") else in_hand(case, task)
    signed(case, entitled)
    acting = {entitled.person, entitled.behalf} - {None}
    exception = refuse_same_hand(case.people, case.procedure, case.matter, task, acting, entitled.person, case.on)
    case.must("exception", exception, "回避的例外")
    opinion = case.procedure.task(task.element, "opinion", "optional")
    case.must_be(
        not (opinion == "required" and not body["opinion"]) and not (opinion == "none" and body["opinion"]),
        "opinion_wrong", f"“{task.name}”的意见不合规定({opinion})。", f"The opinion is {opinion} here.",
    )  # fmt: skip
    result = result_label(case, task.element, body["values"])
    case.must("result", result, "办理结果")
    filled_in(case, task.element, body["values"])
    files_rightly(case)
    routed(case, body["values"], body["variables"])


def _dictated(case: Case, task: Task) -> Entitled:
    """领导意见代录: the leader is entitled himself; the writer has one of the roles that may write it down."""
    who, leader, people, on = case.event.who, case.body["dictated"], case.people, case.on
    running(case)
    roles = set(case.procedure.task(task.element, "dictation", ()))
    case.must_be(
        does_business(people, who, on) and bool(roles & people.roles_of(who, on)) and leader != who,
        "not_entitled", f"{people.name(who)} 无权代录“{task.name}”的意见。", f"{who} may not write down opinions here.",
    )  # fmt: skip
    case.must_be(task.state == "open", "task_not_open", f"“{task.name}”当时不在办。", f"The task was {task.state}.")
    entitled = entitle(people, case.procedure, task, leader, on)
    case.must_be(entitled.behalf is None, "dictated_deputy", "只能代录本人的意见。", "Only a holder's own opinion.")
    refuse_same_hand(people, case.procedure, case.matter, task, {who}, who, on)
    return Entitled(who, leader, f"{entitled.signature}(代录:{people.name(who)})", entitled.post)


def result_label(case: Case, element: str, values: dict[str, Any]) -> Any:
    """The words of the choice that decided the step; UNKNOWN when the form takes its options from elsewhere."""
    key, form = case.procedure.task(element, "result", ""), case.procedure.form(element)
    if not key or form is None or key not in values:
        return ""
    for field in _fields(form):
        if field.get("key") == key:
            if "values" not in field:
                return UNKNOWN
            labels = {one.get("value"): one.get("label") for one in field["values"]}
            return labels.get(values[key], str(values[key]))
    return str(values[key])


def _fields(form: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for one in form.get("components", ()):
        found.append(one)
        found += _fields(one)
    return found
