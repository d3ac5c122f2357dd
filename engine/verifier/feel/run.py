"""One evaluation: nodes to values, within a meter. Null is the answer wherever the standard gives none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from ..not_verified import TooMuch
from . import bounds
from .arithmetic import compute, negative
from .bounds import Meter
from .calling import defined
from .comparing import both, either, equal, less, member, order_of
from .nodes import (
    Between,
    Cell,
    Chain,
    Definition,
    Entries,
    If,
    In,
    InstanceOf,
    Interval,
    Items,
    Literal,
    Logic,
    Name,
    Negative,
    Node,
    Path,
    Rounds,
    Test,
)
from .paths import builtin, follow, member_of
from .rounds import go_round
from .types import Known, is_of
from .values import Function, Range

Scope = tuple[Mapping[str, Any], Any]  # names, and the scope around


class Run:
    """What an evaluation sees and spends; several expressions may share it."""

    def __init__(
        self,
        now: datetime | None = None,
        functions: Mapping[str, Function] | None = None,
        types: Known | None = None,
        meter: Meter | None = None,
    ) -> None:
        self.now = now
        self.functions = functions or {}
        self.types = types or {}
        self.meter = meter or Meter()
        self.builtins: dict[str, Function] = {}  # as values: one of each

    def value(self, node: Node, scope: Scope) -> Any:
        self.meter.spend()
        return HANDLERS[type(node)](self, node, scope)

    def truth(self, cell: Cell, value: Any, scope: Scope) -> bool | None:
        """Whether a cell holds for the value tested, which `?` names."""
        inner: Scope = ({"?": value}, scope)
        found: bool | None = not cell.tests
        for node, asks in zip(cell.tests, cell.asks, strict=True):
            found = either(found, self.cell_test(node, value, inner, asks))
        return found if not cell.negated or found is None else not found

    def cell_test(self, node: Node, value: Any, scope: Scope, asks: bool) -> bool | None:
        """One test of a cell; a condition on `?`, or on other data, is itself the answer."""
        if not isinstance(node, (Test, Literal, Name)) or (asks and isinstance(node, Name)):
            found = self.value(node, scope)
            if asks or (isinstance(found, bool) and not isinstance(value, bool)):
                return found if isinstance(found, bool) else None
        return self.test(node, value, scope)

    def test(self, node: Node, value: Any, scope: Scope) -> bool | None:
        if isinstance(node, Test):
            return compared(node.operator, value, self.value(node.operand, scope), self.meter)
        wanted = self.value(node, scope)
        if wanted is None and isinstance(node, Interval):
            return None
        return member(value, wanted, self.meter)

    def function(self, function: Function, values: Sequence[Any]) -> Any:
        """Call a function value."""
        self.meter.calls += 1
        if self.meter.calls > bounds.CALLS:
            raise TooMuch("函数递归过深,未予核验。")
        try:
            return function.call(values)
        finally:
            self.meter.calls -= 1


def compared(operator: str, a: Any, b: Any, meter: Meter) -> bool | None:
    if operator == "=":
        return equal(a, b, meter)
    if operator == "!=":
        found = equal(a, b, meter)
        return None if found is None else not found
    return less(a, b, meter, "=" in operator) if operator[0] == "<" else less(b, a, meter, "=" in operator)


def _name(run: Run, node: Name, scope: Scope) -> Any:
    place: Any = scope
    while place:
        names, place = place
        if node.name in names:
            return names[node.name]
    if node.name in run.functions:
        return run.functions[node.name]
    whole, dot, member = node.name.rpartition(".")
    if dot:  # a name with a dot that is declared elsewhere
        return member_of(run, _name(run, Name(whole), scope), member)
    return builtin(run, node.name)


def _entries(run: Run, node: Entries, scope: Scope) -> Any:
    made: dict[str, Any] = {}
    for key, entry in node.entries:
        if key in made:
            return None
        made[key] = run.value(entry, (made, scope))
    return made


def _items(run: Run, node: Items, scope: Scope) -> Any:
    run.meter.list_of(len(node.items))
    return [run.value(item, scope) for item in node.items]


def _interval(run: Run, node: Interval, scope: Scope) -> Any:
    start = None if node.start is None else run.value(node.start, scope)
    end = None if node.end is None else run.value(node.end, scope)
    if node.start and node.end and less(start, end, run.meter) is None:
        return None
    if order_of(start if node.start else end) is None:
        return None
    return Range(start, end, node.start_included, node.end_included)


def _chain(run: Run, node: Chain, scope: Scope) -> Any:
    left = run.value(node.first, scope)
    for operator, operand in node.rest:
        right = run.value(operand, scope)
        if operator in ("=", "!=") or operator[0] in "<>":
            left = compared(operator, left, right, run.meter)
        else:
            left = compute(operator, left, right, run.meter)
    return left


def _logic(run: Run, node: Logic, scope: Scope) -> Any:
    join = both if node.operator == "and" else either
    found: Any = node.operator == "and"
    for operand in node.operands:
        found = join(found, run.value(operand, scope))
        if found is (node.operator == "or"):
            break
    return found


def _between(run: Run, node: Between, scope: Scope) -> Any:
    value, low, high = (run.value(part, scope) for part in (node.operand, node.low, node.high))
    return both(less(low, value, run.meter, True), less(value, high, run.meter, True))


def _in(run: Run, node: In, scope: Scope) -> Any:
    value = run.value(node.operand, scope)
    found: Any = False
    for test in node.tests:
        found = either(found, run.test(test, value, scope))
    return found


def _if(run: Run, node: If, scope: Scope) -> Any:
    return run.value(node.then if run.value(node.condition, scope) is True else node.otherwise, scope)


HANDLERS: dict[type, Callable[[Run, Any, Scope], Any]] = {
    Literal: lambda run, node, scope: node.value,
    Name: _name,
    Items: _items,
    Entries: _entries,
    Interval: _interval,
    Negative: lambda run, node, scope: negative(run.value(node.operand, scope)),
    Chain: _chain,
    Logic: _logic,
    Between: _between,
    In: _in,
    InstanceOf: lambda run, node, scope: is_of(run.value(node.operand, scope), node.type, run.types),
    If: _if,
    Rounds: go_round,
    Definition: defined,
    Path: follow,
}
