"""Lists, contexts, ranges and filters."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.feel.compiler.closures import Closure
from engine.feel.compiler.core import EVALUATION, Compiler, Frame, Run, compiles
from engine.feel.environment import Evaluation
from engine.feel.ordering import is_ordered
from engine.feel.ranges import Range
from engine.feel.syntax import ContextLiteral, Filter, FunctionDefinition, ListLiteral, Literal, Negate, RangeLiteral


@compiles(ListLiteral)
def compile_list(c: Compiler, node: ListLiteral) -> Run:
    items = [c.compile(item) for item in node.items]
    return lambda f: [item(f) for item in items]


@compiles(ContextLiteral)
def compile_context(c: Compiler, node: ContextLiteral) -> Run:
    """Entries are evaluated in order and see those before them; a function entry may also call itself."""
    names: dict[str, int] = {}
    entries: list[tuple[str, int, Run]] = []
    repeated = len({name for name, _ in node.entries}) != len(node.entries)
    c.scopes.append(names)
    for name, value in node.entries:
        place = c.place()
        if isinstance(value, FunctionDefinition):
            names[name] = place
        run = c.compile(value)
        names[name] = place
        entries.append((name, place, run))
    c.scopes.pop()

    def build(f: Frame) -> Any:
        result: dict[str, Any] = {}
        for name, place, run in entries:
            result[name] = f[place] = made = run(f)
            if isinstance(made, Closure):
                made.frame[place] = made
        if repeated:
            return f[EVALUATION].null("repeated_entry", "同名的条目出现了两次。", "An entry appears twice.")
        return result

    return build


@compiles(RangeLiteral)
def compile_range(c: Compiler, node: RangeLiteral) -> Run:
    start, end = c.compile(node.start), c.compile(node.end)
    low_in, high_in = node.start_included, node.end_included

    def run(f: Frame) -> Any:
        e, low, high = f[EVALUATION], start(f), end(f)
        if low is None or high is None:
            return e.null("no_range", "区间的端点为空值。", "An end of the range is null.")
        return make_range(e, low, high, low_in, high_in)

    return run


def make_range(e: Evaluation, low: Any, high: Any, low_in: bool, high_in: bool) -> Range | None:
    """A range of two ordered values of one kind; a null end is open."""
    for end in (low, high):
        if end is not None and not is_ordered(end):
            return e.null("no_range", "区间的端点必须可以比较大小。", "The ends of a range must have an order.")
    if low is not None and high is not None and type(low) is not type(high):
        return e.null("no_range", "区间两端的类型不同。", "The ends of the range are of different types.")
    return Range(low, high, low_in, high_in)


@compiles(Filter)
def compile_filter(c: Compiler, node: Filter) -> Run:
    base = c.compile(node.base)
    index = _literal_index(node.condition)
    if index is not None:
        return lambda f: pick(f[EVALUATION], base(f), index)
    place = c.place()
    c.scopes.append(place)
    condition, cost = c.weigh(node.condition)
    c.scopes.pop()

    def run(f: Frame) -> Any:
        value = base(f)
        e = f[EVALUATION]
        if type(value) is not list:
            if value is None:
                return None
            value = [value]
        result = []
        f[place] = None
        for position, item in enumerate(value):
            e.spend(cost)
            f[place] = item
            keep = condition(f)
            if keep is True:
                result.append(item)
            elif position == 0 and type(keep) is Decimal:
                return pick(e, value, keep)
        return None if not value and _is_index(f, condition) else result

    return run


def _is_index(f: Frame, condition: Run) -> bool:
    """Whether the condition over an empty list is a position; what it notes about its missing item is dropped."""
    warnings = f[EVALUATION].warnings
    noted = len(warnings)
    found = condition(f)
    del warnings[noted:]
    return type(found) is Decimal


def _literal_index(node: Any) -> Decimal | None:
    if isinstance(node, Negate) and isinstance(node.operand, Literal) and type(node.operand.value) is Decimal:
        return node.operand.value.copy_negate()
    return node.value if isinstance(node, Literal) and type(node.value) is Decimal else None


def pick(e: Evaluation, value: Any, index: Decimal) -> Any:
    """`list[1]` the first, `list[-1]` the last; null outside."""
    items = value if type(value) is list else [] if value is None else [value]
    if index == index.to_integral_value() and index.adjusted() < 10 and 1 <= abs(index) <= len(items):
        position = int(index)
        return items[position - 1 if position > 0 else position]
    return e.null("no_such_item", "列表没有这个位置。", "The list has no such position.")
