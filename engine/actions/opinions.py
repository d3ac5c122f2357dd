"""Opinions after they were sent: a leader confirms what was written down for him; a correction is a new line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from engine.actions.hand import note, once, words
from engine.errors import NotNow, NotYours
from engine.organization import require
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import Actor, Receipt, Work


@dataclass(frozen=True)
class ConfirmOpinion:
    """`seq` numbers the line: the event that brought it."""

    instance_id: int
    seq: int
    command_id: str


@dataclass(frozen=True)
class CorrectOpinion:
    instance_id: int
    seq: int
    text: str
    command_id: str


def confirm_opinion(office: Office, command: ConfirmOpinion, by: Actor) -> Receipt:
    """Raises NotYours unless it is his dictated opinion; NotNow when it is confirmed."""

    def act(w: Work) -> Receipt:
        w.lock(command.instance_id)
        require(w.organization, by.person, "opinion.confirm", w.at)
        line = _line(w, command.seq)
        if line.kind != "dictated" or line.person != by.person:
            raise NotYours()
        if line.confirmed_at is not None:
            raise NotNow("already_confirmed", "已确认。", "It is confirmed already.")
        body = {
            "line_seq": command.seq, "step": line.step, "element": line.element,
            "signature": w.organization.name(by.person),
        }  # fmt: skip
        return note(w, "opinion.confirmed", body)

    return once(office, command.command_id, by, act)


def correct_opinion(office: Office, command: CorrectOpinion, by: Actor) -> Receipt:
    """更正: a new line that says which one it puts right. Raises NotYours unless the line is his, Invalid."""

    def act(w: Work) -> Receipt:
        w.lock(command.instance_id)
        require(w.organization, by.person, "opinion.correct", w.at)
        line = _line(w, command.seq)
        if by.person != line.person or line.kind in ("correction", "withdrawn"):
            raise NotYours()
        text = words(command.text, required=True)
        signature = w.organization.name(by.person)
        body = {
            "step": line.step, "element": line.element, "signature": signature,
            "line": {
                "task": line.task_id, "element": line.element, "step": line.step, "signature": signature,
                "post": line.post, "result": "更正", "text": text, "kind": "correction", "corrects": command.seq,
            },
        }  # fmt: skip
        return note(w, "opinion.corrected", body)

    return once(office, command.command_id, by, act)


def _line(w: Work, seq: int) -> Any:
    assert w.instance is not None
    row = w.connection.execute(
        select(t.opinion).where(t.opinion.c.instance_id == w.instance.id, t.opinion.c.seq == seq)
    ).one_or_none()
    if row is None:
        raise NotYours()
    return row
