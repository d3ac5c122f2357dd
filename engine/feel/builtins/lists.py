"""List functions; every one makes a new list."""

from __future__ import annotations

from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from engine.feel.builtins.registry import builtin
from engine.feel.calling import call
from engine.feel.decimals import make_integer
from engine.feel.environment import Evaluation
from engine.feel.equality import equal
from engine.feel.functions import Function
from engine.feel.ordering import compare


@builtin("list contains", "list: list, element: any")
def list_contains(e: Evaluation, items: list[Any], element: Any) -> bool:
    e.spend(len(items))
    e.measure(items)
    return any(equal(item, element) is True for item in items)


@builtin("count", "list: list")
def count(e: Evaluation, items: list[Any]) -> Decimal:
    return Decimal(len(items))


@builtin("sublist", "list: list, start position: number, length?: number")
def sublist(e: Evaluation, items: list[Any], start: Decimal, length: Decimal | None = None) -> list[Any] | None:
    begin = position(items, start)
    amount = len(items) if length is None else make_integer(length)
    if begin is None or amount is None or amount < 0 or (length is not None and begin + amount > len(items)):
        return _outside(e)
    e.check_list(min(amount, len(items)))
    return items[begin : begin + amount]


def position(items: list[Any], number: Decimal) -> int | None:
    """A FEEL position (1 the first, -1 the last) as index; None outside the list."""
    place = make_integer(number)
    if place is None or place == 0 or abs(place) > len(items):
        return None
    return place - 1 if place > 0 else len(items) + place


def _outside(e: Evaluation) -> list[Any] | None:
    return e.null("no_such_item", "列表没有这个位置。", "The list has no such position.")


@builtin("append", "list: list, item*: any")
def append(e: Evaluation, items: list[Any], *more: Any) -> list[Any]:
    e.check_list(len(items) + len(more))
    return [*items, *more]


@builtin("concatenate", "list*: list")
def concatenate(e: Evaluation, *lists: list[Any]) -> list[Any]:
    return _joined(e, lists)


def _joined(e: Evaluation, lists: tuple[list[Any], ...]) -> list[Any]:
    e.check_list(sum(map(len, lists)))
    return [item for items in lists for item in items]


@builtin("union", "list*: list")
def union(e: Evaluation, *lists: list[Any]) -> list[Any]:
    return _distinct(e, _joined(e, lists))


@builtin("insert before", "list: list, position: number, newItem: any")
def insert_before(e: Evaluation, items: list[Any], place: Decimal, item: Any) -> list[Any] | None:
    index = position(items, place)
    if index is None:
        return _outside(e)
    e.check_list(len(items) + 1)
    return [*items[:index], item, *items[index:]]


@builtin("remove", "list: list, position: number")
def remove(e: Evaluation, items: list[Any], place: Decimal) -> list[Any] | None:
    index = position(items, place)
    if index is None:
        return _outside(e)
    e.check_list(len(items))
    return items[:index] + items[index + 1 :]


@builtin("list replace", "list: list, position: number, newItem: any")
def replace_at(e: Evaluation, items: list[Any], place: Decimal, item: Any) -> list[Any] | None:
    index = position(items, place)
    if index is None:
        return _outside(e)
    e.check_list(len(items))
    return [*items[:index], item, *items[index + 1 :]]


@builtin("list replace", "list: list, match: function, newItem: any")
def replace_matching(e: Evaluation, items: list[Any], match: Function, new: Any) -> list[Any] | None:
    e.check_list(len(items))
    result = []
    for item in items:
        replaced = call(match, (item, new), e)
        if type(replaced) is not bool:
            return e.null(
                "wrong_arguments", "匹配函数必须返回真假值。", "The match function must return true or false."
            )
        result.append(new if replaced else item)
    return result


@builtin("reverse", "list: list")
def reverse(e: Evaluation, items: list[Any]) -> list[Any]:
    e.check_list(len(items))
    return items[::-1]


@builtin("index of", "list: list, match: any")
def index_of(e: Evaluation, items: list[Any], match: Any) -> list[Decimal]:
    e.spend(len(items))
    e.measure(items)
    return [Decimal(index) for index, item in enumerate(items, 1) if equal(item, match) is True]


@builtin("distinct values", "list: list")
def distinct_values(e: Evaluation, items: list[Any]) -> list[Any]:
    return _distinct(e, items)


def _distinct(e: Evaluation, items: list[Any]) -> list[Any]:
    result: list[Any] = []
    simple: set[Any] = set()
    complex_: list[Any] = []
    e.check_list(len(items))
    for item in items:
        if type(item) is str or type(item) is Decimal:
            if item in simple:
                continue
            simple.add(item)
        else:
            e.spend(len(complex_) * 2)
            e.measure(item)
            if any(equal(item, known) is True for known in complex_):
                continue
            complex_.append(item)
        result.append(item)
    return result


@builtin("flatten", "list: list")
def flatten(e: Evaluation, items: list[Any]) -> list[Any]:
    result: list[Any] = []
    pending = [iter(items)]
    while pending:
        for item in pending[-1]:
            if isinstance(item, list):
                pending.append(iter(item))
                break
            result.append(item)
            e.check_list(1)
        else:
            pending.pop()
            e.spend(1)
        if len(result) > e.limits.list_length:
            e.check_list(len(result))
    return result


@builtin("sort", "list: list, precedes?: function")
def sort(e: Evaluation, items: list[Any], precedes: Function | None = None) -> list[Any] | None:
    """Stable; without a function the natural order of numbers, texts or temporal values."""
    e.check_list(len(items))
    failed = False

    def order(a: Any, b: Any) -> int:
        nonlocal failed
        e.spend(1)
        if precedes is None:
            found = compare(a, b)
            failed = failed or found is None
            return found or 0
        before = call(precedes, (a, b), e)
        if type(before) is not bool:
            failed = True
            return 0
        if before:
            return -1
        return 1 if call(precedes, (b, a), e) is True else 0

    result = sorted(items, key=cmp_to_key(order))
    return (
        e.null("wrong_arguments", "排序的比较没有结果。", "The order of the items is undefined.") if failed else result
    )
