"""What a scenario is made from: one ended matter's events, the version it ran on, and the office it ran in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from engine.definition import Definition
from engine.errors import NotNow
from engine.history import opened
from engine.organization import Organization
from engine.store import tables as t
from engine.store.office import Office

LONGEST = 400  # events; a longer history makes no scenario anybody reads


@dataclass(frozen=True)
class Happened:
    kind: str
    at: datetime
    actor: str
    on_behalf_of: str | None
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Past:
    """`taken` counts the flows the matter took, `end` is what its end is called."""

    definition: Definition
    organization: Organization
    events: tuple[Happened, ...]
    end: str

    @property
    def taken(self) -> Counter[str]:
        return Counter(
            step["element"]
            for event in self.events
            for step in event.body.get("moved", {}).get("path", [])
            if step["kind"] == "take"
        )


def past_of(office: Office, connection: Connection, instance_id: int) -> Past:
    """Raises NotNow for a matter that still runs, that another matter began, or whose history is too long."""
    i, h = t.instance.c, t.history.c
    row = connection.execute(select(i.state, i.end_state, i.definition_id, i.events).where(i.id == instance_id)).one()
    if row.state not in ("completed", "cancelled"):
        raise NotNow("not_ended", "办结之后才能生成场景。", "A scenario is made from a matter that has ended.")
    if row.events > LONGEST:
        raise NotNow("too_long", f"经过超过{LONGEST}条,不生成场景。", f"Its history has more than {LONGEST} events.")
    rows = connection.execute(
        select(h.kind, h.at, h.actor, h.on_behalf_of, h.body, h.sealed)
        .where(h.instance_id == instance_id)
        .order_by(h.seq)
    )
    events = tuple(Happened(r.kind, r.at, r.actor, r.on_behalf_of, opened(r.body, r.sealed)) for r in rows)
    if "origin" in events[0].body:
        raise NotNow(
            "begun_by_another", "此事项由另一件事项发起,请从发起它的那一件生成场景。",
            "Another matter began it: make the scenario from that one.",
        )  # fmt: skip
    organization = office.organization(connection, office.in_force(connection)["organization"])
    return Past(office.definition(connection, row.definition_id), organization, events, row.end_state or row.state)
