"""How points and ranges stand to each other (the standard's table of range functions)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ..comparing import equal, less, within
from ..numbers import number_of
from ..reading import read_any
from ..values import Range, kind_of
from .signatures import Signatures

FUNCTIONS = Signatures()
Truth = Any


POINT = "number|string|date|time|date and time|days and time duration|years and months duration"


def add(text: str, swapped: str = "") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Under its name and, with the two arguments exchanged, under its opposite's."""

    def keep(function: Callable[..., Any]) -> Callable[..., Any]:
        FUNCTIONS.add(text.replace("POINT", POINT))(function)
        if swapped:
            FUNCTIONS.add(swapped.replace("POINT", POINT))(lambda run, a, b: function(run, b, a))
        return function

    return keep


LOWEST, HIGHEST = object(), object()  # the ends that open ranges do not have


def start(interval: Range) -> Any:
    return LOWEST if interval.start is None else interval.start


def end(interval: Range) -> Any:
    return HIGHEST if interval.end is None else interval.end


def eq(run: Any, a: Any, b: Any) -> Truth:
    return a is b if a in (LOWEST, HIGHEST) or b in (LOWEST, HIGHEST) else equal(a, b, run.meter)


def lt(run: Any, a: Any, b: Any, at_equal: bool = False) -> Truth:
    """`a` is less, or equal where being equal is enough."""
    if a is b and a in (LOWEST, HIGHEST):
        return at_equal
    if a is LOWEST or b is HIGHEST:
        return True
    return False if a is HIGHEST or b is LOWEST else less(a, b, run.meter, at_equal)


def of_one_kind(function: Callable[[Any, Range, Range], Truth]) -> Callable[[Any, Range, Range], Truth]:
    """Two ranges of different kinds stand in no relation: null."""

    def asked(run: Any, a: Range, b: Range) -> Truth:
        ends = [each for each in (a.start, a.end, b.start, b.end) if each is not None]
        return None if any(kind_of(each) != kind_of(ends[0]) for each in ends) else function(run, a, b)

    return asked


def also(found: Truth, *more: Truth) -> Truth:
    """All of them, null as soon as one that is asked before a false one is null."""
    for one in (found, *more):
        if one is not True:
            return one
    return True


@add("before(range1: range, range2: range)", "after(range1: range, range2: range)")
@of_one_kind
def range_before_range(run: Any, a: Range, b: Range) -> Truth:
    return lt(run, end(a), start(b), not (a.end_included and b.start_included))


@add("before(range: range, point: POINT)", "after(point: POINT, range: range)")
def range_before_point(run: Any, a: Range, point: Any) -> Truth:
    return lt(run, end(a), point, not a.end_included)


@add("before(point: POINT, range: range)", "after(range: range, point: POINT)")
def point_before_range(run: Any, point: Any, b: Range) -> Truth:
    return lt(run, point, start(b), not b.start_included)


@add("before(point1: POINT, point2: POINT)", "after(point1: POINT, point2: POINT)")
def point_before_point(run: Any, a: Any, b: Any) -> Truth:
    return lt(run, a, b)


@add("meets(range1: range, range2: range)", "met by(range1: range, range2: range)")
def meets(run: Any, a: Range, b: Range) -> Truth:
    return also(a.end_included and b.start_included, eq(run, end(a), start(b)))


@add("overlaps(range1: range, range2: range)")
@of_one_kind
def overlaps(run: Any, a: Range, b: Range) -> Truth:
    return also(
        lt(run, start(b), end(a), a.end_included and b.start_included),
        lt(run, start(a), end(b), a.start_included and b.end_included),
    )


@add("overlaps before(range1: range, range2: range)", "overlaps after(range1: range, range2: range)")
@of_one_kind
def overlaps_before(run: Any, a: Range, b: Range) -> Truth:
    begins = lt(run, start(a), start(b), a.start_included and not b.start_included)
    touches = lt(run, start(b), end(a), a.end_included and b.start_included)
    ends = lt(run, end(a), end(b), not a.end_included or b.end_included)
    return also(begins, touches, ends)


@add("finishes(range1: range, range2: range)", "finished by(range1: range, range2: range)")
@of_one_kind
def finishes(run: Any, a: Range, b: Range) -> Truth:
    same = also(eq(run, end(a), end(b)), a.end_included == b.end_included)
    return also(same, lt(run, start(b), start(a), not a.start_included or b.start_included))


@add("finishes(point: POINT, range: range)", "finished by(range: range, point: POINT)")
def point_finishes(run: Any, point: Any, b: Range) -> Truth:
    return also(b.end_included, eq(run, end(b), point))


@add("starts(range1: range, range2: range)", "started by(range1: range, range2: range)")
@of_one_kind
def starts(run: Any, a: Range, b: Range) -> Truth:
    same = also(eq(run, start(a), start(b)), a.start_included == b.start_included)
    return also(same, lt(run, end(a), end(b), not a.end_included or b.end_included))


@add("starts(point: POINT, range: range)", "started by(range: range, point: POINT)")
def point_starts(run: Any, point: Any, b: Range) -> Truth:
    return also(b.start_included, eq(run, start(b), point))


@add("includes(range1: range, range2: range)", "during(range1: range, range2: range)")
@of_one_kind
def includes(run: Any, a: Range, b: Range) -> Truth:
    low = lt(run, start(a), start(b), a.start_included or not b.start_included)
    return also(low, lt(run, end(b), end(a), a.end_included or not b.end_included))


@add("includes(range: range, point: POINT)", "during(point: POINT, range: range)")
def includes_point(run: Any, a: Range, point: Any) -> Truth:
    return within(point, a, run.meter)


@add("coincides(range1: range, range2: range)")
def coincides(run: Any, a: Range, b: Range) -> Truth:
    return eq(run, a, b)


@add("coincides(point1: POINT, point2: POINT)")
def points_coincide(run: Any, a: Any, b: Any) -> Truth:
    return None if lt(run, a, b) is None else eq(run, a, b)


@add("range(from: string)")
def range_of(run: Any, text: str) -> Any:
    """A text such as `[1..3]` with literal ends of one kind."""
    left, _, right = text.strip()[1:-1].partition("..")
    if len(text.strip()) < 4 or text.strip()[0] not in "[(]" or text.strip()[-1] not in "])[":
        return None
    low, high = _end(left), _end(right)
    if (left.strip() and low is None) or (right.strip() and high is None) or (low is None and high is None):
        return None
    if low is not None and high is not None and (kind_of(low) != kind_of(high) or lt(run, low, high, True) is not True):
        return None
    return Range(low, high, text.strip()[0] == "[" and low is not None, text.strip()[-1] == "]" and high is not None)


def _end(text: str) -> Any:
    text = text.strip()
    if re.fullmatch(r"-?(\d+(\.\d+)?|\.\d+)", text, re.ASCII):
        return number_of(text)
    if found := re.fullmatch(r'(?:@|(?:date|time|date and time|duration)\s*\(\s*)"([^"\\]*)"\s*\)?', text):
        return read_any(found[1])
    found = re.fullmatch(r'"([^"\\]*)"', text)
    return found[1] if found else None
