"""Overlaps and gaps against brute force: every combination of sample values is tried."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.dmn.checking.cover import Box, find_gaps, is_covered, overlaps

PIECES = (3, 4, 2)
DOMAIN = tuple((1 << n) - 1 for n in PIECES)
boxes = st.tuples(*(st.integers(0, whole) for whole in DOMAIN))


def points(box: Box) -> set[tuple[int, ...]]:
    return set(product(*([i for i in range(8) if pieces >> i & 1] for pieces in box)))


@settings(max_examples=300, deadline=None)
@given(st.lists(boxes, max_size=7))
def test_gaps_are_exactly_the_uncovered_points(rules: list[Box]) -> None:
    gaps = find_gaps(DOMAIN, rules, limit=10_000)
    found = [points(box) for box in gaps.boxes]
    covered: set[tuple[int, ...]] = set().union(*map(points, rules))
    assert gaps.complete
    assert set().union(*found) == points(DOMAIN) - covered
    assert sum(map(len, found)) == len(set().union(*found)), "gaps do not overlap each other"


@settings(max_examples=300, deadline=None)
@given(st.lists(boxes, max_size=6))
def test_overlaps_are_exactly_the_shared_points(rules: list[Box]) -> None:
    found = {(i, j): points(shared) for i, j, shared in overlaps(rules)}
    wanted = {
        (i, j): points(rules[i]) & points(rules[j])
        for i in range(len(rules))
        for j in range(i + 1, len(rules))
        if points(rules[i]) & points(rules[j])
    }
    assert found == wanted


@settings(max_examples=200, deadline=None)
@given(boxes, st.lists(boxes, max_size=5))
def test_covered_means_no_point_is_left(box: Box, rules: list[Box]) -> None:
    covered: set[tuple[int, ...]] = set().union(*map(points, rules))
    assert is_covered(box, rules) == (points(box) <= covered)


def test_the_bound_is_reported() -> None:
    columns = 14
    domain = (0b11,) * columns
    rules = [tuple(1 << ((n >> i) & 1) for i in range(columns)) for n in range(0, 1 << columns, 3)][:400]
    assert not find_gaps(domain, rules, work=2_000).complete
