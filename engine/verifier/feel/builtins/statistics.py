"""Functions of many numbers, given as a list or one by one."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from ..arithmetic import compute
from ..comparing import less
from ..numbers import DIGITS, ZERO, finite
from .signatures import Signatures

FUNCTIONS = Signatures()


def over(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def keep(function: Callable[..., Any]) -> Callable[..., Any]:
        FUNCTIONS.add(f"{name}(list: list)")(function)
        FUNCTIONS.add(f"{name}(n: list...)")(function)
        return function

    return keep


def numbers(items: list[Any]) -> bool:
    return bool(items) and all(isinstance(item, Decimal) for item in items)


@over("min")
def least(run: Any, items: list[Any]) -> Any:
    return extreme(run, items, lambda a, b: less(a, b, run.meter))


@over("max")
def most(run: Any, items: list[Any]) -> Any:
    return extreme(run, items, lambda a, b: less(b, a, run.meter))


def extreme(run: Any, items: list[Any], better: Callable[[Any, Any], bool | None]) -> Any:
    if not items or (len(items) == 1 and less(items[0], items[0], run.meter) is None):
        return None
    best = items[0]
    for item in items[1:]:
        found = better(item, best)
        if found is None:
            return None
        best = item if found else best
    return best


@over("sum")
def total(run: Any, items: list[Any]) -> Any:
    if not numbers(items):
        return None
    made = items[0]
    for item in items[1:]:
        made = compute("+", made, item, run.meter)
    return made


@over("mean")
def mean(run: Any, items: list[Any]) -> Any:
    found = total(run, items)
    return None if found is None else compute("/", found, Decimal(len(items)), run.meter)


@over("product")
def product(run: Any, items: list[Any]) -> Any:
    if not numbers(items):
        return None
    made = items[0]
    for item in items[1:]:
        made = compute("*", made, item, run.meter)
    return made


@over("median")
def median(run: Any, items: list[Any]) -> Any:
    if not numbers(items):
        return None
    ordered = sorted(items)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    return finite(DIGITS.divide(DIGITS.add(ordered[half - 1], ordered[half]), Decimal(2)))


@over("stddev")
def deviation(run: Any, items: list[Any]) -> Any:
    """Of a sample: the root of the squares' sum over n - 1."""
    if not numbers(items) or len(items) < 2:
        return None
    wide = DIGITS.copy()
    wide.prec = 80
    middle = ZERO
    for item in items:
        middle = wide.add(middle, item)
    middle = wide.divide(middle, Decimal(len(items)))
    squares = ZERO
    for item in items:
        distance = wide.subtract(item, middle)
        squares = wide.add(squares, wide.multiply(distance, distance))
    return finite(DIGITS.plus(wide.sqrt(wide.divide(squares, Decimal(len(items) - 1)))))


@over("mode")
def mode(run: Any, items: list[Any]) -> Any:
    if not items:
        return []
    if not numbers(items):
        return None
    seen: dict[Decimal, int] = {}
    for item in items:
        seen[item] = seen.get(item, 0) + 1
    often = max(seen.values())
    return sorted(number for number, times in seen.items() if times == often)
