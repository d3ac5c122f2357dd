"""Fire what is due: the timer rows are the truth, whoever wakes us only calls this."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from engine.actions.movement import move
from engine.errors import Busy, NotYours, Refused
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import SYSTEM, Actor, work

CLOCKWORK = Actor(SYSTEM)


def fire_timers(office: Office, *, limit: int = 200) -> int:
    """Fire timers due by now, oldest first; returns how many fired. A failing one is marked, never retried blindly."""
    fired = 0
    for instance_id, key in _due(office, limit):
        try:
            fired += fire_timer(office, instance_id, key)
        except Busy:
            raise
        except Refused as refused:  # one broken matter must not keep the others' clocks from striking
            with office.database.write() as connection:
                connection.execute(
                    update(t.timer)
                    .where(t.timer.c.instance_id == instance_id, t.timer.c.key == key)
                    .values(failure=refused.zh)
                )
    return fired


def fire_timer(office: Office, instance_id: int, key: str) -> bool:
    """Fire one timer if it is still there and due; False when somebody else did or the plan changed."""
    try:
        with work(office, CLOCKWORK) as w:
            if w.lock(instance_id).hold:
                return False  # it stands still; its timers wait
            row = w.connection.execute(
                select(t.timer.c.due_at, t.timer.c.element).where(
                    t.timer.c.instance_id == instance_id, t.timer.c.key == key, t.timer.c.failure.is_(None)
                )
            ).one_or_none()
            if row is None or row.due_at > w.at:
                return False
            body = {"key": key, "element": row.element, "planned": row.due_at.isoformat()}
            move(w, "timer.fired", body, lambda execution, env: execution.fire(key, env))
            return True
    except NotYours:
        return False


def next_due(office: Office) -> datetime | None:
    """When the earliest waiting timer falls due; None when there is none."""
    with office.database.read() as connection:
        return connection.execute(
            select(t.timer.c.due_at)
            .join(t.instance, t.instance.c.id == t.timer.c.instance_id)
            .where(t.timer.c.failure.is_(None), t.instance.c.hold == "")
            .order_by(t.timer.c.due_at)
            .limit(1)
        ).scalar_one_or_none()


def _due(office: Office, limit: int) -> list[tuple[int, str]]:
    with office.database.read() as connection:
        rows = connection.execute(
            select(t.timer.c.instance_id, t.timer.c.key)
            .join(t.instance, t.instance.c.id == t.timer.c.instance_id)
            .where(t.timer.c.due_at <= office.now(), t.timer.c.failure.is_(None), t.instance.c.hold == "")
            .order_by(t.timer.c.due_at, t.timer.c.instance_id, t.timer.c.key)
            .limit(limit)
        )
        return [(row.instance_id, row.key) for row in rows]
