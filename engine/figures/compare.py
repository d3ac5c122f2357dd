"""同比: this period against the same period a year before, and where last year's number comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engine.figures.model import Figure
from engine.figures.result import half_up, text

NOT_COMPARABLE = ("不可比", "not comparable")


@dataclass(frozen=True)
class Base:
    """An entered 历史基数: the value somebody typed, and the paper it was taken from."""

    value: Decimal
    source: str
    entered_by: str = ""
    entered_at: datetime | None = None


@dataclass(frozen=True)
class Change:
    """`value` is None when the two cannot be compared; `why` (zh, en) then says so.

    `last` is last year's value; `entered` names its source when it was typed in (录入), and `own` is then what the
    system itself counted for that period, None when it was not used then. `since`: the day in that period from which
    it was used, so that its count is a part only.
    """

    kind: str
    value: Decimal | None
    last: Decimal | None
    why: tuple[str, str] = ("", "")
    entered: Base | None = None
    own: Decimal | None = None
    since: date | None = None

    def words(self, language: str = "zh") -> str:
        """+3.85 百分点, -12.50 %, 不可比."""
        english = language == "en"
        if self.kind == "none":
            return ""
        if self.value is None:
            return NOT_COMPARABLE[english]
        unit = ("百分点", "percentage points")[english] if self.kind == "points" else "%"
        return f"{'+' if self.value > 0 else ''}{self.value:,f} {unit}"

    def as_json(self) -> dict[str, Any]:
        source = self.entered.source if self.entered else None
        return {
            "kind": self.kind, "value": text(self.value), "last": text(self.last), "shown": self.words(),
            "why": self.why[0], "entered": source, "own": text(self.own),
            "own_since": self.since.isoformat() if self.since else None,
        }  # fmt: skip


def compare(
    figure: Figure, value: Decimal | None, own: Decimal | None, base: Base | None, since: date | None = None,
    *, over: bool = True,
) -> Change:  # fmt: skip
    """`own` is what the system counted last year; None when it was not used then.

    `over`: this period is over at the cut-off; a base counts a whole period, so an amount that still grows is not
    compared with it.
    """
    last = base.value if base else own
    if figure.compare == "none":
        return Change("none", None, last, ("", ""), base, own, since)
    rule = points if figure.compare == "points" else ratio
    changed, why = None, ("", "")
    if last is None:
        why = ("无上年同期数", "no figure for last year's period")
    elif since is not None and base is None:
        day = since.isoformat()
        why = (f"上年同期数据不全,自{day}起", f"last year's figure is a part only, from {day}")
    elif base is not None and not over and figure.kind in ("count", "sum"):
        why = ("本期未满,录入基数为整期数", "this period is not over; the base is of a whole one")
    elif value is None:
        why = ("本期无数", "no figure for this period")
    elif figure.compare == "ratio" and not last:
        why = ("上年同期为0", "last year's figure is 0")
    else:
        changed = rule(value, last)
    return Change(figure.compare, changed, last, why, base, own, since)


def ratio(this: Decimal, last: Decimal) -> Decimal:
    """(this - last) / last in %, two decimals half-up."""
    return half_up((this - last) * 100 / last, 2)


def points(this: Decimal, last: Decimal) -> Decimal:
    """The difference of two rates in 百分点, of the numbers as they are shown, so that a reader finds the same."""
    return half_up(half_up(this, 2) - half_up(last, 2), 2)
