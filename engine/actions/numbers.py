"""Document and case numbers: gap-free per series and year, drawn inside the transaction that needs them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from engine.clock import local
from engine.store import tables as t
from engine.store.execute import insert_once
from engine.store.work import Locked, Work


def next_in(w: Work, series: str, year: int) -> int:
    """Draw the next number; the series row is locked until the commit, so a rollback leaves no gap."""
    c = t.number_series.c
    wanted = select(c.last).where(c.series == series, c.year == year).with_for_update()
    last = w.connection.execute(wanted).scalar_one_or_none()
    if last is None:
        insert_once(w.connection, t.number_series, [{"series": series, "year": year, "last": 0}])
        last = w.connection.execute(wanted).scalar_one()
    w.connection.execute(update(t.number_series).where(c.series == series, c.year == year).values(last=last + 1))
    return int(last) + 1


def allocate(w: Work, locked: Locked, series: str, pattern: str) -> dict[str, Any]:
    """The instance's number in this series: the one it has, else a new one."""
    d = t.document_number.c
    kept = w.connection.execute(
        select(d.year, d.n, d.text).where(d.instance_id == locked.id, d.series == series, d.voided.is_(False))
    ).one_or_none()
    if kept is not None:
        return {"series": series, "year": kept.year, "n": kept.n, "text": kept.text, "new": False}
    year = local(w.at).year
    n = next_in(w, series, year)
    text = pattern.replace("{year}", str(year)).replace("{n}", str(n))
    return {"series": series, "year": year, "n": n, "text": text, "new": True}
