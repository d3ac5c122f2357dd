"""Acts: what people did, what was refused them, what they did outside office hours; newest first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Select, select, true, tuple_

from engine.queries.audit import conditions
from engine.queries.audit.found import Found, Raw, hits
from engine.queries.audit.matters import COLUMNS
from engine.queries.audit.question import AuditQuestion
from engine.queries.audit.rules import AuditFigures
from engine.queries.counts import capped
from engine.queries.cursor import read_pair, write_pair
from engine.queries.reader import Reader
from engine.queries.trail import body_of
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
    h = t.history.c
    asked = replace(question, kind=REFUSED)
    query = _acts(reader, asked, figures, h.instance_id.label("matter"), h.seq, h.body)
    rows = reader.connection.execute(_ordered(query).limit(figures.most_refusals))
    keys = [(row.matter, row.seq) for row in rows if body_of(row).get("refusal", {}).get("code") == SEPARATION]
    found = _page(reader, asked, figures, size, tuple_(h.instance_id, h.seq).in_(keys), total=len(keys))
    return found if keys else replace(found, hits=(), total=0, next="")


def _page(
    reader: Reader, question: AuditQuestion, figures: AuditFigures, size: int, which: ColumnElement[bool],
    total: int | None = None,
) -> Found:  # fmt: skip
    h = t.history.c
    query = _acts(reader, question, figures, h.seq, h.at.label("moment"), *COLUMNS).where(which)
    if pair := read_pair(question.after):
        at, matter, seq = pair[0], *divmod(pair[1], EVENTS)
        before = (h.instance_id < matter) | ((h.instance_id == matter) & (h.seq < seq))
        query = query.where((h.at < at) | ((h.at == at) & before))
    rows = reader.connection.execute(_ordered(query).limit(size + 1)).all()
    shown = rows[:size]
    last = shown[-1] if len(rows) > size else None
    more = write_pair(last.moment, last.instance_id * EVENTS + last.seq) if last else ""
    told = hits(reader, question.words, [Raw(row, row.moment, row.seq) for row in shown])
    if total is None:
        total = capped(reader, _acts(reader, question, figures, h.seq).where(which))
    since = None if question.since else conditions.first_day(reader, question, figures)
    return Found(told, more, total - (len(shown) - len(told)), since)


def _acts(reader: Reader, question: AuditQuestion, figures: AuditFigures, *columns: Any) -> Select[Any]:
    h = t.history.c
    since = conditions.first_day(reader, question, figures)
    return (
        select(*columns)
        .select_from(t.history)
        .join(t.instance, t.instance.c.id == h.instance_id)
        .where(
            conditions.matters(reader, question), conditions.acts(question),
            conditions.period(h.at, since, question.until),
        )
    )  # fmt: skip


def _ordered(query: Select[Any]) -> Select[Any]:
    h = t.history.c
    return query.order_by(h.at.desc(), h.instance_id.desc(), h.seq.desc())
