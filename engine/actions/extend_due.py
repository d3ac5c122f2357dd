"""延期: asked before the due, counted from the old due, decided by whom the procedure's decision names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from engine.actions.hand import Hand, hand, note, once, words
from engine.actions.insertion import insert
from engine.actions.movement import environment
from engine.actions.standing import refuse_waiting
from engine.definition.procedure import ExtensionRules
from engine.errors import NotNow
from engine.organization import due, local_date
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import Actor, Receipt, Work
from engine.task import Clock, extended_due, extension_approver


@dataclass(frozen=True)
class AskExtension:
    """`days` working days more."""

    task_id: int
    days: int
    reason: str
    command_id: str


def ask_extension(office: Office, command: AskExtension, by: Actor) -> Receipt:
    """Raises NotYours, Invalid, NotNow (extension_not_offered, request_waiting, extension_refused) or Refused
    extension.late, extension.again, extension.too_long."""

    def act(w: Work) -> Receipt:
        held = hand(w, command.task_id, "extension.request")
        reason = words(command.reason, required=True, field="reason")
        rules = held.definition.procedure.extensions.get(held.task.element)
        if rules is None or not held.task.is_main:
            raise NotNow("extension_not_offered", "本环节不能申请延期。", "No extension is asked for at this step.")
        old = held.task.due_at if rules.moves == "task" else held.locked.due_at
        if old is None:
            raise NotNow("no_due", "没有到期时间,无须延期。", "There is no due to extend.")
        refuse_waiting(w, held.task)
        begun = held.task.created_at if rules.moves == "task" else held.locked.started_at
        new = extended_due(w.calendar, rules, Clock(begun, old, _granted(w, held, rules)), w.at, command.days)
        approver, deputy = extension_approver(
            held.definition, rules, held.task, _scope(w, held, command.days, old), environment(w, held.definition),
            w.organization, {by.person, held.entitled.on_behalf_of or by.person},
        )  # fmt: skip
        answer = due(rules.answer, w.at, w.calendar) if rules.answer else None
        asked = insert(w, held, [approver], "request", name=f"{held.task.name}(延期审批)", due=answer)
        asked["inserted"][0]["deputy"] = deputy
        body = {
            **held.named, **asked,
            "request": {
                "task_id": asked["inserted"][0]["id"], "kind": "extension", "about": held.task.id,
                "content": {"days": command.days, "reason": reason, "old": old.isoformat(), "new": new.isoformat(),
                            "moves": rules.moves, "for": held.entitled.on_behalf_of},
            },
            "line": {
                "task": held.task.id, "element": held.task.element, "step": held.task.name,
                "signature": held.entitled.signature, "post": held.entitled.post,
                "result": f"申请延期{command.days}个工作日", "text": reason, "kind": "inserted",
            },
        }  # fmt: skip
        return note(w, "request.asked", body, on_behalf_of=held.entitled.on_behalf_of)

    return once(office, command.command_id, by, act)


def _granted(w: Work, held: Hand, rules: ExtensionRules) -> int:
    """How many extensions this step (of this unit or item), or the matter, has had."""
    r, task = t.request.c, t.task.c
    wanted = (
        select(func.count())
        .select_from(t.request.join(t.task, task.id == r.about))
        .where(r.instance_id == held.locked.id, r.kind == "extension", r.state == "granted")
    )
    if rules.moves == "task":
        wanted = wanted.where(task.element == held.task.element, task.label == held.task.label)
    return int(w.connection.execute(wanted).scalar_one())


def _scope(w: Work, held: Hand, days: int, old: datetime) -> dict[str, Any]:
    """What the decision sees."""
    return {
        **w.execution().data, **held.locked.document, **held.task.variables, "days": days,
        "left": w.calendar.workdays_left(local_date(w.at), local_date(old)),
    }  # fmt: skip
