"""转办 and requests: given to somebody else at once, or asked for and decided."""

from __future__ import annotations

from typing import Any

from .case import Case
from .effects import carry, given_to, inserted, line_of
from .expressions import UNKNOWN
from .extending import extend, extension
from .holding import fit, in_hand, named_rightly, signed, task_named
from .matter import Task
from .notices import expect, notice

GRANTED, REFUSED = "同意", "不同意"


def transferred(case: Case) -> None:
    """`task.transferred`: within the unit, or by the procedure's dispatcher."""
    task = task_named(case)
    named_rightly(case, task)
    entitled = in_hand(case, task)
    signed(case, entitled)
    to = case.body["to"]
    _may_be_given(case, task, to)
    case.must_be(
        _within_unit(case, to) or _dispatches(case), "transfer_to_unit",
        "转办到其他单位须经调度人同意。", "To another unit only with the dispatcher's consent.",
    )  # fmt: skip
    line = line_of(case, task, "转办", "inserted", entitled.post, entitled.signature)
    expect(case, notice("notice", to, task.id))
    carry(case, given=given_to(case, task, to), line=line)


def _may_be_given(case: Case, task: Task, to: str) -> None:
    fit(case, task, to)
    case.must_be(
        to not in (case.event.who, case.event.behalf) and (task.is_main or to != task.asked_by), "oneself",
        "不能转给自己或提出的人。", "Not to oneself, nor to who asked.",
    )  # fmt: skip
    case.must_be(
        task.deputy not in ("none", "order") and task.role != "request", "transfer_barred",
        f"“{task.name}”须由本人办理,不能转办。", "Nobody may do this step for another.",
    )  # fmt: skip


def _within_unit(case: Case, to: str) -> bool:
    mine = case.event.behalf or case.event.who
    return not {*case.people.units_of(mine, case.on)}.isdisjoint(case.people.units_of(to, case.on))


def _dispatches(case: Case) -> bool:
    return not case.people.groups_of(case.event.who, case.on).isdisjoint(case.procedure.names("dispatcher"))


def asked(case: Case) -> None:
    """`request.asked`: an extension, or a transfer to another unit."""
    task, request = task_named(case), case.body["request"]
    named_rightly(case, task)
    entitled = in_hand(case, task)
    signed(case, entitled)
    case.must_be(task.is_main, "not_main", "只有主任务可以申请。", "Only for a main task.")
    case.must_be(
        not any(one.role == "request" for one in case.matter.children({task.id})), "request_waiting",
        "已有申请待批。", "A request waits already.",
    )  # fmt: skip
    if request["kind"] == "transfer":
        to = request["content"]["to"]
        _may_be_given(case, task, to)
        dispatcher = case.procedure.names("dispatcher")
        case.must_be(bool(dispatcher), "transfer_to_unit", "该流程不能转到其他单位。", "No transfers to other units.")
        tasks = inserted(case, task, [dispatcher], "request", name=f"{task.name}(转办审批)")
        content = {"to": to, "reason": UNKNOWN, "for": entitled.behalf}
        line = line_of(case, task, "转办", "inserted", entitled.post, entitled.signature)
    else:
        case.must_be(request["kind"] == "extension", "request_wrong", "不认识的申请。", "No such request.")
        tasks, content = extension(case, task, request["content"])
        days = request["content"]["days"]
        line = line_of(case, task, f"申请延期{days}个工作日", "inserted", entitled.post, entitled.signature)
        content["for"] = entitled.behalf
    case.must("tasks", case.matter.count + len(tasks))
    wanted = {"task_id": tasks[0]["id"], "kind": request["kind"], "about": task.id, "content": content}
    carry(case, inserted=tasks, request=wanted, line=line)


def decided(case: Case) -> None:
    """`request.granted` or `request.refused`: never by who asked."""
    task, body, granted = task_named(case), case.body, case.event.kind == "request.granted"
    named_rightly(case, task)
    case.must_be(task.role == "request", "not_request", "这不是审批任务。", "This is no request.")
    entitled = in_hand(case, task)
    signed(case, entitled)
    request = case.matter.requests[task.id]
    asking = {request["asked_by"], request["content"].get("for")} - {None}
    case.must_be(
        asking.isdisjoint({case.event.who, case.event.behalf}), "separation", "不能审批自己提出的申请。",
        "Nobody decides his own request.",
    )  # fmt: skip
    main = case.matter.tasks[request["about"]]
    case.must_be(main.state in ("open", "held"), "no_main", "所涉任务已不在办。", "The task it is about is closed.")
    case.must("result", GRANTED if granted else REFUSED)
    case.must("main", main.id)
    case.must("content", request["content"])
    case.must_be(granted or bool(body["opinion"]), "opinion_wrong", "不同意须写明理由。", "A refusal needs a reason.")
    effects: dict[str, Any] = {
        "ended": [{"id": task.id, "how": "completed", "answers": {"result": body["result"]}}],
        "ruled": [[task.id, "granted" if granted else "refused"]],
        "line": line_of(case, task, body["result"], "inserted", entitled.post, entitled.signature),
    }
    answer = notice("notice", request["asked_by"], main.id)
    transfer = granted and request["kind"] == "transfer"
    expect(case, answer, *([notice("notice", request["content"]["to"], main.id)] if transfer else []))
    if not granted:
        carry(case, **effects)
    elif request["kind"] == "transfer":
        fit(case, main, request["content"]["to"])
        carry(case, given=given_to(case, main, request["content"]["to"]), **effects)
    else:
        extend(case, main, request["content"], effects)
