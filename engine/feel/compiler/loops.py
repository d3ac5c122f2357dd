"""`for`, `some`, `every`: nested iterators over lists and ranges, each round paid from the budget."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from engine.feel.compiler.core import EVALUATION, Compiler, Frame, Run, compiles
from engine.feel.environment import Evaluation
from engine.feel.ranges import Range
from engine.feel.syntax import For, Iterator, Quantified, mentions
from engine.feel.temporal import Date
from engine.feel.temporal.calendar import from_days

Domain = tuple[int, Callable[[Frame], Iterable[Any] | None]]


def _open(c: Compiler, iterators: Sequence[Iterator]) -> list[Domain]:
    """Compile the iterators; each sees the variables of those before it. Leaves its scopes open."""
    domains: list[Domain] = []
    for iterator in iterators:
        start = c.compile(iterator.domain)
        stop = None if iterator.end is None else c.compile(iterator.end)
        place = c.place()
        c.scopes.append({iterator.name: place})
        domains.append((place, _domain(start, stop)))
    return domains


def _domain(start: Run, stop: Run | None) -> Callable[[Frame], Iterable[Any] | None]:
    def run(f: Frame) -> Any:
        value = start(f)
        e = f[EVALUATION]
        if stop is not None:
            return _count(e, value, stop(f))
        if type(value) is list:
            return value
        if type(value) is Range:
            return _expand(e, value)
        if value is None:
            return e.null("not_a_list", "循环的对象为空值。", "There is nothing to iterate over: null.")
        return [value]

    return run


def _expand(e: Evaluation, interval: Range) -> Iterable[Any] | None:
    """The members of a range of whole numbers or dates, upwards."""
    start, end = interval.start, interval.end
    low = _ordinal(start)
    high = _ordinal(end)
    if low is None or high is None or type(start) is not type(end):
        return e.null("not_iterable", "这个区间不能逐个列出。", "The range cannot be iterated.")
    first = low if interval.start_included else low + 1
    last = high if interval.end_included else high - 1
    if low > high:
        return e.null("not_iterable", "区间的起点大于终点。", "The range ends before it starts.")
    return _members(e, start, range(first, last + 1))


def _count(e: Evaluation, start: Any, end: Any) -> Iterable[Any] | None:
    """`start..end` of an iterator, which may also run downwards."""
    low, high = _ordinal(start), _ordinal(end)
    if low is None or high is None or type(start) is not type(end):
        return e.null("not_iterable", "循环的起止必须是整数或日期。", "A loop runs over whole numbers or dates.")
    return _members(e, start, range(low, high + 1) if low <= high else range(low, high - 1, -1))


def _ordinal(value: Any) -> int | None:
    if type(value) is Decimal:
        return int(value) if value.adjusted() < 34 and value == value.to_integral_value() else None
    return value.days() if type(value) is Date else None


def _members(e: Evaluation, like: Any, numbers: range) -> Iterable[Any]:
    if type(like) is Date:
        return (Date(*from_days(number)) for number in numbers)
    return map(Decimal, numbers)


def _each(domains: list[Domain], cost: int) -> Callable[[Frame], Iterable[None] | None]:
    """Run through all combinations, setting the variables; yields once per combination."""
    place, values = domains[0]
    inner = _each(domains[1:], cost) if len(domains) > 1 else None

    def run(f: Frame) -> Any:
        found = values(f)
        if found is None:
            raise _NoDomain
        spend = f[EVALUATION].spend
        for value in found:
            spend(cost)
            f[place] = value
            if inner is None:
                yield None
            else:
                yield from inner(f)  # type: ignore[misc]

    return run


class _NoDomain(Exception):
    """One of the domains is null, so the whole expression is."""


@compiles(For)
def compile_for(c: Compiler, node: For) -> Run:
    depth = len(c.scopes)
    domains = _open(c, node.iterators)
    partial = c.place() if mentions(node.body, "partial") else None
    if partial is not None:
        c.scopes.append({"partial": partial})
    body, cost = c.weigh(node.body)
    del c.scopes[depth:]
    each = _each(domains, cost)

    def run(f: Frame) -> Any:
        result: list[Any] = []
        limit = f[EVALUATION].limits.list_length
        if partial is not None:
            f[partial] = []
        try:
            for _ in each(f):  # type: ignore[union-attr]
                result.append(body(f))
                if len(result) > limit:
                    f[EVALUATION].check_list(len(result))
                if partial is not None:
                    f[EVALUATION].spend(len(result) >> 3)
                    f[partial] = result.copy()
        except _NoDomain:
            return None
        return result

    return run


@compiles(Quantified)
def compile_quantified(c: Compiler, node: Quantified) -> Run:
    depth = len(c.scopes)
    domains = _open(c, node.iterators)
    body, cost = c.weigh(node.body)
    del c.scopes[depth:]
    each = _each(domains, cost)
    stop = not node.every

    def run(f: Frame) -> Any:
        result: bool | None = not stop
        try:
            for _ in each(f):  # type: ignore[union-attr]
                value = body(f)
                if value is stop:
                    return stop
                if type(value) is not bool:
                    result = None
        except _NoDomain:
            return None
        return result

    return run
