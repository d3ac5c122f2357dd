"""A second person decides over a draft that was handed in: it becomes a version, or goes back with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from engine.actions.design.drafting import LONGEST_WORDS, organization_now
from engine.actions.design.hand_in import as_shown, refuse_unready
from engine.actions.design.release_notices import notify
from engine.actions.publication import publish
from engine.definition import compile_package
from engine.errors import Invalid, Missing, NotNow, Refused
from engine.organization import may, require
from engine.store import tables as t
from engine.store.journal import journal
from engine.store.office import Office
from engine.store.procedure_drafts import OPEN, PUBLISHED, SUBMITTED, hands_of, package_of
from engine.store.releasing import Readiness, keep_with_version, readiness, reports_told
from engine.store.work import Actor


@dataclass(frozen=True)
class DecideRelease:
    """`hash`: of the files as the releaser saw them; `words`: his reason, wanted when he sends it back."""

    draft_id: int
    hash: str
    words: str = ""


@dataclass(frozen=True)
class Released:
    definition_id: int
    procedure: str
    version: int
    hash: str
    again: int | None  # the earlier version of the same content: this was a roll-back


def may_release(office: Office, by: Actor) -> bool:
    """Whether the page is for him."""
    with office.database.read() as connection:
        return may(organization_now(office, connection), by.person, "definition.release", office.now())


def approve_release(office: Office, command: DecideRelease, by: Actor) -> Released:
    """The draft becomes the newest version; nothing of it can be changed any more.

    Raises Refused `not_allowed` or `own_release`, Missing for what was never handed in, NotNow when it was decided
    already or something came in between (a newer version, a report that is gone), Stale when the files are not those
    he saw.
    """
    with office.database.write() as connection:
        row, now = _waiting(office, connection, command, by)
        d = t.definition.c
        # whoever releases another draft of this procedure waits here, and then finds his out of date
        connection.execute(select(d.id).where(d.procedure == row.procedure).with_for_update()).all()
        package = package_of(connection, command.draft_id)
        ready = readiness(connection, package, row.procedure, row.based_on)
        refuse_unready(ready)
        told = _told(row, ready, hands_of(connection, row))
        definition_id, version = publish(office, connection, compile_package(package), by.person, now, told)
        keep_with_version(connection, ready, definition_id)
        connection.execute(
            update(t.procedure_draft)
            .where(t.procedure_draft.c.id == row.id)
            .values(state=PUBLISHED, decided_by=by.person, decided_at=now, definition_id=definition_id, answer="")
        )
        _tell(office, connection, row, f"流程“{row.name}”已发布为第{version}版。", now)
        return Released(definition_id, row.procedure, version, ready.hash, ready.again.version if ready.again else None)


def send_back_release(office: Office, command: DecideRelease, by: Actor) -> None:
    """The analysts may change it and hand it in again."""
    words = command.words.strip()
    if not words or len(words) > LONGEST_WORDS:
        raise Invalid({"words": f"请写明退回的理由(1至{LONGEST_WORDS}字)。"})
    with office.database.write() as connection:
        row, now = _waiting(office, connection, command, by)
        connection.execute(
            update(t.procedure_draft)
            .where(t.procedure_draft.c.id == row.id)
            .values(state=OPEN, decided_by=by.person, decided_at=now, answer=words)
        )
        journal(
            connection, "draft.sent_back", by.person, now,
            {"draft": row.id, "procedure": row.procedure, "hash": row.submitted_hash, "reason": words},
        )  # fmt: skip
        _tell(office, connection, row, f"流程“{row.name}”的草稿被退回:{words[:200]}", now)


def _waiting(office: Office, connection: Connection, command: DecideRelease, by: Actor) -> tuple[Any, datetime]:
    """The locked row of a draft that waits for a decision of somebody like him."""
    now, d = office.now(), t.procedure_draft.c
    require(organization_now(office, connection), by.person, "definition.release", now)
    wanted = select(t.procedure_draft).where(d.id == command.draft_id, d.submitted_at.is_not(None))
    row = connection.execute(wanted.with_for_update()).one_or_none()
    if row is None:
        raise Missing("no_release", "没有这份送审的草稿。", "There is no such draft to release.")
    if row.state != SUBMITTED:
        raise NotNow(
            "release_decided", "这份草稿已经处理过或已被撤回。", "It was decided or taken back already.",
            state=row.state,
        )  # fmt: skip
    if by.person in hands_of(connection, row):
        raise Refused("own_release", "自己起草或改过的流程,应由别人审核发布。", "Nobody releases what he drafted.")
    as_shown(str(row.submitted_hash), command.hash)
    as_shown(package_of(connection, command.draft_id).hash, command.hash)
    return row, now


def _told(row: Any, ready: Readiness, hands: frozenset[str]) -> dict[str, Any]:
    """Where the version came from, for the journal: who drafted, who handed it in, and which reports were there."""
    return {
        "draft": row.id, "drafted_by": sorted(hands), "handed_in_by": row.submitted_by,
        "handed_in_at": row.submitted_at.isoformat(), "again": ready.again.version if ready.again else None,
        "reports": reports_told(ready),
    }  # fmt: skip


def _tell(office: Office, connection: Connection, row: Any, text: str, now: datetime) -> None:
    analysts = {row.owner, row.submitted_by} - {None}
    notify(office, connection, analysts, text, now, f"out-{row.id}-{now.isoformat()}")
