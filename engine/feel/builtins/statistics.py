"""Functions of many values, given as one list or as arguments."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, DecimalException
from typing import Any

from engine.feel.builtins.registry import builtin
from engine.feel.decimals import DECIMAL128, ONE, ZERO
from engine.feel.environment import Evaluation
from engine.feel.ordering import compare


def spread(arguments: tuple[Any, ...]) -> list[Any]:
    """`f([1, 2])` and `f(1, 2)` are the same."""
    return arguments[0] if len(arguments) == 1 and isinstance(arguments[0], list) else list(arguments)


def _numbers(name: str, least: int, operation: Callable[[list[Decimal]], Any], empty: Any = None) -> None:
    def body(e: Evaluation, *arguments: Any) -> Any:
        items = spread(arguments)
        e.spend(len(items) * 2)
        if not all(type(item) is Decimal for item in items):
            return e.null("wrong_arguments", f"{name}只用于数字。", f"{name} takes numbers.")
        if len(items) < least:
            return (
                empty
                if empty is not None
                else e.null("wrong_arguments", f"{name}没有数字。", f"Too few numbers for {name}.")
            )
        try:
            return operation(items)
        except DecimalException:
            return e.null("number_out_of_range", "结果超出数字范围。", "The result is out of range.")

    builtin(name, "list*: any")(body)


def _sum(items: list[Decimal]) -> Decimal:
    total = ZERO
    for item in items:
        total = DECIMAL128.add(total, item)
    return total


def _product(items: list[Decimal]) -> Decimal:
    total = ONE
    for item in items:
        total = DECIMAL128.multiply(total, item)
    return total


def _mean(items: list[Decimal]) -> Decimal:
    return DECIMAL128.divide(_sum(items), Decimal(len(items)))


def _median(items: list[Decimal]) -> Decimal:
    ordered = sorted(items)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else _mean(ordered[middle - 1 : middle + 1])


def _stddev(items: list[Decimal]) -> Decimal:
    """Of a sample: divided by n - 1."""
    mean = _mean(items)
    squares = []
    for item in items:
        difference = DECIMAL128.subtract(item, mean)
        squares.append(DECIMAL128.multiply(difference, difference))
    return DECIMAL128.sqrt(DECIMAL128.divide(_sum(squares), Decimal(len(items) - 1)))


def _mode(items: list[Decimal]) -> list[Decimal]:
    counts: dict[Decimal, int] = {}
    for item in items:
        counts[item] = counts.get(item, 0) + 1
    most = max(counts.values())
    return sorted(item for item, count in counts.items() if count == most)


_numbers("sum", 1, _sum)
_numbers("product", 1, _product)
_numbers("mean", 1, _mean)
_numbers("median", 1, _median)
_numbers("stddev", 2, _stddev)
_numbers("mode", 1, _mode, [])


def _extreme(name: str, sign: int) -> None:
    def body(e: Evaluation, *arguments: Any) -> Any:
        items = spread(arguments)
        e.spend(len(items))
        if not items:
            return e.null("wrong_arguments", f"{name}没有可比较的值。", f"Nothing to compare for {name}.")
        best = items[0]
        for item in items:
            order = compare(item, best)
            if order is None:
                return e.null("not_comparable", f"{name}的值不能相互比较。", f"The values of {name} have no order.")
            if order * sign > 0:
                best = item
        return best

    builtin(name, "list*: any")(body)


_extreme("max", 1)
_extreme("min", -1)


def _logical(name: str, stop: bool) -> None:
    def body(e: Evaluation, *arguments: Any) -> bool | None:
        items = spread(arguments)
        e.spend(len(items))
        if arguments == (None,):
            return None
        if any(item is stop for item in items):
            return stop
        if all(item is (not stop) for item in items):
            return not stop
        return e.null("wrong_arguments", f"{name}只用于真假值。", f"{name} takes true and false.")

    builtin(name, "list*: any")(body)


_logical("all", False)
_logical("any", True)


@builtin("not", "negand: any")
def negation(e: Evaluation, value: Any) -> bool | None:
    return (not value) if isinstance(value, bool) else None
