"""The values of one input column, cut into pieces at every constant its cells mention."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from engine.feel import evaluate
from engine.feel.equality import equal
from engine.feel.ordering import compare
from engine.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time
from engine.feel.writing import write

_STEPS: dict[type, str] = {
    Decimal: "1",
    Date: 'duration("P1D")',
    DateTime: 'duration("P1D")',
    Time: 'duration("PT1H")',
    DaysDuration: 'duration("P1D")',
    MonthsDuration: 'duration("P1M")',
}


@dataclass(frozen=True, slots=True)
class Other:
    """Any text that no cell mentions."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One value (`low is high`), everything strictly between two values, or beyond one of them."""

    sample: Any
    low: Any = None
    high: Any = None

    @property
    def is_point(self) -> bool:
        return self.low is not None and self.low is self.high


@dataclass(frozen=True, slots=True)
class Axis:
    """A column's pieces in order; `ordered` ones read as ranges, others as a list of values."""

    label: str
    pieces: tuple[Piece, ...]
    ordered: bool

    @property
    def everything(self) -> int:
        return (1 << len(self.pieces)) - 1

    def where(self, holds: Callable[[Any], Any]) -> int:
        """The set of pieces whose sample meets a test."""
        return sum(1 << i for i, piece in enumerate(self.pieces) if holds(piece.sample) is True)

    def sample(self, pieces: int) -> Any:
        """A value out of the set."""
        return self.pieces[(pieces & -pieces).bit_length() - 1].sample

    def describe(self, pieces: int, whole: int) -> str:
        """The set as FEEL unary tests; `-` when it is the whole of what is allowed."""
        if pieces == whole:
            return "-"
        if self.ordered:
            return ", ".join(_range(run) for run in self._runs(pieces))
        chosen = [piece for i, piece in enumerate(self.pieces) if pieces >> i & 1]
        if any(piece.low is None for piece in chosen):
            named = [write_literal(p.low) for i, p in enumerate(self.pieces) if not pieces >> i & 1]
            return f"not({', '.join(named)})"
        return ", ".join(write_literal(piece.sample) for piece in chosen)

    def _runs(self, pieces: int) -> list[list[Piece]]:
        runs: list[list[Piece]] = []
        previous = -2
        for i, piece in enumerate(self.pieces):
            if pieces >> i & 1:
                if previous == i - 1:
                    runs[-1].append(piece)
                else:
                    runs.append([piece])
                previous = i
        return runs


def build_axis(label: str, constants: Iterable[Any], *, compared: bool) -> Axis | None:
    """An axis through these constants; None when they are of different kinds or cannot be cut so.

    `compared` says that some cell uses `<` or a range, which texts do not allow here.
    """
    values = _distinct(value for value in constants if value is not None)
    if not values:
        return Axis(label, (Piece(Other()),), ordered=False)
    kinds = {type(value) for value in values}
    if kinds == {bool}:
        return Axis(label, tuple(Piece(value, value, value) for value in (True, False)), ordered=False)
    if len(kinds) != 1:
        return None
    kind = kinds.pop()
    if kind is str and not compared:
        points = [Piece(value, value, value) for value in values]
        return Axis(label, (*points, Piece(_other_text(values))), ordered=False)
    return _ordered_axis(label, values, _STEPS[kind]) if kind in _STEPS else None


def _ordered_axis(label: str, values: list[Any], step: str) -> Axis | None:
    values.sort(key=cmp_to_key(lambda a, b: compare(a, b) or 0))
    pieces: list[Piece] = []
    before = evaluate(f"a - {step}", {"a": values[0]})
    if before is not None and compare(before, values[0]) == -1:
        pieces.append(Piece(before, None, values[0]))
    for i, value in enumerate(values):
        pieces.append(Piece(value, value, value))
        if i + 1 < len(values):
            middle = evaluate("a + (b - a) / 2", {"a": value, "b": values[i + 1]})
            if compare(value, middle) == -1 and compare(middle, values[i + 1]) == -1:
                pieces.append(Piece(middle, value, values[i + 1]))
    after = evaluate(f"a + {step}", {"a": values[-1]})
    if after is not None and compare(values[-1], after) == -1:
        pieces.append(Piece(after, values[-1], None))
    return Axis(label, tuple(pieces), ordered=True)


def _distinct(values: Iterable[Any]) -> list[Any]:
    found: list[Any] = []
    for value in values:
        if not any(equal(value, other) is True for other in found):
            found.append(value)
    return found


def _other_text(values: Sequence[str]) -> str:
    text = "其他"
    while text in values:
        text += "*"
    return text


def write_literal(value: Any) -> str:
    """A value as an analyst would write it in a cell."""
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, (Date, Time, DateTime, DaysDuration, MonthsDuration)):
        return f'@"{write(value)}"'
    return write(value) if value is not None else "null"


def _range(run: Sequence[Piece]) -> str:
    first, last = run[0], run[-1]
    if first.is_point and first is last:
        return write_literal(first.low)
    if first.low is None:
        return f"{'<=' if last.is_point else '<'} {write_literal(last.high)}"
    if last.high is None:
        return f"{'>=' if first.is_point else '>'} {write_literal(first.low)}"
    opening, closing = ("[" if first.is_point else "("), ("]" if last.is_point else ")")
    return f"{opening}{write_literal(first.low)}..{write_literal(last.high)}{closing}"
