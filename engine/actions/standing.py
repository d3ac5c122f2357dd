"""Why an act cannot be done now, said so that who was too late learns who was quicker, and when."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NoReturn

from sqlalchemy import select

from engine.clock import local
from engine.errors import NotNow
from engine.history import opened
from engine.store import tables as t
from engine.store.work import SYSTEM, Work
from engine.task import Task

TRACES = ("action.refused", "incident.raised")
ENDINGS = {  # event that ends somebody's task -> what its actor did, zh and en
    "task.completed": ("办理", "completed a step"),
    "task.returned": ("退回", "returned the matter"),
    "task.withdrawn": ("撤回", "withdrew a step"),
    "instance.jumped": ("跳转", "moved the matter"),
    "instance.migrated": ("迁移到另一版本", "moved the matter to another version"),
    "instance.cancelled": ("终止", "ended the matter"),
    "signer.removed": ("减签", "removed the signer"),
    "signer.answered": ("答复", "answered"),
}
ASKED = {"before": "加签", "after": "加签", "delegate": "委派"}


def told_at(moment: datetime) -> str:
    """A moment as sentences name it: 2026-02-13 09:00."""
    return local(moment).strftime("%Y-%m-%d %H:%M")


def refuse_closed(w: Work, task: Task, *, held: bool = False) -> None:
    """Raise NotNow unless the task is open (`held`: or waits for an inserted one)."""
    if task.state == "open" or (held and task.state == "held"):
        return
    if task.state == "held":
        _refuse_held(w, task)
    if task.state in ("completed", "returned") and task.closed_by and task.closed_at:
        name, when = w.organization.name(task.closed_by), told_at(task.closed_at)
        zh, en = ("办结", "done") if task.state == "completed" else ("退回", "returned")
        raise NotNow(
            "task_closed", f"该任务已由{name}于{when}{zh}。", f"The task was {en} by {name} at {when}.",
            who=task.closed_by, at=task.closed_at.isoformat(),
        )  # fmt: skip
    event = _ending(w, task.id)
    if event is None:
        raise NotNow("task_closed", "该任务已不需要办理。", "The task is no longer needed.")
    name, when = named(w, event.actor), told_at(event.at)
    zh, en = ENDINGS.get(event.kind, ("操作", "acted"))
    raise NotNow(
        "task_closed", f"{name}已于{when}{zh},该任务不再需要办理。",
        f"{name} {en} at {when}; the task is no longer needed.", who=event.actor, at=event.at.isoformat(),
    )  # fmt: skip


def _refuse_held(w: Work, task: Task) -> NoReturn:
    c = t.task.c
    asked = w.connection.execute(
        select(c.label, c.role, c.asked_by, c.created_at)
        .where(c.parent == task.id, c.instance_id == task.instance_id, c.state == "open", c.role.in_(ASKED))
        .order_by(c.id)
    ).all()
    names, first = "、".join(row.label for row in asked), asked[0]
    by, when = w.organization.name(first.asked_by), told_at(first.created_at)
    raise NotNow(
        "task_held",
        f"{by}已于{when}请{names}{ASKED[first.role]},正在等待答复,请稍候。",
        f"{by} asked {names} at {when}; the task waits for the answer.",
        who=first.asked_by, at=first.created_at.isoformat(),
    )  # fmt: skip


def refuse_hold(w: Work) -> None:
    """Nothing is done in a matter that is paused or suspended."""
    locked = w.instance
    assert locked is not None
    if not locked.hold or not locked.held_by or not locked.held_at:
        return
    name, when = w.organization.name(locked.held_by), told_at(locked.held_at)
    zh, en = ("暂停(补正)", "paused") if locked.hold == "paused" else ("挂起", "suspended")
    raise NotNow(
        locked.hold, f"该事项已由{name}于{when}{zh},恢复后才能办理。", f"{name} {en} the matter at {when}.",
        who=locked.held_by, at=locked.held_at.isoformat(),
    )  # fmt: skip


def refuse_ended(w: Work) -> None:
    """Raise NotNow unless the matter is running."""
    assert w.instance is not None
    if w.instance.state == "running":
        return
    event = _last(w, moved=True)
    if event is None:
        raise NotNow("instance_ended", "该事项已经结束。", "The matter has already ended.")
    name, when = named(w, event.actor), told_at(event.at)
    zh, en = ("终止", "ended") if event.kind == "instance.cancelled" else ("办结", "closed")
    raise NotNow(
        "instance_ended", f"该事项已由{name}于{when}{zh}。", f"The matter was {en} by {name} at {when}.",
        who=event.actor, at=event.at.isoformat(),
    )  # fmt: skip


def refuse_running_on(w: Work) -> NoReturn:
    """The matter does not stand still: nobody need set it going, or somebody has."""
    event = _last(w, "instance.resumed")
    if event is None:
        raise NotNow("not_held", "该事项没有暂停或挂起。", "The matter does not stand still.")
    name, when = w.organization.name(event.actor), told_at(event.at)
    raise NotNow(
        "not_held", f"该事项没有暂停或挂起,{name}已于{when}恢复。", f"{name} resumed the matter at {when}.",
        who=event.actor, at=event.at.isoformat(),
    )  # fmt: skip


def refuse_waiting(w: Work, task: Task) -> None:
    """Raise NotNow while a request about the task waits for its decision."""
    if not any(child.role == "request" for child in w.children([task.id])):
        return
    r = t.request.c
    row = w.connection.execute(
        select(r.asked_by, r.asked_at).where(r.about == task.id, r.state == "asked").order_by(r.task_id).limit(1)
    ).one()
    name, when = w.organization.name(row.asked_by), told_at(row.asked_at)
    raise NotNow(
        "request_waiting", f"{name}已于{when}提出一项申请,正在等待审批。",
        f"{name} asked at {when}; a decision is awaited.",
        who=row.asked_by, at=row.asked_at.isoformat(),
    )  # fmt: skip


def moved_on(w: Work, code: str) -> NotNow:
    """The refusal of what came too late, naming who moved the matter last."""
    event = _last(w, moved=True)
    if event is None:
        return NotNow(code, "该环节已流转,不能撤回。", "The matter has moved on; it cannot be withdrawn.")
    name, when = named(w, event.actor), told_at(event.at)
    zh, en = ENDINGS.get(event.kind, ("操作", "acted"))
    return NotNow(
        code, f"{name}已于{when}{zh},事项已流转,不能撤回。",
        f"{name} {en} at {when}; the matter has moved on and cannot be withdrawn.",
        who=event.actor, at=event.at.isoformat(),
    )  # fmt: skip


def refuse_taskless(w: Work) -> NoReturn:
    """Somebody wants to pause a matter of which he holds nothing, or nothing any more."""
    event = _last(w)
    name, when = named(w, event.actor), told_at(event.at)
    raise NotNow(
        "no_open_task", f"您在该事项中没有在办任务,不能暂停(最近由{name}于{when}办理)。",
        f"You hold no open task of it; {name} acted last at {when}.", who=event.actor, at=event.at.isoformat(),
    )  # fmt: skip


def refuse_given(w: Work, task: Task) -> None:
    """Raise NotNow when the task was this person's, or his group's, until it was given to somebody else."""
    mine = w.organization.groups_of(w.actor.person, local(w.at).date())
    for event in _events(w, "task.transferred", "request.granted"):
        given = _body(event).get("given")
        if given and given["id"] == task.id and not mine.isdisjoint(given.get("from", [])):
            name, when = w.organization.name(event.actor), told_at(event.at)
            to = "、".join(w.organization.name(p) for p in given["principals"])
            raise NotNow(
                "task_given", f"该任务已由{name}于{when}转给{to}办理。", f"{name} gave the task to {to} at {when}.",
                who=event.actor, at=event.at.isoformat(),
            )  # fmt: skip


def toucher(w: Work, task_id: int) -> Any:
    """The first event about a task, or the one that ended it; None when nobody has touched it."""
    for event in reversed(_events(w)):
        body = _body(event)
        if body.get("task") == task_id or body.get("main") == task_id:
            return event
    return _ending(w, task_id)


def _ending(w: Work, task_id: int) -> Any:
    """The event that ended a task otherwise than by doing it."""
    for event in _events(w):
        body = _body(event)
        ended = [id for id, _ in body.get("moved", {}).get("closed", [])]
        ended += [one["id"] for one in body.get("ended", [])]
        if task_id in ended or (event.kind == "task.withdrawn" and body["task"] == task_id):
            return event
    return None


def _last(w: Work, *kinds: str, moved: bool = False) -> Any:
    for event in _events(w, *kinds):
        if not moved or "moved" in _body(event):
            return event
    return None


def _events(w: Work, *kinds: str) -> list[Any]:
    """The matter's events but for traces of refusals, the newest first; only refusals ask for them."""
    assert w.instance is not None
    h = t.history.c
    wanted = select(h.kind, h.actor, h.at, h.body, h.sealed).where(h.instance_id == w.instance.id)
    wanted = wanted.order_by(h.seq.desc())
    wanted = wanted.where(h.kind.in_(kinds) if kinds else h.kind.not_in(TRACES))
    return list(w.connection.execute(wanted))


def _body(event: Any) -> dict[str, Any]:
    return opened(event.body, event.sealed)


def named(w: Work, person: str) -> str:
    """A person as sentences name him; the clock is the system."""
    return "系统" if person == SYSTEM else w.organization.name(person)
