"""Granting or refusing what was asked for: an extension, a transfer to another unit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine.actions.hand import Hand, note, words
from engine.actions.insertion import fit
from engine.actions.movement import move
from engine.actions.standing import refuse_closed
from engine.actions.transfer_task import given
from engine.actions.transfer_task import told as told_of
from engine.bpmn import Environment, Execution, Outcome
from engine.errors import Invalid, Refused
from engine.organization import due, local_date
from engine.store import tables as t
from engine.store.work import Receipt, Work
from engine.task import Task

GRANTED, REFUSED = "同意", "不同意"


def decide_request(w: Work, held: Hand, values: Mapping[str, Any], opinion: str) -> Receipt:
    """Close the deciding task; what is granted takes effect in the same event. Nobody decides his own request."""
    task = held.task
    request = w.connection.execute(select(t.request).where(t.request.c.task_id == task.id)).one()
    asked = {request.asked_by, request.content.get("for")} - {None}
    if not asked.isdisjoint({w.actor.person, held.entitled.on_behalf_of}):
        raise Refused("separation", "不能审批自己提出的申请。", "Nobody decides his own request.")
    result = values.get("result")
    if result not in (GRANTED, REFUSED):
        raise Invalid({"result": "请选择同意或不同意。"})
    text = words(opinion, required=result == REFUSED)
    main = w.task(request.about)
    refuse_closed(w, main, held=True)
    granted = result == GRANTED
    body: dict[str, Any] = {
        **held.named, "main": main.id, "request_kind": request.kind, "content": request.content, "result": result,
        "opinion": text,
        "ended": [{"id": task.id, "how": "completed", "answers": {"result": result}}],
        "ruled": [[task.id, "granted" if granted else "refused"]],
        "line": {
            "task": task.id, "element": task.element, "step": task.name, "signature": held.entitled.signature,
            "post": held.entitled.post, "result": result, "text": text, "kind": "inserted",
        },
        "notices": [{
            "kind": "notice", "to": request.asked_by, "task": main.id, "text": f"“{task.name}”的结果:{result}。{text}",
        }],
    }  # fmt: skip
    behalf = held.entitled.on_behalf_of
    if not granted:
        return note(w, "request.refused", body, on_behalf_of=behalf)
    if request.kind == "transfer":
        person = request.content["to"]
        fit(w, held.definition.procedure.task(main.element), person, main.key)
        body |= {"given": given(w, main, person), "notices": [*body["notices"], *told_of(w, main, person)]}
        return note(w, "request.granted", body, on_behalf_of=behalf)
    return _extend(w, held, main, request.content, body, behalf)


def _extend(
    w: Work, held: Hand, main: Task, content: Mapping[str, Any], body: dict[str, Any], behalf: str | None
) -> Receipt:
    """Move the due from the old one, tell the procedure's variable, count the timers that read it again."""
    rules = held.definition.procedure.extensions[main.element]
    locked = held.locked
    old = main.due_at if content["moves"] == "task" else locked.due_at
    assert old is not None
    new = w.calendar.closing(w.calendar.workdays_after(local_date(old), int(content["days"])))
    body |= {"why": "extension", "dues": [_due(str(main.id), main.due_at, new, main.principals, main.box, main.state)]}
    if content["moves"] == "instance":
        body["dues"] += [_due("instance", old, new), *_capped(w, main, old, new)]
    values = {rules.variable: new.isoformat()} if rules.variable else {}
    body["amended"] = {"key": main.key, "values": values, "timers": {}, "recount": True}

    def amend(execution: Execution, env: Environment) -> Outcome:
        outcome = execution.amend(env, task_key=main.key, values=values, recount=True)
        told = {due["subject"] for due in body["dues"]}
        body["dues"] += [due for due in _reading(w, outcome, new) if due["subject"] not in told]
        return outcome

    return move(w, "request.granted", body, amend, on_behalf_of=behalf)


def _reading(w: Work, outcome: Outcome, new: datetime) -> list[dict[str, Any]]:
    """Open tasks whose due the diagram reads from what has changed; one that was moved before counts from there."""
    found = []
    ids = w.task_ids(wait.key for wait in outcome.tasks_moved)
    for wait in outcome.tasks_moved:
        task = w.task(ids[wait.key])
        due_at = wait.due or new
        if task.due_at != due_at:
            found.append(_due(str(task.id), task.due_at, due_at, task.principals, task.box, task.state))
    return found


def _due(
    subject: str, old: datetime | None, new: datetime, principals: Any = (), box: str = "todo", state: str = "open"
) -> dict[str, Any]:
    return {
        "subject": subject, "old": old.isoformat() if old else None, "new": new.isoformat(),
        "principals": list(principals) if state == "open" else [], "box": box,
    }  # fmt: skip


def _capped(w: Work, main: Task, old: datetime, new: datetime) -> list[dict[str, Any]]:
    """Other open tasks whose due was the matter's: their own term counts again, up to the new due."""
    task = t.task.c
    rows = w.connection.execute(
        select(task.id, task.term, task.created_at, task.due_at, task.principals, task.box, task.state)
        .where(
            task.instance_id == main.instance_id, task.state.in_(("open", "held")), task.due_at == old,
            task.id != main.id,
        )
        .order_by(task.id)
    ).all()  # fmt: skip
    found = []
    for row in rows:
        own = due(row.term, row.created_at, w.calendar) if row.term else new
        found.append(_due(str(row.id), row.due_at, min(own, new), row.principals, row.box, row.state))
    return found
