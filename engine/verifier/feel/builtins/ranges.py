"""How points and ranges stand to each other (the standard's table of range functions)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ..comparing import both, equal, less, within
from ..numbers import number_of
from ..reading import read_any
from ..values import Range, kind_of
from .signatures import Signatures

FUNCTIONS = Signatures()
Truth = Any


def add(text: str, swapped: str = "") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Under its name and, with the two arguments exchanged, under its opposite's."""

    def keep(function: Callable[..., Any]) -> Callable[..., Any]:
        FUNCTIONS.add(text)(function)
        if swapped:
            FUNCTIONS.add(swapped)(lambda run, a, b: function(run, b, a))
        return function

    return keep


def lt(run: Any, a: Any, b: Any) -> Truth:
    return less(a, b, run.meter)


def eq(run: Any, a: Any, b: Any) -> Truth:
    return equal(a, b, run.meter)


def lt_or(run: Any, a: Any, b: Any, at_equal: bool) -> Truth:
    """`a` is less, or equal where being equal is enough."""
    return less(a, b, run.meter, at_equal)


@add("before(range1: range, range2: range)", "after(range1: range, range2: range)")
def range_before_range(run: Any, a: Range, b: Range) -> Truth:
    return lt_or(run, a.end, b.start, not (a.end_included and b.start_included))


@add("before(range: range, point: any)", "after(point: any, range: range)")
def range_before_point(run: Any, a: Range, point: Any) -> Truth:
    return lt_or(run, a.end, point, not a.end_included)


@add("before(point: any, range: range)", "after(range: range, point: any)")
def point_before_range(run: Any, point: Any, b: Range) -> Truth:
    return lt_or(run, point, b.start, not b.start_included)


@add("before(point1: any, point2: any)", "after(point1: any, point2: any)")
def point_before_point(run: Any, a: Any, b: Any) -> Truth:
    return lt(run, a, b)


@add("meets(range1: range, range2: range)", "met by(range1: range, range2: range)")
def meets(run: Any, a: Range, b: Range) -> Truth:
    return both(a.end_included and b.start_included, eq(run, a.end, b.start))


@add("overlaps(range1: range, range2: range)")
def overlaps(run: Any, a: Range, b: Range) -> Truth:
    return both(
        lt_or(run, b.start, a.end, a.end_included and b.start_included),
        lt_or(run, a.start, b.end, a.start_included and b.end_included),
    )


@add("overlaps before(range1: range, range2: range)", "overlaps after(range1: range, range2: range)")
def overlaps_before(run: Any, a: Range, b: Range) -> Truth:
    begins = lt_or(run, a.start, b.start, a.start_included and not b.start_included)
    touches = lt_or(run, b.start, a.end, a.end_included and b.start_included)
    ends = lt_or(run, a.end, b.end, not a.end_included or b.end_included)
    return both(both(begins, touches), ends)


@add("finishes(point: any, range: range)", "finished by(range: range, point: any)")
def point_finishes(run: Any, point: Any, b: Range) -> Truth:
    return both(b.end_included, eq(run, b.end, point))


@add("finishes(range1: range, range2: range)", "finished by(range1: range, range2: range)")
def finishes(run: Any, a: Range, b: Range) -> Truth:
    same = both(a.end_included == b.end_included, eq(run, a.end, b.end))
    return both(same, lt_or(run, b.start, a.start, not a.start_included or b.start_included))


@add("starts(point: any, range: range)", "started by(range: range, point: any)")
def point_starts(run: Any, point: Any, b: Range) -> Truth:
    return both(b.start_included, eq(run, b.start, point))


@add("starts(range1: range, range2: range)", "started by(range1: range, range2: range)")
def starts(run: Any, a: Range, b: Range) -> Truth:
    same = both(a.start_included == b.start_included, eq(run, a.start, b.start))
    return both(same, lt_or(run, a.end, b.end, not a.end_included or b.end_included))


@add("includes(range1: range, range2: range)", "during(range1: range, range2: range)")
def includes(run: Any, a: Range, b: Range) -> Truth:
    low = lt_or(run, a.start, b.start, a.start_included or not b.start_included)
    return both(low, lt_or(run, b.end, a.end, a.end_included or not b.end_included))


@add("includes(range: range, point: any)", "during(point: any, range: range)")
def includes_point(run: Any, a: Range, point: Any) -> Truth:
    return within(point, a, run.meter)


@add("coincides(range1: range, range2: range)")
@add("coincides(point1: any, point2: any)")
def coincides(run: Any, a: Any, b: Any) -> Truth:
    return eq(run, a, b)


@add("range(from: string)")
def range_of(run: Any, text: str) -> Any:
    """A text such as `[1..3]` with literal ends of one kind."""
    left, _, right = text.strip()[1:-1].partition("..")
    if len(text.strip()) < 4 or text.strip()[0] not in "[(]" or text.strip()[-1] not in "])[":
        return None
    low, high = _end(left), _end(right)
    if (left.strip() and low is None) or (right.strip() and high is None) or (low is None and high is None):
        return None
    if low is not None and high is not None and (kind_of(low) != kind_of(high) or lt_or(run, low, high, True) is not True):
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

