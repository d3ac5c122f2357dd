"""Plain Python for the commonest cells: texts, a number, a comparison or range of numbers.

A cell that is none of these, or a value of another kind, goes the general way; the answers are the same.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.dmn.run import Run, Scope, Test
from engine.feel import syntax

_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def quicken(cell: Any, general: Test) -> Test:
    """The test of a cell, given its syntax tree and the general way to run it."""
    if not isinstance(cell, syntax.Tests) or cell.negated or cell.subject is not None:
        return general
    values = [test.value for test in cell.tests if isinstance(test, syntax.Literal)]
    if len(values) == len(cell.tests) and all(type(value) is str for value in values):
        return _among(frozenset(values), general)
    if len(cell.tests) != 1:
        return general
    test = cell.tests[0]
    if isinstance(test, syntax.Literal) and type(test.value) is Decimal:
        return _compared(operator.eq, test.value, general)
    if isinstance(test, syntax.UnaryCompare) and test.operator in _COMPARE:
        limit = _number(test.operand)
        return general if limit is None else _compared(_COMPARE[test.operator], limit, general)
    if isinstance(test, syntax.RangeLiteral):
        low, high = _number(test.start), _number(test.end)
        if low is not None and high is not None and low <= high:
            above = operator.ge if test.start_included else operator.gt
            below = operator.le if test.end_included else operator.lt
            return _between(above, low, below, high, general)
    return general


def _number(node: syntax.Node) -> Decimal | None:
    if isinstance(node, syntax.Literal):
        return node.value if type(node.value) is Decimal else None
    if isinstance(node, syntax.Negate):
        value = _number(node.operand)
        return None if value is None else value.copy_negate()
    return None


def _among(texts: frozenset[str], general: Test) -> Test:
    def test(value: Any, scope: Scope, run: Run) -> Any:
        return value in texts if type(value) is str else general(value, scope, run)

    return test


def _compared(holds: Callable[[Decimal, Decimal], bool], limit: Decimal, general: Test) -> Test:
    def test(value: Any, scope: Scope, run: Run) -> Any:
        return holds(value, limit) if type(value) is Decimal else general(value, scope, run)

    return test


def _between(
    above: Callable[[Decimal, Decimal], bool],
    low: Decimal,
    below: Callable[[Decimal, Decimal], bool],
    high: Decimal,
    general: Test,
) -> Test:
    def test(value: Any, scope: Scope, run: Run) -> Any:
        if type(value) is Decimal:
            return above(value, low) and below(value, high)
        return general(value, scope, run)

    return test
