"""Arithmetic, comparison, between."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel.arithmetic import OPERATIONS, negate
from engine.feel.compiler.core import EVALUATION, Compiler, Frame, Run, compiles
from engine.feel.environment import Evaluation
from engine.feel.equality import equal
from engine.feel.ordering import compare
from engine.feel.syntax import Between, Chain, Compare, Literal, Negate

ORDER_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@compiles(Chain)
def compile_chain(c: Compiler, node: Chain) -> Run:
    first = c.compile(node.first)
    rest = [(OPERATIONS[symbol], c.compile(operand)) for symbol, operand in node.rest]
    if len(rest) == 1:
        operation, second = rest[0]
        return lambda f: operation(f[EVALUATION], first(f), second(f))

    def run(f: Frame) -> Any:
        value = first(f)
        e = f[EVALUATION]
        for operation, operand in rest:
            value = operation(e, value, operand(f))
        return value

    return run


@compiles(Negate)
def compile_negate(c: Compiler, node: Negate) -> Run:
    operand = c.compile(node.operand)
    return lambda f: negate(f[EVALUATION], operand(f))


@compiles(Compare)
def compile_compare(c: Compiler, node: Compare) -> Run:
    left, right = c.compile(node.left), c.compile(node.right)
    if node.operator in ORDER_TESTS:
        test = ORDER_TESTS[node.operator]
        constant = node.right.value if isinstance(node.right, Literal) else None
        if type(constant) is Decimal:
            return _compare_number(left, test, constant)
        return lambda f: order(f[EVALUATION], test, left(f), right(f))
    if node.operator == "=":
        return lambda f: equals(f[EVALUATION], left(f), right(f))

    def differs(f: Frame) -> Any:
        same = equals(f[EVALUATION], left(f), right(f))
        return None if same is None else not same

    return differs


def _compare_number(left: Run, test: Callable[[Any, Any], bool], constant: Decimal) -> Run:
    def run(f: Frame) -> Any:
        value = left(f)
        if type(value) is Decimal:
            return test(value, constant)
        return order(f[EVALUATION], test, value, constant)

    return run


def order(e: Evaluation, test: Callable[[Any, Any], bool], a: Any, b: Any) -> bool | None:
    """An ordering comparison, null and a warning when the two have no order."""
    if type(a) is Decimal and type(b) is Decimal:
        return test(a, b)
    found = compare(a, b)
    if found is None:
        return e.null(
            "not_comparable",
            "两个值不能比较大小(空值或类型不同)。",
            "The two values have no order (null or different types).",
        )
    return test(found, 0)


def equals(e: Evaluation, a: Any, b: Any) -> bool | None:
    kind = type(a)
    if kind is type(b):
        if kind is str or kind is Decimal:
            return bool(a == b)
        e.measure(a)
    result = equal(a, b)
    if result is None:
        e.null("not_comparable", "两个值类型不同,不能比较。", "The two values are of different types.")
    return result


@compiles(Between)
def compile_between(c: Compiler, node: Between) -> Run:
    value, low, high = c.compile(node.value), c.compile(node.low), c.compile(node.high)

    def run(f: Frame) -> Any:
        e, x = f[EVALUATION], value(f)
        above, below = order(e, operator.ge, x, low(f)), order(e, operator.le, x, high(f))
        if above is False or below is False:
            return False
        return None if above is None or below is None else True

    return run
