"""The office's journal as those read it who watch: the audit administrator all but what auditors looked at, the
security administrator just that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, not_, or_, select

from engine.errors import NotYours
from engine.organization import may
from engine.queries.bodies import opened, said
from engine.queries.counts import capped
from engine.queries.period import period
from engine.queries.reader import Reader, reading
from engine.store import tables as t
from engine.store.office import Office

PAGE = 50
LOOKS = ("audit.looked", "audit.searched", "audit.exported", "audit.refused")
TAKEN = ("package.exported", "log.exported", "replay.printed")  # by whoever; an auditor's stand with his looks


@dataclass(frozen=True)
class LogQuestion:
    """`after`: only entries before this number."""

    person: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None
    after: int = 0


@dataclass(frozen=True)
class LogLine:
    """One entry of the journal; `body` is what it says, as plain JSON."""

    seq: int
    kind: str
    at: datetime
    who: str
    body: Mapping[str, Any]


@dataclass(frozen=True)
class LogPage:
    lines: tuple[LogLine, ...]
    next: int
    total: int
    kinds: tuple[str, ...]
    people: tuple[tuple[str, str], ...]


def read_looks(office: Office, person: str, question: LogQuestion) -> LogPage:
    """审计留痕: every look of an auditor. Raises NotYours for all but the security administrator."""
    with reading(office, person) as reader:
        _refuse(reader, "log.read_of_auditors")
        return _page(reader, question, _of_auditors(reader))


def read_journal(office: Office, person: str, question: LogQuestion) -> LogPage:
    """Raises NotYours for all but the audit administrator."""
    with reading(office, person) as reader:
        _refuse(reader, "log.read")
        return _page(reader, question, not_(_of_auditors(reader)))


def _of_auditors(reader: Reader) -> ColumnElement[bool]:
    """Entries of what auditors looked at or took out, whichever way they did."""
    j = t.journal.c
    auditors = sorted({grant.person for grant in reader.organization.grants if grant.role == "auditor"})
    return or_(j.kind.in_(LOOKS), and_(j.kind.in_(TAKEN), j.actor.in_(auditors)))


def _refuse(reader: Reader, verb: str) -> None:
    if not may(reader.organization, reader.person, verb, reader.now):
        raise NotYours()


def _page(reader: Reader, question: LogQuestion, mine: ColumnElement[bool]) -> LogPage:
    """Newest first."""
    j = t.journal.c
    wanted = [mine, period(j.at, question.since, question.until)]
    if question.person:
        wanted.append(j.actor == question.person)
    if question.kind:
        wanted.append(j.kind == question.kind)
    query = select(j.seq, j.kind, j.at, j.actor, *said(t.journal)).where(*wanted).order_by(j.seq.desc())
    if question.after:
        query = query.where(j.seq < question.after)
    rows = reader.connection.execute(query.limit(PAGE + 1)).all()
    shown = rows[:PAGE]
    kinds = reader.connection.execute(select(j.kind).where(mine).distinct().order_by(j.kind)).scalars()
    people = reader.organization.in_rank(p.id for p in reader.organization.people)
    return LogPage(
        tuple(LogLine(row.seq, row.kind, row.at, reader.name(row.actor), opened(row)) for row in shown),
        shown[-1].seq if len(rows) > PAGE else 0,
        capped(reader, select(j.seq).where(*wanted)),
        tuple(kinds),
        tuple((p, reader.name(p)) for p in people),
    )
