"""Conditions as boolean formulas over a few observed values: what can be compared is, the rest is true or false.

An observed value is a variable (or a path into one) that conditions compare with constants, or the truth of a part we
do not look into. Two conditions with the same part, or one that denies the other's, thus agree by construction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from engine.bpmn.calls import called_in, may_change
from engine.bpmn.soundness.expressions import names, shape
from engine.feel.syntax import Between, Call, Compare, Literal, Logic, Name, Negate, Node, Path, Tests, UnaryCompare

Value = Decimal | str | bool | None
Truth = Callable[[Mapping[str, Value]], bool | None]
OTHER = "\uffff"  # a text no condition names
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}
_DENIED = {"!=": "=", "<=": ">", ">=": "<"}


@dataclass(slots=True)
class Observed:
    """One value: the variables it is read from, and the constants it is compared with (True alone: a truth)."""

    reads: frozenset[str]
    constants: set[tuple[str, Value]]  # each with its kind, for 1 equals true to Python

    def domain(self) -> list[Value]:
        """Values that tell all comparisons apart; empty when the constants are of different kinds."""
        known = [value for _, value in sorted(self.constants, key=repr) if value is not None]
        null: list[Value] = [None] if len(known) < len(self.constants) else []
        if all(isinstance(value, bool) for value in known):
            return [True, False, *null]
        if all(isinstance(value, str) for value in known):
            return [*known, OTHER, *null]
        if all(isinstance(value, Decimal) for value in known):
            numbers = sorted(value for value in known if isinstance(value, Decimal))
            between: list[Value] = [(low + high) / 2 for low, high in pairwise(numbers)]
            return [numbers[0] - 1, *numbers, *between, numbers[-1] + 1, *null]
        return []


class Reader:
    """Turns the syntax of conditions into truth functions, collecting what they observe."""

    def __init__(self, unsteady: frozenset[str]) -> None:
        self.unsteady = unsteady
        self.observed: dict[str, Observed] = {}
        self.free = False

    def truth(self, node: Node) -> Truth:
        match node:
            case Literal(value=bool() as value):
                return lambda values: value
            case Logic(operator="and", operands=operands):
                parts = [self.truth(part) for part in operands]
                return lambda values: _all([part(values) for part in parts])
            case Logic(operands=operands):
                parts = [self.truth(part) for part in operands]
                return lambda values: _not(_all([_not(part(values)) for part in parts]))
            case Call(function=Name(name="not"), arguments=(argument,)):
                inner = self.truth(argument)
                return lambda values: _not(inner(values))
            case Compare():
                return self._comparison(node)
            case Between(value=subject, low=low, high=high) if _path(subject):
                return self._both(subject, [(">=", low), ("<=", high)], node)
            case Tests(subject=Node() as subject, tests=tests, negated=negated) if _path(subject):
                return self._tests(subject, tests, negated, node)
        path = _path(node)
        return self._observe(path, node, True, lambda value: value is True) if path else self._opaque(node)

    def _comparison(self, node: Compare) -> Truth:
        left, right, operator = node.left, node.right, node.operator
        if not _path(left) and _path(right):
            left, right, operator = right, left, _MIRRORED.get(operator, operator)
        path, constant = _path(left), _constant(right)
        if path and constant is not None and operator in _MIRRORED:
            (value,) = constant
            return self._observe(path, left, value, lambda seen: _compare(seen, operator, value))
        if operator in _DENIED:
            same = self._opaque(Compare(node.at, _DENIED[operator], node.left, node.right))
            return lambda values: _not(same(values))
        return self._opaque(node)

    def _both(self, subject: Node, bounds: list[tuple[str, Node]], whole: Node) -> Truth:
        if any(_constant(bound) is None for _, bound in bounds):
            return self._opaque(whole)
        parts = [self.truth(Compare(0, operator, subject, bound)) for operator, bound in bounds]
        return lambda values: _all([part(values) for part in parts])

    def _tests(self, subject: Node, tests: tuple[Node, ...], negated: bool, whole: Node) -> Truth:
        compares: list[Node] = []
        for test in tests:
            operator, operand = (test.operator, test.operand) if isinstance(test, UnaryCompare) else ("=", test)
            if operator not in _MIRRORED or _constant(operand) is None:
                return self._opaque(whole)
            compares.append(Compare(0, operator, subject, operand))
        found = self.truth(Logic(0, "or", tuple(compares)))
        return (lambda values: _not(found(values))) if negated else found

    def _observe(self, path: str, subject: Node, constant: Value, test: Callable[[Value], bool | None]) -> Truth:
        observed = self.observed.setdefault(path, Observed(frozenset(names(subject)), set()))
        observed.constants.add(kinded(constant))
        self.free = self.free or bool(observed.reads & self.unsteady)
        return lambda values: test(values[path])

    def _opaque(self, node: Node) -> Truth:
        called = called_in(node)
        reads = frozenset(names(node)) - called
        if any(map(may_change, called)) or reads & self.unsteady:
            self.free = True
        key = f"({shape(node)})"
        self.observed.setdefault(key, Observed(reads, {kinded(True)}))
        return lambda values: values[key] is True


def kinded(value: Value) -> tuple[str, Value]:
    return type(value).__name__, value


def _all(values: list[bool | None]) -> bool | None:
    if False in values:
        return False
    return None if None in values else True


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value


def _compare(seen: Value, operator: str, value: Value) -> bool | None:
    if operator in ("=", "!="):
        return (seen == value and isinstance(seen, bool) == isinstance(value, bool)) is (operator == "=")
    if seen is None or value is None or isinstance(seen, bool) or type(seen) is not type(value):
        return None
    less, same = seen < value, seen == value  # type: ignore[operator]
    return {"<": less, "<=": less or same, ">": not less and not same, ">=": not less}[operator]


def _path(node: Node) -> str:
    """`a.b.c`, or nothing when it is more than a path."""
    if isinstance(node, Name):
        return node.name
    if isinstance(node, Path):
        base = _path(node.base)
        return f"{base}.{node.name}" if base else ""
    return ""


def _constant(node: Node) -> tuple[Value] | None:
    if isinstance(node, Literal) and (node.value is None or isinstance(node.value, Decimal | str | bool)):
        return (node.value,)
    if isinstance(node, Negate) and isinstance(node.operand, Literal) and isinstance(node.operand.value, Decimal):
        return (-node.operand.value,)
    return None


def constant_of(node: Node) -> tuple[Value] | None:
    """The value of an expression that is a constant."""
    return _constant(node)
