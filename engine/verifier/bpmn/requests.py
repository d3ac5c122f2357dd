"""转办 and 延期: given to somebody else at once, or asked for and decided."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .assigning import give
from .case import Case
from .dues import due as due_of
from .dues import extended
from .effects import carry, due_change, given_to, inserted, line_of
from .expressions import UNKNOWN
from .findings import Illegal
from .holding import fit, in_hand, named_rightly, signed, task_named
from .matter import Task
from .moments import local_day
from .moving import move
from .notices import expect, notice
from .world import amend

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
        tasks, content = _extension(case, task, request["content"])
        days = request["content"]["days"]
        line = line_of(case, task, f"申请延期{days}个工作日", "inserted", entitled.post, entitled.signature)
        content["for"] = entitled.behalf
    case.must("tasks", case.matter.count + len(tasks))
    wanted = {"task_id": tasks[0]["id"], "kind": request["kind"], "about": task.id, "content": content}
    carry(case, inserted=tasks, request=wanted, line=line)


def _extension(case: Case, task: Task, content: dict[str, Any]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """延期: within what `[extensions.<step>]` allows; decided by whom its decision names."""
    rules = case.procedure.extension(task.element)
    if rules is None:
        raise Illegal("extension_not_offered", "本环节不能申请延期。", "No extension is offered at this step.")
    days, moves, at = content["days"], rules.get("moves", "task"), case.event.at
    old_text = task.due_at if moves == "task" else case.matter.due_at
    if old_text is None:
        raise Illegal("no_due", "没有到期时间,无须延期。", "There is no due to extend.")
    old = datetime.fromisoformat(old_text)
    left = case.calendar.workdays_left(local_day(at), local_day(old))
    begun = task.created_at if moves == "task" else case.matter.started_at
    length = case.calendar.workdays_left(local_day(begun), local_day(old))
    case.must_be(
        at <= old and left >= rules.get("ahead", 0) and _granted(case, task, moves) < rules.get("times", 1)
        and 1 <= days <= rules["cap"] and not (rules.get("not_over_term") and days > length),
        "extension_not_allowed", "这一延期申请不合流程规定(时间、次数或天数)。", "This extension is not allowed.",
    )  # fmt: skip
    new = extended(case.calendar, old, days)
    principals, deputy = _approver(case, rules, task, {"days": days, "left": left})
    due = due_of(case.calendar, rules["answer"], at).isoformat() if rules.get("answer") else None
    tasks = inserted(
        case, task, [principals], "request", name=f"{task.name}(延期审批)", due=due, deputy=deputy
    )
    return tasks, {
        "days": days, "reason": UNKNOWN, "old": old.isoformat(), "new": new.isoformat(), "moves": moves,
    }  # fmt: skip


def _granted(case: Case, task: Task, moves: str) -> int:
    """Extensions this step (of this unit or item), or the matter, has had."""
    found = 0
    for request in case.matter.requests.values():
        about = case.matter.tasks[request["about"]]
        if request["kind"] == "extension" and request["state"] == "granted":
            found += moves != "task" or (about.element, about.label) == (task.element, task.label)
    return found


def _approver(case: Case, rules: dict[str, Any], task: Task, extra: dict[str, Any]) -> tuple[list[str], str]:
    expressions = case.expressions()
    scope = {**case.machine.root.variables, **case.matter.document, **task.variables, **extra}
    if case.lost is not None:
        raise case.lost
    answer, _ = expressions.decide(case.procedure.decisions, rules["decision"], scope)
    case.findings.decisions += 1
    if answer is UNKNOWN:
        case.not_verified("extension", "延期审批人无从计算,采用当时的记录。", "Who decides cannot be computed.")
        told = case.body["inserted"][0]
        return told["principals"], told["deputy"]
    answer = answer if isinstance(answer, dict) else {"approver": answer}
    case.must_be(not answer.get("refused"), "extension_refused", f"规则不准延期:{answer.get('refused')}", "Refused.")
    named = answer.get("approver")
    names = [str(one) for one in named] if isinstance(named, list) else [str(named)] if named else []
    deputy = answer.get("deputy") if answer.get("deputy") in ("order", "none") else "ab"
    found = give(
        case.people, [one for one in names if one not in case.people.by_id],
        [one for one in names if one in case.people.by_id], None, case.on, str(deputy), case.procedure.key,
        task.element, {case.event.who, case.event.behalf or case.event.who},
    )  # fmt: skip
    return found.principals, str(deputy)


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
        _extend(case, main, request["content"], effects)


def _extend(case: Case, main: Task, content: dict[str, Any], effects: dict[str, Any]) -> None:
    """Dues, the declared variable and the timers that read it move."""
    rules, matter = case.procedure.extension(main.element) or {}, case.matter
    old_text = main.due_at if content["moves"] == "task" else matter.due_at
    assert old_text is not None
    new = extended(case.calendar, datetime.fromisoformat(old_text), int(content["days"]))
    dues = [due_change(str(main.id), main.due_at, new, main)]
    if content["moves"] == "instance":
        dues.append(due_change("instance", old_text, new))
        for task in matter.tasks.values():
            if task.id != main.id and task.state in ("open", "held") and task.due_at == old_text:
                own = due_of(case.calendar, task.term, task.created_at) if task.term else new
                dues.append(due_change(str(task.id), task.due_at, min(own, new), task))
    values = {rules["variable"]: new.isoformat()} if rules.get("variable") else {}
    case.must("amended", {"key": main.key, "values": values, "timers": {}, "recount": True}, "变量和定时的变动")
    case.must("why", "extension")
    journal = move(case, lambda: amend(case.machine, main.key, values, {}, True))
    told = {due["subject"] for due in dues}
    for token in journal.moved_tasks.values() if journal is not None else ():
        task = matter.by_key(token.key)
        if task is not None and token.task is not None and str(task.id) not in told:
            due = datetime.fromisoformat(token.task["due"]) if token.task["due"] else new
            if task.due_at != due.isoformat():
                dues.append(due_change(str(task.id), task.due_at, due, task))
    carry(case, dues=dues if journal is not None else case.body["dues"], **effects)

