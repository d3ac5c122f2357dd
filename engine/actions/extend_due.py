"""延期: asked before the due, counted from the old due, decided by whom the procedure's decision names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from engine.actions.hand import Hand, hand, note, once, words
from engine.actions.insertion import insert
from engine.actions.movement import environment
from engine.actions.standing import refuse_waiting
from engine.definition.procedure import ExtensionRules
from engine.errors import Incident, NotNow, Refused
from engine.organization import ExtensionRule, Requirement, due, extend, local_date
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import Actor, Receipt, Work


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
        new = _new_due(w, held, rules, old, command.days)
        approver, deputy = _approver(w, held, rules, command.days, old)
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


def _new_due(w: Work, held: Hand, rules: ExtensionRules, old: datetime, days: int) -> datetime:
    new = extend(
        w.calendar, old, w.at, days, ExtensionRule(rules.cap, rules.times, rules.ahead), _granted(w, held, rules)
    )
    if rules.not_over_term:
        begun = held.task.created_at if rules.moves == "task" else held.locked.started_at
        length = w.calendar.workdays_left(local_date(begun), local_date(old))
        if days > length:
            raise Refused(
                "extension.too_long", f"延期不得超过原时限({length}个工作日)。", f"No longer than the term of {length}."
            )
    return new


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


def _approver(w: Work, held: Hand, rules: ExtensionRules, days: int, old: datetime) -> tuple[list[str], str]:
    """Whom the decision names, and which stand-ins it accepts."""
    env = environment(w, held.definition)
    scope = {
        **w.execution().data, **held.locked.document, **held.task.variables, "days": days,
        "left": w.calendar.workdays_left(local_date(w.at), local_date(old)),
    }  # fmt: skip
    found, _ = held.definition.decisions[rules.decision](scope, env)
    answer: Mapping[str, Any] = found if isinstance(found, Mapping) else {"approver": found}
    if answer.get("refused"):
        raise NotNow("extension_refused", str(answer["refused"]), "The rules do not allow this extension.")
    named = answer.get("approver")
    names = [str(name) for name in named] if isinstance(named, list) else [str(named)] if named else []
    people = {person.id for person in w.organization.people}
    wanted = answer.get("deputy")
    deputy: Requirement = wanted if wanted in ("order", "none") else "ab"
    resolved = w.organization.resolve(
        [name for name in names if name not in people], [name for name in names if name in people], None, w.at,
        deputy, held.definition.procedure.key, held.task.element,
        {w.actor.person, held.entitled.on_behalf_of or w.actor.person},
    )  # fmt: skip
    if not resolved.principals:
        raise Incident(
            "no_approver", held.task.element, held.task.key, "延期审批没有得到审批人,请联系流程分析员。",
            "The decision names nobody to decide the extension.",
        )  # fmt: skip
    return list(resolved.principals), deputy


