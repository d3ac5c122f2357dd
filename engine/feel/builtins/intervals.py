"""Relations between points and ranges (the range functions of DMN 1.5, Allen's interval algebra)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.feel.builtins.registry import builtin
from engine.feel.environment import Evaluation
from engine.feel.ordering import compare
from engine.feel.ranges import Range


class _NoOrder(Exception):
    pass


def _order(a: Any, b: Any, a_open: int = 0, b_open: int = 0) -> int:
    """Compare two ends; an end that is None lies at -infinity or +infinity (`a_open`, `b_open` say which)."""
    if a is None or b is None:
        x, y = (a_open if a is None else 0), (b_open if b is None else 0)
        return (x > y) - (x < y)
    found = compare(a, b)
    if found is None:
        raise _NoOrder
    return found


def starts_order(a: Range, b: Range) -> int:
    return _order(a.start, b.start, -1, -1)


def ends_order(a: Range, b: Range) -> int:
    return _order(a.end, b.end, 1, 1)


def end_to_start(a: Range, b: Range) -> int:
    return _order(a.end, b.start, 1, -1)


def as_range(value: Any) -> Range:
    return value if isinstance(value, Range) else Range(value, value)


def before(a: Any, b: Any) -> bool:
    x, y = as_range(a), as_range(b)
    order = end_to_start(x, y)
    return order < 0 or (order == 0 and not (x.end_included and y.start_included))


def after(a: Any, b: Any) -> bool:
    return before(b, a)


def meets(a: Range, b: Range) -> bool:
    return a.end_included and b.start_included and end_to_start(a, b) == 0


def overlaps(a: Range, b: Range) -> bool:
    return not before(a, b) and not before(b, a)


def overlaps_before(a: Range, b: Range) -> bool:
    start, end = starts_order(a, b), ends_order(a, b)
    first = start < 0 or (start == 0 and a.start_included and not b.start_included)
    last = end < 0 or (end == 0 and (not a.end_included or b.end_included))
    return first and last and not before(a, b)


def finishes(a: Any, b: Range) -> bool:
    if not isinstance(a, Range):
        return b.end_included and _order(b.end, a, 1) == 0
    start = starts_order(a, b)
    inside = start > 0 or (start == 0 and (not a.start_included or b.start_included))
    return a.end_included == b.end_included and ends_order(a, b) == 0 and inside


def starts(a: Any, b: Range) -> bool:
    if not isinstance(a, Range):
        return b.start_included and _order(b.start, a, -1) == 0
    end = ends_order(a, b)
    inside = end < 0 or (end == 0 and (not a.end_included or b.end_included))
    return a.start_included == b.start_included and starts_order(a, b) == 0 and inside


def includes(a: Range, b: Any) -> bool:
    inner = as_range(b)
    start, end = starts_order(a, inner), ends_order(a, inner)
    low = start < 0 or (start == 0 and (a.start_included or not inner.start_included))
    high = end > 0 or (end == 0 and (a.end_included or not inner.end_included))
    return low and high


def coincides(a: Any, b: Any) -> bool:
    x, y = as_range(a), as_range(b)
    same = x.start_included == y.start_included and x.end_included == y.end_included
    return same and starts_order(x, y) == 0 and ends_order(x, y) == 0


def _swap(relation: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda a, b: relation(b, a)


_P, _R = "point", "range"
_RELATIONS: list[tuple[str, Callable[[Any, Any], bool], tuple[tuple[str, str], ...]]] = [
    ("before", before, ((_P, _P), (_P, _R), (_R, _P), (_R, _R))),
    ("after", after, ((_P, _P), (_P, _R), (_R, _P), (_R, _R))),
    ("meets", meets, ((_R, _R),)),
    ("met by", _swap(meets), ((_R, _R),)),
    ("overlaps", overlaps, ((_R, _R),)),
    ("overlaps before", overlaps_before, ((_R, _R),)),
    ("overlaps after", _swap(overlaps_before), ((_R, _R),)),
    ("finishes", finishes, ((_P, _R), (_R, _R))),
    ("finished by", _swap(finishes), ((_R, _P), (_R, _R))),
    ("includes", includes, ((_R, _P), (_R, _R))),
    ("during", _swap(includes), ((_P, _R), (_R, _R))),
    ("starts", starts, ((_P, _R), (_R, _R))),
    ("started by", _swap(starts), ((_R, _P), (_R, _R))),
    ("coincides", coincides, ((_P, _P), (_R, _R))),
]


def _declare(name: str, relation: Callable[[Any, Any], bool], kinds: tuple[str, str]) -> None:
    def body(e: Evaluation, a: Any, b: Any) -> bool | None:
        try:
            return relation(a, b)
        except _NoOrder:
            return e.null("not_comparable", f"{name}的值不能相互比较。", f"The values of {name} have no order.")

    first, second = (f"{kind}{number if kinds[0] == kinds[1] else ''}" for number, kind in enumerate(kinds, 1))
    builtin(name, f"{first}: {kinds[0]}, {second}: {kinds[1]}")(body)


for _name, _relation, _signatures in _RELATIONS:
    for _kinds in _signatures:
        _declare(_name, _relation, _kinds)
