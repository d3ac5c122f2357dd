"""Finish one task: a step of the diagram, or what somebody was asked beside it (加签, 委派, a request)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete

from engine.actions.answer_signer import answer_signer
from engine.actions.answers import answers_of
from engine.actions.decide_request import decide_request
from engine.actions.dictation import dictating
from engine.actions.hand import Hand, hand, once
from engine.actions.movement import move
from engine.actions.uploads import Uploads, keep
from engine.errors import Stale
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import Actor, Receipt, Work
from engine.task import Task, etag


@dataclass(frozen=True)
class CompleteTask:
    """`version` is the etag the form carried; None skips the check (scenarios, the demo). `draft`: one was saved.
    `dictated`: the leader whose opinion his secretary writes down (领导意见代录).

    An inserted task takes `values` {"result": 同意 | 不同意}, a request {"result": 同意 | 不同意} and an opinion.
    """

    task_id: int
    values: Mapping[str, Any]
    command_id: str
    opinion: str = ""
    version: str | None = None
    draft: bool = False
    uploads: Uploads = field(default_factory=dict)
    dictated: str = ""


def complete_task(office: Office, command: CompleteTask, by: Actor) -> Receipt:
    """Raises NotYours, NotNow, Stale, Invalid, Refused(separation) or Incident; nothing is changed then.

    A double submit finds its task closed by itself and gets the first answer again.
    """
    kept = keep(office, command.uploads)

    def act(w: Work) -> Receipt:
        if command.dictated:
            held = dictating(w, command.task_id, command.dictated)
        else:
            held = hand(w, command.task_id, "task.do")
        if command.draft:
            w.connection.execute(
                delete(t.draft).where(t.draft.c.task_id == command.task_id, t.draft.c.person == by.person)
            )
        if held.task.role == "request":
            return decide_request(w, held, command.values, command.opinion)
        if not held.task.is_main:
            return answer_signer(w, held, command.values, command.opinion)
        _refuse_stale(w, held, command.version)
        body = answers_of(w, held, command.values, command.opinion, kept)
        if command.dictated:
            body |= {"dictated": command.dictated, "notices": [_to_confirm(w, held, command.dictated)]}
        return move(
            w, "task.completed", body,
            lambda execution, env: execution.complete(held.task.key, body["variables"], env),
            on_behalf_of=held.entitled.on_behalf_of,
        )  # fmt: skip

    return once(office, command.command_id, by, act)


def _to_confirm(w: Work, held: Hand, leader: str) -> dict[str, Any]:
    """What the leader is told whose opinion was written down."""
    who = w.organization.name(w.actor.person)
    text = f"{who}代您录入了《{held.locked.title}》“{held.task.name}”的意见,请确认。"
    return {"kind": "confirm", "to": leader, "text": text, "task": None}


def _refuse_stale(w: Work, held: Hand, version: str | None) -> None:
    if version is not None and version != etag(held.task, held.definition, held.locked.document):
        raise Stale(
            "stale_form", "您打开表单后,事项内容已有变化,请核对后重新提交。",
            "The matter changed after you opened the form; check and send again.",
            changed=_changed(w, held.task),
        )  # fmt: skip


def _changed(w: Work, task: Task) -> list[dict[str, Any]]:
    """What happened to the instance since the task was opened, newest first: for the person with a stale form."""
    h = t.history.c
    rows = w.connection.execute(
        t.history.select()
        .with_only_columns(h.kind, h.actor, h.at)
        .where(h.instance_id == task.instance_id, h.at >= task.created_at)
        .order_by(h.seq.desc())
        .limit(5)
    )
    return [{"kind": r.kind, "who": r.actor, "at": r.at.isoformat()} for r in rows]
