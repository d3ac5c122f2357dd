"""Where a draft stands on its way to release: for its analysts, and for whoever releases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engine.definition import Package
from engine.organization import require
from engine.queries.design.differing import FileChange, differing
from engine.queries.design.draft import DraftPage, draft_of
from engine.queries.reader import Reader, reading
from engine.store import tables as t
from engine.store.office import Office
from engine.store.procedure_drafts import DISCARDED, SUBMITTED, hands_of
from engine.store.releasing import Kept, Readiness, readiness

DECIDED_SHOWN = 30


@dataclass(frozen=True)
class ReleasePage:
    """`changes`: files that differ from the version in force; `own`: the reader had a hand in it."""

    draft: DraftPage
    ready: Readiness
    changes: tuple[FileChange, ...]
    own: bool
    hands: tuple[str, ...]
    reports: tuple[tuple[str, Kept, str], ...]  # kind, report, name of who made it
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True)
class HandedIn:
    id: int
    procedure: str
    name: str
    by: str
    at: datetime
    words: str
    state: str
    definition_id: int | None
    decided_by: str
    decided_at: datetime | None
    answer: str


def release_page(office: Office, person: str, draft_id: int) -> ReleasePage:
    """For its analysts at any time, for the releaser once it was handed in. Raises Refused `not_allowed`, Missing."""
    with reading(office, person) as reader:
        require(reader.organization, person, "definition.check", reader.now)
        draft, d = draft_of(reader, draft_id), t.procedure_draft.c
        row = reader.connection.execute(select(t.procedure_draft).where(d.id == draft_id)).one()
        ready = readiness(reader.connection, draft.package, draft.procedure, draft.based_on_id)
        hands = hands_of(reader.connection, row)
        return ReleasePage(
            draft, ready, differing(_in_force(reader, ready), draft.package.files), person in hands,
            tuple(reader.name(hand) for hand in sorted(hands)), _reports(reader, ready),
            reader.name(row.decided_by) if row.decided_by else "", row.decided_at,
        )  # fmt: skip


def releases(office: Office, person: str) -> tuple[tuple[HandedIn, ...], tuple[HandedIn, ...]]:
    """What waits for a decision, the oldest first; and what was decided last. Raises Refused `not_allowed`."""
    with reading(office, person) as reader:
        require(reader.organization, person, "definition.release", reader.now)
        d = t.procedure_draft.c
        seen = select(t.procedure_draft).where(d.submitted_at.is_not(None), d.state != DISCARDED)
        waiting = seen.where(d.state == SUBMITTED).order_by(d.submitted_at, d.id)
        decided = seen.where(d.state != SUBMITTED, d.decided_at.is_not(None)).order_by(d.decided_at.desc(), d.id.desc())
        return _listed(reader, waiting), _listed(reader, decided.limit(DECIDED_SHOWN))


def _listed(reader: Reader, wanted: object) -> tuple[HandedIn, ...]:
    rows = reader.connection.execute(wanted)  # type: ignore[call-overload]
    return tuple(
        HandedIn(
            row.id, row.procedure, row.name, reader.name(row.submitted_by), row.submitted_at, row.words, row.state,
            row.definition_id, reader.name(row.decided_by) if row.decided_by else "", row.decided_at, row.answer,
        )
        for row in rows
    )  # fmt: skip


def _in_force(reader: Reader, ready: Readiness) -> dict[str, bytes]:
    if ready.newest is None:
        return {}
    wanted = select(t.definition.c.package).where(t.definition.c.id == ready.newest.id)
    return dict(Package.from_zip(reader.connection.execute(wanted).scalar_one()).files)


def _reports(reader: Reader, ready: Readiness) -> tuple[tuple[str, Kept, str], ...]:
    kept = (("scenarios", ready.scenarios), ("what_if", ready.what_if), ("what_if_seen", ready.seen))
    return tuple((kind, report, reader.name(report.made_by)) for kind, report in kept if report is not None)
