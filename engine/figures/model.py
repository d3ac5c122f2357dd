"""A figure as declared: what it counts, over what, by which date; FEEL already compiled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from engine.feel import Expression

FILE = "figures.toml"
KINDS = ("count", "rate", "sum", "duration")
OVER = ("instances", "steps", "rows", "facts")
CALENDAR = {"month": ("月份", "Month"), "week": ("周", "Week")}  # breakdowns by the figure's own date
LOOK_BACK = 366


@dataclass(frozen=True)
class Dimension:
    """A breakdown; `value` is None for those of the calendar."""

    id: str
    name: str
    english: str
    value: Expression | None = None


@dataclass(frozen=True)
class Figure:
    """One entry of figures.toml; see docs/figures.md for what each key means. `begin` and `end` are `from`, `to`."""

    id: str
    name: str
    english: str
    kind: str
    date: Expression
    over: str = "instances"
    target: tuple[str, ...] = ()  # elements, list field or kind of fact
    pick: str = "each"
    window: str = "period"
    of: Expression | None = None
    counted: Expression | None = None  # `in`
    of_value: Expression | None = None
    in_value: Expression | None = None
    value: Expression | None = None
    begin: Expression | None = None
    end: Expression | None = None
    hours: str = "office"
    measure: str = "median"
    unit: str = "件"
    unit_english: str = ""
    by: tuple[str, ...] = ()
    compare: str = "ratio"
    better: str = ""
    part_of: str = ""
    decimals: int = 0
    note: str = ""
    note_english: str = ""

    @property
    def expressions(self) -> dict[str, Expression]:
        """Key of the file -> compiled text."""
        named = {
            "date": self.date, "of": self.of, "in": self.counted, "of_value": self.of_value, "in_value": self.in_value,
            "value": self.value, "from": self.begin, "to": self.end,
        }  # fmt: skip
        return {key: expression for key, expression in named.items() if expression is not None}

    @property
    def percent(self) -> bool:
        return self.kind == "rate" and self.unit == "%"


@dataclass(frozen=True)
class FigureSet:
    """The figures of one procedure. `digest` names the file's exact bytes in every report."""

    figures: tuple[Figure, ...] = ()
    let: Mapping[str, Expression] = field(default_factory=dict)
    dimensions: Mapping[str, Dimension] = field(default_factory=dict)
    readers: tuple[str, ...] = ()
    look_back: int = LOOK_BACK
    digest: str = ""

    def figure(self, id: str) -> Figure | None:
        return next((figure for figure in self.figures if figure.id == id), None)

    @cached_property
    def names(self) -> frozenset[str]:
        """Every free name of every expression: what a record has to know."""
        texts = [*self.let.values(), *(d.value for d in self.dimensions.values() if d.value)]
        texts += [e for figure in self.figures for e in figure.expressions.values()]
        return frozenset(name for text in texts for name in text.free)
