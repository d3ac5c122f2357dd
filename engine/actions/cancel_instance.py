"""终止/撤回: the initiator ends his own matter before anybody approved it; later the director may (domain.md 2.0)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from engine.actions.movement import move
from engine.errors import Invalid, NotNow
from engine.organization import Thing, may, require
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import Actor, Receipt, Work, repeated, work
from engine.words import TERMINATED, WITHDRAWN


@dataclass(frozen=True)
class CancelInstance:
    instance_id: int
    reason: str
    command_id: str


def cancel_instance(office: Office, command: CancelInstance, by: Actor) -> Receipt:
    """Raises NotYours, NotNow (ended, or already approved by somebody), Invalid without a reason.

    A number already allocated is not used again.
    """
    try:
        with work(office, by, command.command_id) as w:
            locked = w.lock(command.instance_id)
            require(w.organization, by.person, "case.cancel", w.at, Thing(owner=locked.starter))
            director = may(w.organization, by.person, "case.cancel", w.at)  # of a matter that is not his own
            if locked.state != "running":
                raise NotNow("instance_ended", "该事项已经结束。", "The matter has already ended.")
            if not director and _handled_by_others(w):
                raise NotNow(
                    "already_handled",
                    "已有人办理,不能自行撤回;请联系办公室主任终止。",
                    "Somebody has already handled it; ask the director to end it.",
                )
            reason = command.reason.strip()
            if not reason:
                raise Invalid({"reason": "请填写理由。"})
            body = {
                "reason": reason, "withdrawn": by.person == locked.starter,
                "signature": w.organization.name(by.person),
            }  # fmt: skip
            return move(
                w,
                "instance.cancelled",
                body,
                lambda execution, env: execution.cancel(env),
                end_state=WITHDRAWN if by.person == locked.starter else TERMINATED,
            )
    except NotNow:
        if before := repeated(office, command.command_id, by):
            return before
        raise


def _handled_by_others(w: Work) -> bool:
    assert w.instance is not None
    task = t.task.c
    done = w.connection.execute(
        select(func.count()).where(
            task.instance_id == w.instance.id, task.state == "completed", task.closed_by != w.instance.starter
        )
    ).scalar_one()
    return done > 0
