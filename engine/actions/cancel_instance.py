"""终止/作废: the initiator ends his own matter before anybody acted on it; later whoever answers for it may."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from engine.actions.hand import about, matter, once, words
from engine.actions.movement import move
from engine.errors import NotNow
from engine.organization import Thing, may
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import Actor, Receipt, Work
from engine.words import TERMINATED, WITHDRAWN


@dataclass(frozen=True)
class CancelInstance:
    instance_id: int
    reason: str
    command_id: str


def cancel_instance(office: Office, command: CancelInstance, by: Actor) -> Receipt:
    """Raises NotYours, NotNow (ended, or already handled by somebody), Invalid without a reason.

    Numbers it drew are marked 作废 and never used again.
    """

    def act(w: Work) -> Receipt:
        locked, definition = matter(w, command.instance_id, "case.cancel")
        thing = about(w, definition)
        answers = may(w.organization, by.person, "case.cancel", w.at, Thing(responsible=thing.responsible))
        if not answers and _handled_by_others(w):
            raise NotNow(
                "already_handled",
                "已有人办理,不能自行撤回;请联系办公室主任终止。",
                "Somebody has already handled it; ask the director to end it.",
            )
        body = {
            "reason": words(command.reason, required=True, field="reason"),
            "withdrawn": by.person == locked.starter, "signature": w.organization.name(by.person),
            "voided": _numbers(w),
        }  # fmt: skip
        return move(
            w, "instance.cancelled", body, lambda execution, env: execution.cancel(env),
            end_state=WITHDRAWN if by.person == locked.starter else TERMINATED,
        )  # fmt: skip

    return once(office, command.command_id, by, act)


def _handled_by_others(w: Work) -> bool:
    assert w.instance is not None
    task = t.task.c
    done = w.connection.execute(
        select(func.count()).where(
            task.instance_id == w.instance.id,
            task.state.in_(("completed", "returned", "held")),  # held: an answer is kept
            task.closed_by != w.instance.starter,
        )
    ).scalar_one()
    return done > 0


def _numbers(w: Work) -> list[list[object]]:
    assert w.instance is not None
    d = t.document_number.c
    rows = w.connection.execute(
        select(d.series, d.year, d.n).where(d.instance_id == w.instance.id, d.voided.is_(False)).order_by(d.n)
    )
    return [[row.series, row.year, row.n] for row in rows]
