"""How a number of durations lie: their sum and percentiles, by the clock on the wall and by office hours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

HOUR = 3_600_000_000
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Spread:
    """Microseconds; percentiles by nearest rank: p80 is the ⌈0.8 n⌉-th of the durations in order."""

    n: int
    total: int
    p50: int
    p80: int
    p95: int

    def hours(self, name: str) -> Decimal:
        """One of its values in hours, to one decimal, half-up."""
        return hours(getattr(self, name))


EMPTY = Spread(0, 0, 0, 0, 0)


def spread(durations: Iterable[int]) -> Spread:
    ordered = sorted(durations)
    if not ordered:
        return EMPTY
    return Spread(len(ordered), sum(ordered), *(_rank(ordered, percent) for percent in (50, 80, 95)))


def hours(microseconds: int) -> Decimal:
    return (Decimal(microseconds) / HOUR).quantize(TENTH, ROUND_HALF_UP)


def _rank(ordered: list[int], percent: int) -> int:
    return ordered[-(-percent * len(ordered) // 100) - 1]
