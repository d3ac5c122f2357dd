"""`calendar.changed`: open dues counted again by the year table now in force; old and new are both kept.

A due set by hand, or otherwise than by a term, stays as it is; a paused matter is counted when it is resumed.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from engine.actions.change_organization import load_calendar
from engine.actions.movement import environment, move
from engine.organization import Calendar, OpenDue, YearTable, recount, require
from engine.store import tables as t
from engine.store.office import Office
from engine.store.work import SYSTEM, Actor, Receipt, Work, work


def change_calendar(office: Office, table: YearTable, by: Actor) -> int:
    """Put a year table into force and count open dues again; how many matters changed.

    Raises Refused not_allowed for anybody but who may change the calendar.
    """
    with office.database.read() as connection:
        in_force = office.in_force(connection)
        organization = office.organization(connection, in_force["organization"])
        require(organization, by.person, "calendar.change", office.now())
        old = office.calendar(connection, in_force["calendar"])
    if load_calendar(office, old.with_year(table), by) == in_force["calendar"]:
        return 0
    return recount_dues(office, in_force["calendar"], by)


def recount_dues(office: Office, before: str, by: Actor) -> int:
    """Count every running matter again; `before` is the fingerprint of the calendar its dues were counted by."""
    with office.database.read() as connection:
        old = office.calendar(connection, before)
        running = connection.execute(
            select(t.instance.c.id).where(t.instance.c.state == "running", t.instance.c.hold == "").order_by(
                t.instance.c.id
            )
        ).scalars()
        ids = list(running)
    return sum(_recount(office, instance_id, old, before, by) is not None for instance_id in ids)


def _recount(office: Office, instance_id: int, old: Calendar, before: str, by: Actor) -> Receipt | None:
    with work(office, by) as w:
        locked = w.lock(instance_id)
        if locked.state != "running" or locked.hold:
            return None
        dues = _changed(w, old)
        tried = w.execution().amend(environment(w, w.definition()), recount=True)
        w.forget_execution()  # it was only tried; the event runs it from where the tokens stood
        if not dues and not tried.timers_moved:
            return None
        body = {
            "why": "calendar", "dues": dues, "calendar": {"old": before, "new": w.in_force["calendar"]},
            "signature": w.organization.name(by.person) if by.person != SYSTEM else "",
            "amended": {"key": None, "values": {}, "timers": {}, "recount": True},
        }  # fmt: skip
        return move(w, "calendar.changed", body, lambda execution, env: execution.amend(env, recount=True))


def _changed(w: Work, old: Calendar) -> list[dict[str, Any]]:
    """Dues of the matter and its open tasks that the new calendar moves."""
    locked = w.instance
    assert locked is not None
    extensions = granted_extensions(w)
    items = []
    rows: dict[str, Any] = {}
    if locked.due_at is not None and locked.term and locked.counted_from is not None:
        items.append(
            OpenDue("instance", locked.term, locked.counted_from, locked.due_at, tuple(extensions.get("instance", ())))
        )
    task = t.task.c
    for row in w.connection.execute(
        select(task.id, task.term, task.created_at, task.due_at, task.principals, task.state, task.box).where(
            task.instance_id == locked.id, task.state.in_(("open", "held")), task.due_at.is_not(None), task.term != ""
        )
    ):
        rows[str(row.id)] = row
        case = "instance" if any(item.key == "instance" for item in items) else None
        items.append(
            OpenDue(str(row.id), row.term, row.created_at, row.due_at, tuple(extensions.get(str(row.id), ())), case)
        )
    found = []
    for change in recount(items, old, w.calendar).changed:
        about = rows.get(change.key)
        found.append({
            "subject": change.key, "old": change.old.isoformat(), "new": change.new.isoformat(),
            "principals": list(about.principals) if about is not None and about.state == "open" else [],
            "box": about.box if about is not None else "todo",
        })  # fmt: skip
    return found


def granted_extensions(w: Work) -> dict[str, list[int]]:
    """Working days granted, by whose due they moved."""
    assert w.instance is not None
    r = t.request.c
    found: dict[str, list[int]] = {}
    for row in w.connection.execute(
        select(r.about, r.content).where(
            r.instance_id == w.instance.id, r.kind == "extension", r.state == "granted"
        ).order_by(r.task_id)
    ):
        subject = "instance" if row.content["moves"] == "instance" else str(row.about)
        found.setdefault(subject, []).append(int(row.content["days"]))
    return found
