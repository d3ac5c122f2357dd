"""The morning's notice: one for each person and working day, of what is due today, overdue, or not read yet."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, func, select, update

from engine.clock import LOCAL, local
from engine.organization import Organization, may
from engine.store import tables as t
from engine.store.execute import insert_once
from engine.store.office import Office

DAY = "digest"  # the setting that names the last day it was made


def send_digest(office: Office) -> int:
    """Put today's notices into the outbox, once; 0 before the hour, on days off, or when it was done."""
    now = office.now()
    today = local(now).date()
    with office.database.read() as connection:
        calendar = office.calendar(connection, office.in_force(connection)["calendar"])
        hour = calendar.hours.digest
        if hour is None or local(now).time() < hour or not calendar.is_workday(today) or _made(connection) >= today:
            return 0
    with office.database.write() as connection:
        if _made(connection) >= today:
            return 0
        organization = office.organization(connection, office.in_force(connection)["organization"])
        rows = _notices(connection, organization, now, today)
        if rows:
            insert_once(connection, t.outbox, rows)
        _remember(connection, today)
        return len(rows)


def _made(connection: Connection) -> date:
    value = connection.execute(select(t.setting.c.value).where(t.setting.c.key == DAY)).scalar_one_or_none()
    return date.fromisoformat(value) if value else date.min


def _remember(connection: Connection, today: date) -> None:
    insert_once(connection, t.setting, [{"key": DAY, "value": today.isoformat()}])
    connection.execute(update(t.setting).where(t.setting.c.key == DAY).values(value=today.isoformat()))


def _notices(connection: Connection, organization: Organization, now: datetime, today: date) -> list[dict[str, Any]]:
    due, late = _tasks(connection, organization, now, today)
    unread = dict(_unread(connection))
    rows: list[dict[str, Any]] = []
    for person in organization.in_rank({*due, *late, *unread}):
        if not may(organization, person, "task.do", now):
            continue
        parts = [
            f"{len(late[person])}件已超期" if late[person] else "",
            f"{len(due[person])}件今天到期" if due[person] else "",
            f"{unread.get(person, 0)}件待阅" if unread.get(person) else "",
        ]
        text = f"今天您有{'、'.join(part for part in parts if part)}。"
        rows.append({
            "key": f"digest-{today.isoformat()}-{person}", "kind": "digest", "recipient": person, "instance_id": None,
            "task_id": None, "urgent": False, "text": text, "created_at": now, "not_before": now, "attempts": 0,
            "sent_at": None, "read_at": None, "failure": None,
        })  # fmt: skip
    return rows


def _tasks(
    connection: Connection, organization: Organization, now: datetime, today: date
) -> tuple[dict[str, set[int]], dict[str, set[int]]]:
    """Open tasks due today and overdue ones, by person; those of paused matters have no clock."""
    ends = datetime.combine(today, time(), LOCAL) + timedelta(days=1)
    i, task = t.inbox.c, t.task.c
    rows = connection.execute(
        select(i.principal, i.task_id, i.due_at, task.assignee)
        .join(t.task, task.id == i.task_id)
        .join(t.instance, t.instance.c.id == task.instance_id)
        .where(i.due_at < ends, t.instance.c.hold != "paused")
    )
    due: dict[str, set[int]] = defaultdict(set)
    late: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        for person in [row.assignee] if row.assignee else organization.holders(row.principal, today):
            (late if row.due_at < now else due)[person].add(row.task_id)
    return due, late


def _unread(connection: Connection) -> list[tuple[str, int]]:
    r = t.reading.c
    rows = connection.execute(select(r.person, func.count()).where(r.read_at.is_(None)).group_by(r.person))
    return [(row[0], row[1]) for row in rows]
