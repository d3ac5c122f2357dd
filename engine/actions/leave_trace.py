"""留痕: what an auditor looked at, searched for or took away, in the office's journal before he gets to see it.

The trace is no part of any matter's history: looking changes no matter. It stands in the journal's chain, where the
security administrator reads it (`log.read_of_auditors`) and no auditor can take it back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Connection, select

from engine.organization import READERS, local_date
from engine.queries.audit.rules import figures_in_force
from engine.queries.bodies import opened, said
from engine.store import tables as t
from engine.store.journal import journal
from engine.store.office import Office
from engine.store.work import Actor


@dataclass(frozen=True)
class Look:
    """`page` is the endpoint or command, `instance_id` the matter, `question` what was asked of it. `part`: a page
    fetched a part of itself, which need not be told when a look at this matter was told just before."""

    kind: Literal["looked", "searched", "exported", "refused"]
    page: str
    instance_id: int | None = None
    question: Mapping[str, str] = field(default_factory=dict)
    part: bool = False


def is_auditor(office: Office, person: str) -> bool:
    with office.database.read() as connection:
        organization = office.organization(connection, office.in_force(connection)["organization"])
        return not READERS.isdisjoint(organization.roles_of(person, local_date(office.now())))


def leave_trace(office: Office, look: Look, by: Actor) -> bool:
    """Journal an auditor's look; False for everybody else, and for a part told just before.

    Raises Busy when the trace cannot be kept: then nothing may be shown either.
    """
    if not is_auditor(office, by.person):
        return False
    kind = f"audit.{look.kind}"
    with office.database.write() as connection:
        body = {"page": look.page, "question": dict(look.question), **_matter(connection, look.instance_id)}
        if look.part and _told_just_now(office, connection, kind, body, by):
            return False
        journal(connection, kind, by.person, office.now(), body)
    return True


def _matter(connection: Connection, instance_id: int | None) -> dict[str, Any]:
    """Its number, when there is such a matter; the id alone else, so that probing shows, too."""
    if instance_id is None:
        return {}
    i = t.instance.c
    number = connection.execute(select(i.number).where(i.id == instance_id)).scalar_one_or_none()
    return {"instance": number, "id": instance_id}


def _told_just_now(office: Office, connection: Connection, kind: str, body: dict[str, Any], by: Actor) -> bool:
    j, since = t.journal.c, office.now() - figures_in_force(connection).repeat
    told = connection.execute(
        select(*said(t.journal)).where(j.actor == by.person, j.at >= since, j.kind == kind).order_by(j.seq.desc())
    )
    return any(opened(row).get("id") == body.get("id") for row in told)
