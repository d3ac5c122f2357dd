"""What a count answers: values with the items behind them, and how a number is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from engine.figures.model import Figure


@dataclass(frozen=True)
class Item:
    """One thing counted: a matter, or a step, row or fact of it. `counted`: above the line of a rate.

    `below` and `above` are what it adds there (1 unless the figure sums values); a duration's hours are `below`.
    """

    instance_id: int
    number: str
    title: str
    word: str
    on: date
    counted: bool
    below: Decimal
    above: Decimal
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Group:
    """A value over some items; `key` is "" for the whole. `value` is None when there is nothing to divide by."""

    figure: Figure
    key: str
    items: tuple[Item, ...]
    value: Decimal | None
    mean: Decimal | None = None
    median: Decimal | None = None
    p90: Decimal | None = None

    @property
    def numerator(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.counted)

    @property
    def below(self) -> Decimal:
        return sum((item.below for item in self.items), Decimal(0))

    @property
    def above(self) -> Decimal:
        return sum((item.above for item in self.items if item.counted), Decimal(0))

    def as_json(self) -> dict[str, Any]:
        f = self.figure
        spread = {"mean": self.mean, "median": self.median, "p90": self.p90} if f.kind == "duration" else {}
        return {
            "key": self.key, "value": text(self.value), "shown": shown(f, self.value), "items": len(self.items),
            "counted": len(self.numerator), **{name: text(value) for name, value in spread.items()},
        }  # fmt: skip


@dataclass(frozen=True)
class Result:
    """One figure of one period. `failure` (zh, en) stands instead of a value when a condition hit a limit."""

    figure: Figure
    whole: Group
    groups: dict[str, tuple[Group, ...]]
    failure: tuple[str, str] | None = None

    def group(self, by: str, key: str) -> Group | None:
        return next((group for group in self.groups.get(by, ()) if group.key == key), None)


def half_up(value: Decimal, decimals: int) -> Decimal:
    """Rounded as people round: 0.125 is 0.13."""
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)


def text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def shown(figure: Figure, value: Decimal | None, language: str = "zh") -> str:
    """The number with its unit, e.g. 66.67 % or 1,234 件; 无 when there is none."""
    if value is None:
        return "none" if language == "en" else "无"
    unit = figure.unit_english if language == "en" else figure.unit
    number = f"{half_up(value, figure.decimals):,f}"
    return f"{number} {unit}".rstrip()
