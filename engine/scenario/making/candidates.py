"""Who of the cast could do an act now: the one who plays whoever did it, then all others whose task it is."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from engine.clock import local
from engine.definition import Definition
from engine.scenario.runner import Play
from engine.store import tables as t
from engine.store.office import Office

INSERTED = {"give_back": ("before", "after", "delegate"), "decide": ("request",)}


def candidates(play: Play, office: Office, raw: dict[str, Any], definition: Definition) -> list[str]:
    """In the order they are to be tried; empty for what nobody does."""
    first = raw.get("by")
    if not first:
        return []
    with office.database.read() as connection:
        organization = office.organization(connection, office.in_force(connection)["organization"])
        if raw["do"] == "start":
            groups = list(definition.procedure.starters)
        elif raw["do"] in ("withdraw", "read", "confirm", "correct"):
            return [first]
        elif "task" in raw:
            task, roles = t.task.c, INSERTED.get(raw["do"], ("main",))
            rows = connection.execute(
                select(task.principals, task.label)
                .where(
                    task.instance_id == play.instances.get("main", 0), task.element == raw["task"],
                    task.role.in_(roles), task.state.in_(("open", "held")),
                )
                .order_by(task.id.desc())
            ).all()  # fmt: skip
            fitting = [row for row in rows if not raw.get("unit") or row.label == raw["unit"]]
            groups = [group for row in fitting for group in row.principals]
        else:
            groups = list(definition.procedure.owner)
    on = local(office.now()).date()
    others = [person for group in groups for person in organization.holders(group, on)]
    if first in others or "task" not in raw or raw["do"] not in ("complete", *INSERTED):
        return list(dict.fromkeys([first, *others]))
    return list(dict.fromkeys([*others, first]))
