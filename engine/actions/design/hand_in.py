"""An analyst hands a draft in for release, and takes it back while nobody has decided."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import update

from engine.actions.design.drafting import LONGEST_WORDS, open_draft, organization_now, require_analyst
from engine.actions.design.release_notices import notify
from engine.errors import Invalid, NotNow, Stale
from engine.organization import local_date
from engine.store import tables as t
from engine.store.journal import journal
from engine.store.office import Office
from engine.store.procedure_drafts import OPEN, SUBMITTED, draft_row, keep_report, package_of, report_of
from engine.store.releasing import WHAT_IF, WHAT_IF_SEEN, Readiness, readiness
from engine.store.work import Actor


@dataclass(frozen=True)
class HandIn:
    """`hash`: of the files as they were shown when the button was pressed."""

    draft_id: int
    hash: str
    words: str


def hand_in(office: Office, command: HandIn, by: Actor) -> None:
    """From here on the draft stays as it is until it is decided or taken back.

    Raises Stale `draft_changed` when the files are no longer those shown, Invalid without words, NotNow with the first
    of `engine.store.releasing.OBSTACLES` that is in the way.
    """
    words = command.words.strip()
    if not words or len(words) > LONGEST_WORDS:
        raise Invalid({"words": f"请写明改了什么、为什么改(1至{LONGEST_WORDS}字)。"})
    with office.database.write() as connection:
        row, now = open_draft(office, connection, command.draft_id, by)
        package = package_of(connection, command.draft_id)
        as_shown(package.hash, command.hash)
        refuse_unready(readiness(connection, package, row.procedure, row.based_on))
        connection.execute(
            update(t.procedure_draft)
            .where(t.procedure_draft.c.id == command.draft_id)
            .values(
                state=SUBMITTED, submitted_at=now, submitted_by=by.person, submitted_hash=package.hash, words=words,
                answer="", decided_by=None, decided_at=None,
            )
        )  # fmt: skip
        journal(
            connection, "draft.handed_in", by.person, now,
            {"draft": command.draft_id, "procedure": row.procedure, "hash": package.hash, "words": words},
        )  # fmt: skip
        releasers = organization_now(office, connection).holders("security-admin", local_date(now))
        said = f"流程“{row.name}”的草稿等待发布审核。"
        notify(office, connection, releasers, said, now, f"in-{row.id}-{now.isoformat()}")


def take_back(office: Office, draft_id: int, by: Actor) -> None:
    """Raises NotNow when it is not handed in, or decided already."""
    with office.database.write() as connection:
        now = require_analyst(office, connection, by)
        row = draft_row(connection, draft_id, by.person, lock=True)
        if row.state != SUBMITTED:
            raise NotNow("draft_not_handed_in", "草稿不在审核中。", "The draft is not waiting.", state=row.state)
        connection.execute(update(t.procedure_draft).where(t.procedure_draft.c.id == draft_id).values(state=OPEN))
        journal(connection, "draft.taken_out", by.person, now, {"draft": draft_id, "procedure": row.procedure})


def mark_what_if_seen(office: Office, draft_id: int, hash_: str, by: Actor) -> None:
    """The analyst looked at what the draft would have meant for past matters."""
    with office.database.write() as connection:
        _, now = open_draft(office, connection, draft_id, by)
        package = package_of(connection, draft_id)
        as_shown(package.hash, hash_)
        report = report_of(connection, package.hash, WHAT_IF)
        if report is None:
            raise NotNow("no_what_if", "还没有对现在的内容试算过。", "There is no what-if of this content yet.")
        if not report.content.get("matters"):
            raise NotNow(
                "what_if_empty", "试算的这段时间没有事项,请换一段时间再试算。",
                "No matter was begun in the period of the what-if; choose another one.",
            )  # fmt: skip
        keep_report(connection, package.hash, WHAT_IF_SEEN, {"draft": draft_id}, by=by.person, at=now)


def as_shown(hash_: str, shown: str) -> None:
    """What is decided is what was seen."""
    if hash_ != shown:
        raise Stale("draft_changed", "草稿的内容已经变了,请再看一遍。", "The draft is no longer what was shown.")


def refuse_unready(ready: Readiness) -> None:
    if ready.obstacle is not None:
        raise NotNow(*ready.obstacle)
