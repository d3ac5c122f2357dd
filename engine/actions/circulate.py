"""传阅 and 抄送: readings that never block, a list of who has not read, and a reminder to those only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select

from engine.actions.hand import matter, note, once, words
from engine.actions.standing import told_at
from engine.clock import local
from engine.errors import Invalid, NotNow, NotYours
from engine.organization import may, require
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import Actor, Receipt, Work, work

MOST = 200


@dataclass(frozen=True)
class Circulate:
    """`to`: person ids, roles or role@unit; groups are turned into the people who hold them now."""

    instance_id: int
    to: tuple[str, ...]
    command_id: str
    kind: Literal["传阅", "抄送"] = "传阅"
    words: str = ""


@dataclass(frozen=True)
class MarkRead:
    """已阅, several at once: numbers of one's own readings of one matter, with words if there are any."""

    instance_id: int
    command_id: str
    words: str = ""


@dataclass(frozen=True)
class RemindReaders:
    """Once more, only to those who have not read what this person sent."""

    instance_id: int
    command_id: str


def circulate(office: Office, command: Circulate, by: Actor) -> Receipt:
    """Raises NotYours, Invalid (nobody, unknown, too many). Allowed for ended matters, too."""

    def act(w: Work) -> Receipt:
        locked, _ = matter(w, command.instance_id, "case.circulate", ended=True)
        people = _people(w, command.to)
        said = words(command.words)
        text = f"请阅《{locked.title}》。{said}"
        body = {
            "signature": w.organization.name(by.person), "to": list(command.to), "words": said, "kind": command.kind,
            "readings": [{"person": p, "kind": command.kind, "words": said} for p in people],
            "notices": [{"kind": "reading", "to": p, "text": text, "task": None} for p in people],
        }  # fmt: skip
        return note(w, "instance.circulated", body)

    return once(office, command.command_id, by, act)


def mark_read(office: Office, command: MarkRead, by: Actor) -> Receipt:
    """Raises NotYours when nothing was sent to him, NotNow when it is read already or was never opened."""

    def act(w: Work) -> Receipt:
        w.lock(command.instance_id)
        mine = _readings(w, person=by.person)
        if not mine:
            raise NotYours()
        waiting = [row for row in mine if row.read_at is None]
        if not waiting:
            at = max(row.read_at for row in mine)
            raise NotNow(
                "already_read", f"您已于{told_at(at)}阅过。", f"You read it at {told_at(at)}.",
                who=by.person, at=at.isoformat(),
            )  # fmt: skip
        waiting = [row for row in waiting if row.opened_at is not None]
        if not waiting:
            raise NotNow("not_opened", "请先打开阅看,再标记已阅。", "Open it before marking it read.")
        require(w.organization, by.person, "reading.do", w.at)
        said = words(command.words)
        body: dict[str, Any] = {
            "signature": w.organization.name(by.person), "words": said,
            "read": [[row.n, {"read_at": w.at.isoformat()}] for row in waiting],
        }  # fmt: skip
        if said:
            body["line"] = {
                "task": 0, "element": "", "step": waiting[0].kind, "signature": w.organization.name(by.person),
                "post": "", "result": "已阅", "text": said, "kind": "read",
            }  # fmt: skip
        return note(w, "reading.changed", body)

    return once(office, command.command_id, by, act)


def open_reading(office: Office, instance_id: int, by: Actor) -> bool:
    """Record that a reader opened what was sent to him; False when there was nothing unopened."""
    with work(office, by) as w:
        w.lock(instance_id)
        rows = [row for row in _readings(w, person=by.person) if row.opened_at is None]
        if rows:
            body = {"read": [[row.n, {"opened_at": w.at.isoformat()}] for row in rows]}
            note(w, "reading.changed", {**body, "signature": w.organization.name(by.person)})
        return bool(rows)


def remind_readers(office: Office, command: RemindReaders, by: Actor) -> Receipt:
    """Raises NotYours, or NotNow when everybody has read."""

    def act(w: Work) -> Receipt:
        locked, _ = matter(w, command.instance_id, "case.circulate", ended=True)
        unread = [row for row in _readings(w, sent_by=by.person) if row.read_at is None]
        if not unread:
            raise NotNow("all_read", "都已阅。", "Everybody has read it.")
        text = f"提醒:请阅《{locked.title}》。"
        body = {
            "signature": w.organization.name(by.person),
            "read": [[row.n, {"urges": row.urges + 1}] for row in unread],
            "notices": [
                {"kind": "reading", "to": p, "text": text, "task": None} for p in sorted({r.person for r in unread})
            ],
        }  # fmt: skip
        return note(w, "reading.changed", body)

    return once(office, command.command_id, by, act)


def _readings(w: Work, *, person: str = "", sent_by: str = "") -> Sequence[Any]:
    assert w.instance is not None
    r = t.reading.c
    wanted = select(r.n, r.person, r.kind, r.opened_at, r.read_at, r.urges).where(r.instance_id == w.instance.id)
    wanted = wanted.where(r.person == person) if person else wanted.where(r.sent_by == sent_by)
    return w.connection.execute(wanted.order_by(r.n)).all()


def _people(w: Work, to: Sequence[str]) -> list[str]:
    """The people behind names and groups, each once, without the sender and whoever does no business."""
    on = local(w.at).date()
    people: dict[str, None] = {}
    if len(to) > MOST:
        raise Invalid({"to": f"一次最多{MOST}人。"})
    for one in dict.fromkeys(to):
        found = w.organization.holders(one, on)
        if not found:
            raise Invalid({"to": f"没有这样的人员或岗位:{str(one)[:40]}。"})
        people |= dict.fromkeys(p for p in found if may(w.organization, p, "reading.do", w.at))
    people.pop(w.actor.person, None)
    if not people:
        raise Invalid({"to": "请选择收阅人。"})
    if len(people) > MOST:
        raise Invalid({"to": f"一次最多{MOST}人。"})
    return w.organization.in_rank(people)


