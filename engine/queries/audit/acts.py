"""Acts: what people did, what was refused them, what they did outside office hours; newest first."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select, true

from engine.queries.audit import conditions
from engine.queries.audit.found import Found, Raw, hits
from engine.queries.audit.matters import rows_of
from engine.queries.audit.question import AuditQuestion
from engine.queries.audit.rules import AuditFigures
from engine.queries.bodies import opened, said
from engine.queries.counts import CAP, capped
from engine.queries.cursor import read_pair, write_pair
from engine.queries.period import period
from engine.queries.reader import Reader
from engine.store import tables as t
from engine.store.apply import SYSTEM

REFUSED = "action.refused"
SEPARATION = "separation"  # the code of what 回避 refuses (engine.organization.separation)
EVENTS = 1 << 20  # a matter has fewer; with its id they make one number of an event


def find_acts(reader: Reader, question: AuditQuestion, figures: AuditFigures, size: int) -> Found:
    """What people did; what the system did is shown when its kind is asked for."""
    return _page(reader, question, figures, size, true() if question.kind else t.history.c.actor != SYSTEM)


def find_refused(reader: Reader, question: AuditQuestion, figures: AuditFigures, size: int) -> Found:
    """Whatever somebody tried that was not his to do."""
    return _page(reader, replace(question, kind=REFUSED), figures, size, true())


def find_after_hours(reader: Reader, question: AuditQuestion, figures: AuditFigures, size: int) -> Found:
    h = t.history.c
    late = conditions.after_hours(h.at, reader.calendar, figures.grace_minutes)
    return _page(reader, question, figures, size, late & (h.actor != SYSTEM) & h.kind.not_in(conditions.UNSEEN))


def find_separation(reader: Reader, question: AuditQuestion, figures: AuditFigures, size: int) -> Found:
    """Attempts to approve what one did oneself. Which rule refused stands in the event alone, so the refusals of the
    period are read; they are few, and never more than the office allows."""
    asked = replace(question, kind=REFUSED)
    rows = [row for part in _parts(reader, asked, figures, true(), *said(t.history))
            for row in reader.connection.execute(_ordered(part).limit(figures.most_refusals))]  # fmt: skip
    mine = [row for row in rows if opened(row).get("refusal", {}).get("code") == SEPARATION]
    after, total = _cut(question), min(len(mine), CAP + 1)
    following = [row for row in mine if after is None or _place(row) < after]
    return _shown(reader, asked, figures, sorted(following, key=_place, reverse=True), size, total)


def _page(
    reader: Reader, question: AuditQuestion, figures: AuditFigures, size: int, which: ColumnElement[bool]
) -> Found:
    h, after = t.history.c, _cut(question)
    before: ColumnElement[bool] = true()
    if after is not None:
        at, matter, seq = after
        before = (h.at < at) | ((h.at == at) & ((h.instance_id < matter) | ((h.instance_id == matter) & (h.seq < seq))))
    rows = [row for part in _parts(reader, question, figures, which & before)
            for row in reader.connection.execute(_ordered(part).limit(size + 1))]  # fmt: skip
    total = sum(capped(reader, part) for part in _parts(reader, question, figures, which))
    return _shown(reader, question, figures, sorted(rows, key=_place, reverse=True), size, min(total, CAP + 1))


def _shown(
    reader: Reader, question: AuditQuestion, figures: AuditFigures, rows: list[Any], size: int, total: int
) -> Found:
    """A page of rows that are in order, newest first."""
    shown, known = rows[:size], rows_of(reader, {row.instance_id for row in rows[:size]})
    last = shown[-1] if len(rows) > size else None
    more = write_pair(last.at, last.instance_id * EVENTS + last.seq) if last else ""
    told = hits(reader, [Raw(known[row.instance_id], row.at, row.seq) for row in shown])
    since = None if question.since else conditions.first_day(reader, question, figures)
    return Found(told, more, total, since)


def _parts(
    reader: Reader, question: AuditQuestion, figures: AuditFigures, which: ColumnElement[bool], *columns: Any
) -> list[Select[Any]]:
    h, since = t.history.c, conditions.first_day(reader, question, figures)
    return [
        select(h.instance_id, h.seq, h.at, *columns).where(
            conditions.of_matters(reader, question, h.instance_id), part, which,
            period(h.at, since, question.until),
        )
        for part in conditions.acts(question)
    ]  # fmt: skip


def _ordered(query: Select[Any]) -> Select[Any]:
    h = t.history.c
    return query.order_by(h.at.desc(), h.instance_id.desc(), h.seq.desc())


def _place(row: Any) -> tuple[datetime, int, int]:
    return row.at, row.instance_id, row.seq


def _cut(question: AuditQuestion) -> tuple[datetime, int, int] | None:
    """The place after which the page begins."""
    pair = read_pair(question.after)
    return (pair[0], *divmod(pair[1], EVENTS)) if pair else None
