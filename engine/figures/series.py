"""A breakdown as rows for a table or a chart: this year's value beside last year's, no month left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from engine.figures.model import CALENDAR, Figure
from engine.figures.period import Period
from engine.figures.result import Group, Result
from engine.organization.times import local_date


@dataclass(frozen=True)
class Row:
    """One line; `group` is None where nothing was counted, `last` where last year is not known."""

    key: str
    value: Decimal | None
    last: Decimal | None
    group: Group | None


def rows(result: Result, last: Result | None, by: str, period: Period) -> tuple[Row, ...]:
    """Months and weeks in order and complete up to the cut-off, others as counted, then those of last year only."""
    found = {group.key: group for group in result.groups.get(by, ())}
    before = {_this_year(by, group.key): group.value for group in (last.groups.get(by, ()) if last else ())}
    keys = list(_calendar(by, period)) if by in CALENDAR else [*found, *(k for k in before if k not in found)]
    nothing = _nothing(result.figure)
    return tuple(
        Row(
            key,
            found[key].value if key in found else nothing,
            before.get(key, nothing) if last is not None and by != "week" else None,
            found.get(key),
        )
        for key in keys
    )


def _nothing(figure: Figure) -> Decimal | None:
    """What nothing counted means: a count of 0, but no rate and no median."""
    return Decimal(0) if figure.kind in ("count", "sum") else None


def _calendar(by: str, period: Period) -> Iterator[str]:
    day, end = period.first, min(period.last, local_date(period.cutoff))
    seen = ""
    while day <= end:
        key = calendar_key(by, day)
        if key != seen:
            yield key
        seen, day = key, day + timedelta(days=1)


def calendar_key(by: str, day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{day:%Y-%m}" if by == "month" else f"{year}-W{week:02d}"


def _this_year(by: str, key: str) -> str:
    return f"{int(key[:4]) + 1}{key[4:]}" if by in CALENDAR else key
