"""Document and case numbers: gap-free per series and year, drawn inside the transaction that needs them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select, update

from engine.clock import local
from engine.store import tables as t
from engine.store.execute import insert_once
from engine.store.work import Locked, Work

_C = t.number_series.c
_OF = _C.series == bindparam("of_series"), _C.year == bindparam("of_year")
_LAST = select(_C.last).where(*_OF).with_for_update()
_DRAW = update(t.number_series).where(*_OF).values(last=bindparam("drawn"))


def next_in(w: Work, series: str, year: int) -> int:
    """Draw the next number; the series row is locked until the commit, so a rollback leaves no gap."""
    asked = {"of_series": series, "of_year": year}
    last = w.connection.execute(_LAST, asked).scalar_one_or_none()
    if last is None:
        insert_once(w.connection, t.number_series, [{"series": series, "year": year, "last": 0}])
        last = w.connection.execute(_LAST, asked).scalar_one()
    w.connection.execute(_DRAW, {**asked, "drawn": last + 1})
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
