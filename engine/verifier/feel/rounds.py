"""`for`, `some` and `every`: one round for each combination of what the iterators run over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..not_verified import TooMuch
from .comparing import both, either, less
from .nodes import Rounds
from .numbers import whole
from .temporal import Date, date_of
from .values import Range

if TYPE_CHECKING:
    from .run import Run, Scope


def go_round(run: Run, node: Rounds, scope: Scope) -> Any:
    results: list[Any] = []
    truth: bool | None = node.kind == "every"
    for inner in _scopes(run, node, 0, scope, results):
        if inner is None:
            return None
        value = run.value(node.body, inner)
        if node.kind == "for":
            run.meter.list_of(len(results) + 1 if len(results) % 256 == 0 else 1)
            results.append(value)
        else:
            truth = (either if node.kind == "some" else both)(truth, value)
            if truth is (node.kind == "some"):
                break
    if node.kind == "for":
        run.meter.list_of(len(results))
        return results
    return truth


def _scopes(run: Run, node: Rounds, place: int, scope: Scope, results: list[Any]) -> Iterator[Scope | None]:
    """The scope of each round; None when an iterator runs over nothing that can be run over."""
    if place == len(node.iterators):
        if node.partial:
            run.meter.spend(len(results))
            scope = ({"partial": list(results)}, scope)
        yield scope
        return
    name, start, end = node.iterators[place]
    first = run.value(start, scope)
    domain = _span(run, first, run.value(end, scope)) if end is not None else domain_of(run, first)
    if domain is None:
        yield None
        return
    for value in domain:
        run.meter.spend()
        yield from _scopes(run, node, place + 1, ({name: value}, scope), results)


def domain_of(run: Run, value: Any) -> Sequence[Any] | None:
    if isinstance(value, Range):
        found = _span(run, value.start, value.end)
        if found is None or less(value.start, value.end, run.meter, True) is not True:
            return None
        kept = found if value.start_included else found[1:]
        return kept if value.end_included else kept[:-1]
    if isinstance(value, list):
        return value
    return None if value is None else [value]


def _span(run: Run, start: Any, end: Any) -> Sequence[Any] | None:
    """Whole numbers, or days, from start to end, in either direction."""
    if isinstance(start, Date) and isinstance(end, Date):
        first, last = start.number, end.number
    else:
        a, b = whole(start), whole(end)
        if (
            all(isinstance(each, Decimal) for each in (start, end))
            and max(start.adjusted(), end.adjusted()) > 18
            and start == start.to_integral_value()
            and end == end.to_integral_value()
        ):
            raise TooMuch("列表长度超过上限,未予核验。")
        if a is None or b is None:
            return None
        first, last = a, b
    run.meter.list_of(abs(last - first) + 1)
    numbers = range(first, last + 1) if first <= last else range(first, last - 1, -1)
    return [date_of(n) for n in numbers] if isinstance(start, Date) else [Decimal(n) for n in numbers]
