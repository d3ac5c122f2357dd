"""Comparing what a scenario expects with what the office shows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine.clock import LOCAL, local
from engine.organization import light, parse_term
from engine.queries import inbox
from engine.scenario.difference import Difference, told
from engine.store import tables as t
from engine.store.office import Office


def opened_tasks(office: Office, ids: tuple[int, ...]) -> list[dict[str, Any]]:
    """Tasks as scenarios speak of them: step, unit, who sees them in 待办, due by the wall clock."""
    with office.database.read() as connection:
        organization = office.organization(connection, office.in_force(connection)["organization"])
        on = local(office.now()).date()
        rows = connection.execute(select(t.task).where(t.task.c.id.in_(ids)).order_by(t.task.c.id)).all()
        return [
            {
                "task": row.element,
                "unit": row.label,
                "who": sorted({p for principal in row.principals for p in organization.holders(principal, on)}),
                "due": shown(row.due_at),
                "role": row.role,
            }
            for row in rows
        ]


def shown(moment: datetime | None) -> str | None:
    return None if moment is None else local(moment).strftime("%Y-%m-%dT%H:%M")


def differences_of_tasks(expected: list[Mapping[str, Any]], found: list[dict[str, Any]]) -> list[str]:
    """Each expected task must match one found on the keys it names, and nothing may be left over."""
    left, problems = list(found), list[str]()
    for wish in expected:
        match = next((f for f in left if all(_equal(f.get(k), v, k) for k, v in wish.items())), None)
        if match is None:
            problems.append(
                Difference(
                    f"expected task {dict(wish)}, found {left}",
                    f"应有任务 {told(wish)}，实有 {told(_like(left, wish)) if left else '无'}",
                )
            )
        else:
            left.remove(match)
    if left and len(expected) + len(left) == len(found):
        problems += [Difference(f"unexpected task {task}", f"多出任务 {told(_like([task])[0])}") for task in left]
    return problems


def _like(tasks: list[dict[str, Any]], wish: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """What a person needs to read of tasks: their step, and what was wished for."""
    keys = {"task", "unit", "due"} if wish is None else {"task", *wish}
    return [{key: value for key, value in task.items() if key in keys and value not in ("", None)} for task in tasks]


def _equal(found: Any, wanted: Any, key: str) -> bool:
    if key == "who":
        return bool(found == sorted(wanted))
    if isinstance(wanted, datetime):
        return bool(found == shown(wanted.replace(tzinfo=LOCAL) if wanted.tzinfo is None else wanted))
    return bool(found == wanted)


def instance_facts(office: Office, instance_id: int) -> dict[str, Any]:
    """What `shows` may ask: number, state, title, version counts, signature of the last opinion, …"""
    with office.database.read() as connection:
        row = connection.execute(
            select(t.instance, t.document.c.content)
            .join(t.document, t.document.c.instance_id == t.instance.c.id)
            .where(t.instance.c.id == instance_id)
        ).one()
        o, task = t.opinion.c, t.task.c
        last = connection.execute(
            select(o.signature, o.text, o.result).where(o.instance_id == instance_id).order_by(o.seq.desc()).limit(1)
        ).one_or_none()
        rounds: dict[str, int] = {}
        done = connection.execute(
            select(task.element).where(task.instance_id == instance_id, task.state == "completed")
        )
        for (element,) in done:
            rounds[element] = rounds.get(element, 0) + 1
        open_tasks = sorted(
            connection.execute(
                select(task.element).where(task.instance_id == instance_id, task.state == "open")
            ).scalars()
        )
        messages = [
            {"name": m.name, **m.body}
            for m in connection.execute(select(t.message).where(t.message.c.instance_id == instance_id))
        ]
        return {
            "number": row.document_number, "case": row.number, "hold": row.hold, "title": row.title,
            "urgency": row.urgency, "state": row.end_state or row.state, "due": shown(row.due_at),
            "open": open_tasks, "rounds": rounds,
            "signature": last.signature if last else None, "opinion": last.text if last else None,
            "result": last.result if last else None, "document": row.content, "messages": messages,
        }  # fmt: skip


def todo(office: Office, instance_id: int, person: str) -> list[str]:
    """The steps of an instance that a person has in 待办 now, also as a stand-in."""
    rows = inbox(office, person, size=500).rows
    mine = [row.task_id for row in rows if row.instance_id == instance_id]
    with office.database.read() as connection:
        return sorted(connection.execute(select(t.task.c.element).where(t.task.c.id.in_(mine))).scalars())


def lights(office: Office, instance_id: int) -> list[dict[str, Any]]:
    """The light of every open task now: task, unit, light, left (working days)."""
    with office.database.read() as connection:
        calendar = office.calendar(connection, office.in_force(connection)["calendar"])
        rows = connection.execute(
            select(t.task, t.instance.c.definition_id, t.instance.c.hold)
            .join(t.instance, t.instance.c.id == t.task.c.instance_id)
            .where(t.task.c.instance_id == instance_id, t.task.c.state == "open")
        ).all()
        result = []
        for row in rows:
            procedure = office.definition(connection, row.definition_id).procedure
            length = parse_term(row.term).workdays if row.term else 1
            shining = light(
                calendar, procedure.lights, office.now(), row.due_at, length, paused=row.hold == "paused"
            )
            result.append(
                {
                    "task": row.element,
                    "unit": row.label,
                    "light": shining.colour,
                    "left": shining.left,
                    "urges": row.urges,
                }
            )
        return result


def instances(office: Office) -> list[tuple[int, str]]:
    """Every matter of the office with its procedure."""
    with office.database.read() as connection:
        rows = connection.execute(select(t.instance.c.id, t.instance.c.procedure).order_by(t.instance.c.id))
        return [(row.id, row.procedure) for row in rows]


def newest_from(office: Office, instance_id: int, procedure: str) -> int | None:
    """The newest matter of a procedure that this one's messages started or reached."""
    link = t.link.c
    with office.database.read() as connection:
        found = connection.execute(
            select(link.other_id)
            .where(link.instance_id == instance_id, link.other_procedure == procedure, link.direction == "sent")
            .order_by(link.seq.desc())
            .limit(1)
        ).scalar_one_or_none()
    return None if found is None else int(found)


def links(office: Office, instance_id: int) -> list[str]:
    """Procedures of the matters that sent to or took from this one, in order."""
    with office.database.read() as connection:
        link = t.link.c
        return list(
            connection.execute(
                select(link.other_procedure).where(link.instance_id == instance_id).order_by(link.seq)
            ).scalars()
        )


def readings(office: Office, instance_id: int) -> list[dict[str, Any]]:
    """Who was sent the matter to read, and whether he has."""
    with office.database.read() as connection:
        r = t.reading.c
        rows = connection.execute(select(t.reading).where(r.instance_id == instance_id).order_by(r.n))
        return [
            {"who": row.person, "kind": row.kind, "read": row.read_at is not None, "urges": row.urges} for row in rows
        ]


def subset(wanted: Any, found: Any, path: str = "") -> list[str]:
    """Differences where `wanted` names something; dicts are compared on the wanted keys only."""
    if isinstance(wanted, Mapping) and isinstance(found, Mapping):
        return [d for k, v in wanted.items() for d in subset(v, found.get(k), f"{path}.{k}" if path else str(k))]
    if isinstance(wanted, datetime):
        wanted = shown(wanted.replace(tzinfo=LOCAL) if wanted.tzinfo is None else wanted)
    if wanted == found:
        return []
    return [
        Difference(
            f"{path}: expected {wanted!r}, found {found!r}", f"{path}：应为 {told(wanted)}，实为 {told(found)}"
        )
    ]
