"""Cells whose meaning is fixed by constants: which constants cut the column, and whether order matters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine import feel
from engine.feel import Evaluation, syntax
from engine.feel.builtins import BUILTINS

_CONSTRUCTORS = ("date", "time", "date and time", "duration")
_ORDER = ("<", "<=", ">", ">=")


@dataclass(frozen=True, slots=True)
class Cuts:
    """Between two neighbouring `constants` a cell does not change; `compared` when it uses an order."""

    constants: tuple[Any, ...]
    compared: bool


def cuts_of(node: Any) -> Cuts | None:
    """The constants of a cell, or None when it depends on more than its input and constants."""
    found: list[Any] = []
    compared = [False]
    return Cuts(tuple(found), compared[0]) if _collect(node, found, compared) else None


def _collect(node: Any, found: list[Any], compared: list[bool]) -> bool:
    if isinstance(node, syntax.AnyValue):
        return True
    if isinstance(node, syntax.Name):
        return node.name == "?"
    if isinstance(node, syntax.Tests):
        return node.subject is None and all(_collect(test, found, compared) for test in node.tests)
    if isinstance(node, syntax.Logic):
        return all(_collect(part, found, compared) for part in node.operands)
    if isinstance(node, syntax.ListLiteral):
        return all(_collect(item, found, compared) for item in node.items)
    if isinstance(node, syntax.UnaryCompare):
        compared[0] |= node.operator in _ORDER
        return _collect(node.operand, found, compared)
    if isinstance(node, syntax.Compare):
        compared[0] |= node.operator in _ORDER
        return _collect(node.left, found, compared) and _collect(node.right, found, compared)
    if isinstance(node, syntax.Between):
        compared[0] = True
        return all(_collect(part, found, compared) for part in (node.value, node.low, node.high))
    if isinstance(node, syntax.RangeLiteral):
        compared[0] = True
        return _collect(node.start, found, compared) and _collect(node.end, found, compared)
    known, value = constant(node)
    if known:
        found.append(value)
    return known


def constant(node: Any) -> tuple[bool, Any]:
    """(whether the node is a constant, its value): literals, negative numbers, `date("...")` and the like."""
    if isinstance(node, syntax.Literal):
        return True, node.value
    if isinstance(node, syntax.Negate):
        known, value = constant(node.operand)
        return (True, -value) if known and hasattr(value, "adjusted") else (False, None)
    if (
        isinstance(node, syntax.Call)
        and isinstance(node.function, syntax.Name)
        and node.function.name in _CONSTRUCTORS
        and node.names is None
    ):
        parts = [constant(argument) for argument in node.arguments]
        if all(known for known, _ in parts):
            value = feel.call(BUILTINS[node.function.name], [value for _, value in parts], Evaluation())
            return value is not None, value
    return False, None
