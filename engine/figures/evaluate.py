"""Counting: every figure of a set over records of matters, with the items behind each value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from engine import feel
from engine.feel import Environment, Evaluation, Expression, FeelError
from engine.figures.asking import MOST_STEPS, Account, Matter
from engine.figures.model import CALENDAR, Dimension, Figure, FigureSet
from engine.figures.period import Period
from engine.figures.record import Record, items
from engine.figures.result import Group, Item, Result, half_up
from engine.figures.series import calendar_key
from engine.organization import Calendar
from engine.organization.feel_functions import feel_moment, moment_of

Functions = Mapping[str, Callable[..., Any]]
ONE, NOTHING = Decimal(1), Decimal(0)
HOUR = timedelta(hours=1)


def evaluate(
    figures: FigureSet, records: Iterable[Record], period: Period, functions: Functions, calendar: Calendar, *,
    steps: int = MOST_STEPS,
) -> dict[str, Result]:  # fmt: skip
    """Figure id -> result, in the order of the file; each may use the values of those before it.

    Once `steps` are spent over all matters, the figures not yet counted say so.
    """
    return _Count(figures, period, functions, calendar, Account(steps)).run(records)


class _Count:
    def __init__(
        self, figures: FigureSet, period: Period, functions: Functions, calendar: Calendar, account: Account
    ) -> None:
        self.figures, self.period, self.calendar, self.account = figures, period, calendar, account
        self.results: dict[str, Result] = {}
        known = {**functions, "figure": self.earlier}
        self.environment = Environment(now=period.cutoff, functions=known)
        day = timedelta(0)
        for opens, closes in calendar.hours.spans:
            day += datetime.combine(date.min, closes) - datetime.combine(date.min, opens)
        self.workday = day

    def run(self, records: Iterable[Record]) -> dict[str, Result]:
        matters = [self.matter(record) for record in records]
        for figure in self.figures.figures:
            try:
                found = [item for matter in matters for item in self.items(figure, matter)]
                groups = {by: _groups(figure, by, found) for by in figure.by}
                self.results[figure.id] = Result(figure, _group(figure, "", found), groups)
            except FeelError as error:
                self.results[figure.id] = Result(figure, _group(figure, "", []), {}, (error.zh, error.en))
        return self.results

    def matter(self, record: Record) -> Matter:
        context = record.context
        context |= {
            "cutoff": feel_moment(self.period.cutoff), "period_from": self.period.first,
            "period_to": self.period.last,
        }  # fmt: skip
        matter = Matter(record, context, Evaluation(self.environment), self.account)
        for name, expression in self.figures.let.items():
            try:
                context[name] = matter.ask(expression, {})
            except FeelError:
                context[name] = None
        return matter

    def earlier(self, id: Any, key: Any = None) -> Decimal | None:
        """FEEL's figure("id") and figure("id", "key")."""
        result = self.results.get(id) if isinstance(id, str) else None
        if result is None:
            return None
        if key is None:
            return result.whole.value
        group = result.group(result.figure.by[0], str(key)) if result.figure.by else None
        return group.value if group else None

    def items(self, figure: Figure, matter: Matter) -> Iterable[Item]:
        until = figure.window == "until"
        for word, names in items(figure, matter.record):
            on = self.period.holds(matter.ask(figure.date, names), until=until)
            if on is None or (figure.of is not None and matter.ask(figure.of, names) is not True):
                continue
            weights = self.weights(figure, matter, names)
            if weights is None:
                continue
            counted, below, above = weights
            keys = {by: self.keys(self.figures.dimensions[by], matter, names, on) for by in figure.by}
            record = matter.record
            yield Item(record.id, record.number, record.title, word, on, counted, below, above, keys)

    def weights(
        self, figure: Figure, matter: Matter, names: Mapping[str, Any]
    ) -> tuple[bool, Decimal, Decimal] | None:
        """Whether an item stands above the line, and what it adds below and above; None leaves it out."""

        def number(expression: Expression | None, otherwise: Decimal) -> Decimal:
            value = otherwise if expression is None else matter.ask(expression, names)
            return value if isinstance(value, Decimal) else NOTHING

        match figure.kind:
            case "rate":
                counted = figure.counted is None or matter.ask(figure.counted, names) is True
                return counted, number(figure.of_value, ONE), number(figure.in_value, ONE) if counted else NOTHING
            case "sum":
                return True, number(figure.value, NOTHING), NOTHING
            case "duration":
                length = self.length(figure.hours, matter.ask(figure.begin, names), matter.ask(figure.end, names))
                return None if length is None else (True, length, NOTHING)
        return True, ONE, NOTHING

    def length(self, hours: str, begin: Any, end: Any) -> Decimal | None:
        try:
            start, stop = moment_of(begin), moment_of(end)
        except ValueError:
            return None
        if hours in ("natural", "days"):
            return _quotient(max(stop - start, timedelta(0)), HOUR if hours == "natural" else 24 * HOUR)
        return _quotient(self.calendar.working_time_between(start, stop), HOUR if hours == "office" else self.workday)

    def keys(self, dimension: Dimension, matter: Matter, names: Mapping[str, Any], on: date) -> tuple[str, ...]:
        if dimension.id in CALENDAR:
            return (calendar_key(dimension.id, on),)
        value = matter.ask(dimension.value, names)
        found = value if isinstance(value, list) else [value]
        words = dict.fromkeys("" if v is None else v if isinstance(v, str) else feel.write(v) for v in found)
        return tuple(words) or ("",)


def _groups(figure: Figure, by: str, found: list[Item]) -> tuple[Group, ...]:
    """One group per key: those of the calendar in order, others by size."""
    parts: dict[str, list[Item]] = {}
    for item in found:
        for key in item.keys[by]:
            parts.setdefault(key, []).append(item)
    groups = [_group(figure, key, part) for key, part in sorted(parts.items())]
    return tuple(groups if by in CALENDAR else sorted(groups, key=lambda g: -len(g.items)))


def _group(figure: Figure, key: str, found: list[Item]) -> Group:
    group = Group(figure, key, tuple(found), None)
    if figure.kind == "duration":
        lengths = sorted(item.below for item in found)
        if not lengths:
            return group
        middle = [half_up(v, figure.decimals) for v in (sum(lengths, NOTHING) / len(lengths), median(lengths))]
        last = half_up(lengths[-(-9 * len(lengths) // 10) - 1], figure.decimals)
        spread = {"mean": middle[0], "median": middle[1], "p90": last}
        return Group(figure, key, tuple(found), spread[figure.measure], *spread.values())
    value: Decimal | None = group.below
    if figure.kind == "rate":
        value = group.above * (100 if figure.percent else 1) / group.below if group.below else None
    return Group(figure, key, tuple(found), None if value is None else half_up(value, figure.decimals))


def _quotient(length: timedelta, unit: timedelta) -> Decimal:
    tick = timedelta(microseconds=1)
    return Decimal(length // tick) / Decimal(unit // tick)
