"""延期: within what `[extensions.<step>]` allows, decided by whom its decision names, counted from the old due."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .assigning import give
from .case import Case
from .dues import due as due_of
from .dues import extended
from .effects import carry, due_change, inserted
from .expressions import UNKNOWN
from .findings import Illegal
from .matter import Task
from .moments import local_day
from .moving import move
from .world import amend


def extension(case: Case, task: Task, content: dict[str, Any]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
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
    tasks = inserted(case, task, [principals], "request", name=f"{task.name}(延期审批)", due=due, deputy=deputy)
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


def extend(case: Case, main: Task, content: dict[str, Any], effects: dict[str, Any]) -> None:
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
        other = matter.by_key(token.key)
        if other is not None and token.task is not None and str(other.id) not in told:
            due = datetime.fromisoformat(token.task["due"]) if token.task["due"] else new
            if other.due_at != due.isoformat():
                dues.append(due_change(str(other.id), other.due_at, due, other))
    carry(case, dues=dues if journal is not None else case.body["dues"], **effects)
