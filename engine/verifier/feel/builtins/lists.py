"""Functions of lists; positions count from 1, or from the end with -1."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import Any

from ..comparing import both, either, equal
from ..numbers import whole
from ..values import Function, kind_of
from .signatures import Signatures

FUNCTIONS = Signatures()
add = FUNCTIONS.add


@add("list contains(list: list, element: any)")
def list_contains(run: Any, items: list[Any], element: Any) -> Any:
    return any(equal(item, element, run.meter) is True for item in items)


@add("count(list: list)")
def count(run: Any, items: list[Any]) -> Any:
    return Decimal(len(items))


for _name, _start, _join in (("all", True, both), ("any", False, either)):

    def _truths(run: Any, items: list[Any], start: Any = _start, join: Any = _join) -> Any:
        found = start
        for item in items:
            found = join(found, item)
        return found

    add(f"{_name}(list: list)")(_truths)
    add(f"{_name}(b: list...)")(_truths)


def cut(position: Decimal) -> int | None:
    """Of a position that is no whole number, the whole part."""
    return whole(position.to_integral_value(ROUND_DOWN)) if position.adjusted() < 19 else None


@add("sublist(list: list, start position: number, length: number?)")
def sublist(run: Any, items: list[Any], start: Decimal, length: Decimal | None = None) -> Any:
    place = cut(start)
    count = len(items) if length is None else cut(length)
    if place is None or count is None or count < 0 or not 1 <= abs(place) <= len(items):
        return None
    begin = place - 1 if place > 0 else len(items) + place
    if length is not None and begin + count > len(items):
        return None
    return items[begin : begin + count]


@add("append(list: list, item: any...)")
def append(run: Any, items: list[Any], more: list[Any]) -> Any:
    run.meter.list_of(len(items) + len(more))
    return items + more


@add("concatenate(list: list...)")
def concatenate(run: Any, lists: list[Any]) -> Any:
    made: list[Any] = []
    for part in lists:
        if part is None:
            return None
        made += part if isinstance(part, list) else [part]
        run.meter.list_of(len(made))
    return made


@add("insert before(list: list, position: number, newItem: any)")
def insert_before(run: Any, items: list[Any], position: Decimal, item: Any) -> Any:
    place = cut(position)
    if place is None or not 1 <= abs(place) <= len(items):
        return None
    begin = place - 1 if place > 0 else len(items) + place
    run.meter.list_of(len(items) + 1)
    return [*items[:begin], item, *items[begin:]]


@add("remove(list: list, position: number)")
def remove(run: Any, items: list[Any], position: Decimal) -> Any:
    place = cut(position)
    if place is None or not 1 <= abs(place) <= len(items):
        return None
    begin = place - 1 if place > 0 else len(items) + place
    return items[:begin] + items[begin + 1 :]


@add("list replace(list: list, position: number, newItem: any)")
def replace_at(run: Any, items: list[Any], position: Decimal, item: Any) -> Any:
    place = cut(position)
    if place is None or not 1 <= abs(place) <= len(items):
        return None
    begin = place - 1 if place > 0 else len(items) + place
    return [*items[:begin], item, *items[begin + 1 :]]


@add("list replace(list: list, match: function, newItem: any)")
def replace_matching(run: Any, items: list[Any], match: Function, item: Any) -> Any:
    made = []
    for old in items:
        found = run.function(match, [old, item])
        if not isinstance(found, bool):
            return None
        made.append(item if found else old)
    return made


@add("reverse(list: list)")
def reverse(run: Any, items: list[Any]) -> Any:
    return items[::-1]


@add("index of(list: list, match: any)")
def index_of(run: Any, items: list[Any], match: Any) -> Any:
    return [Decimal(n) for n, item in enumerate(items, 1) if equal(item, match, run.meter) is True]


@add("distinct values(list: list)")
def distinct_values(run: Any, items: list[Any]) -> Any:
    made: list[Any] = []
    for item in items:
        if not any(equal(item, kept, run.meter) is True for kept in made):
            made.append(item)
    return made


@add("union(list: list...)")
def union(run: Any, lists: list[Any]) -> Any:
    joined = concatenate(run, lists)
    return None if joined is None else distinct_values(run, joined)


@add("flatten(list: list)")
def flatten(run: Any, items: list[Any]) -> Any:
    made: list[Any] = []
    waiting = items[::-1]
    while waiting:
        run.meter.spend()
        item = waiting.pop()
        if isinstance(item, list):
            run.meter.list_of(len(waiting) + len(item))
            waiting += item[::-1]
        else:
            made.append(item)
    run.meter.list_of(len(made))
    return made


@add("is(value1: any, value2: any)")
def is_same(run: Any, a: Any, b: Any) -> Any:
    """The same value of the same kind; times also with the same offset or zone."""
    if kind_of(a) != kind_of(b):
        return False
    return a == b if kind_of(a) in ("time", "date and time") else equal(a, b, run.meter) is True


@add("not(negand: any)")
def negation(run: Any, negand: Any) -> Any:
    return not negand if isinstance(negand, bool) else None
