"""Matters as such: newest first, narrowed by who acted in them and what was done."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, or_, select

from engine.queries.audit import conditions
from engine.queries.audit.found import Found, Raw, hits
from engine.queries.audit.question import AuditQuestion
from engine.queries.audit.rules import AuditFigures
from engine.queries.counts import capped
from engine.queries.cursor import read_pair, write_pair
from engine.queries.lists import INSTANCE
from engine.queries.period import period
from engine.queries.reader import Reader
from engine.store import tables as t

COLUMNS = (*INSTANCE, t.instance.c.starter_unit)


def find_matters(reader: Reader, question: AuditQuestion, figures: AuditFigures, size: int) -> Found:
    """The period is that of their beginning; without one all are looked at, along the index of beginnings."""
    i = t.instance.c
    query = _matching(reader, question, *COLUMNS)
    if pair := read_pair(question.after):
        query = query.where((i.started_at < pair[0]) | ((i.started_at == pair[0]) & (i.id < pair[1])))
    rows = reader.connection.execute(query.order_by(i.started_at.desc(), i.id.desc()).limit(size + 1)).all()
    shown = rows[:size]
    more = write_pair(shown[-1].started_at, shown[-1].instance_id) if len(rows) > size else ""
    told = hits(reader, [Raw(row, row.started_at) for row in shown])
    return Found(told, more, capped(reader, _matching(reader, question, i.id)))


def rows_of(reader: Reader, instances: Collection[int]) -> dict[int, Any]:
    """COLUMNS of some matters by their ids."""
    found = reader.connection.execute(select(*COLUMNS).where(t.instance.c.id.in_(sorted(instances))))
    return {row.instance_id: row for row in found}


def _matching(reader: Reader, question: AuditQuestion, *columns: Any) -> Select[Any]:
    i, h = t.instance.c, t.history.c
    query = (
        select(*columns)
        .select_from(t.instance)
        .where(conditions.matters(reader, question), period(i.started_at, question.since, question.until))
    )
    if question.person or question.kind:
        query = query.where(or_(*(i.id.in_(select(h.instance_id).where(p)) for p in conditions.acts(question))))
    return query
