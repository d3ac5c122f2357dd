"""Lists whose order means something, matched row by row: which is new, gone, moved, or says something else."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

MOST_PAIRS = 1_000_000  # of rows looked at one by one; longer lists are matched by their places

Stretch = tuple[str, int, int, int, int]
"""What became of a stretch: kind, from and to before, from and to after."""


@dataclass(frozen=True)
class Match:
    """Places (from 0) in the lists; None where the row is not."""

    kind: Literal["added", "removed", "moved", "same"]
    before: int | None
    after: int | None


def stretches(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[Stretch]:
    """Equal and other stretches of two lists, in bounded time whatever stands in them."""
    start, most = 0, min(len(before), len(after))
    while start < most and before[start] == after[start]:
        start += 1
    end = 0
    while end < most - start and before[-1 - end] == after[-1 - end]:
        end += 1
    i, j = len(before) - end, len(after) - end
    found: list[Stretch] = [("equal", 0, start, 0, start)] if start else []
    if (i - start) * (j - start) <= MOST_PAIRS:
        inner = SequenceMatcher(None, before[start:i], after[start:j], autojunk=False).get_opcodes()
        found += [(what, a + start, b + start, c + start, d + start) for what, a, b, c, d in inner]
    else:
        found.append(("replace", start, i, start, j))
    if end:
        found.append(("equal", i, len(before), j, len(after)))
    return found


def changed_counts(before: Sequence[Hashable], after: Sequence[Hashable]) -> tuple[int, int, int]:
    """How many were added, removed, and changed in their place."""
    added = gone = changed = 0
    for what, i1, i2, j1, j2 in stretches(before, after):
        if what != "equal":
            both = min(i2 - i1, j2 - j1)
            changed, gone, added = changed + both, gone + i2 - i1 - both, added + j2 - j1 - both
    return added, gone, changed


def match_rows(
    before: Sequence[Hashable], after: Sequence[Hashable], ids: tuple[Sequence[str], Sequence[str]] | None = None
) -> Iterator[Match]:
    """Rows are the same when their ids are (where each side gives every row its own), else when they say the same.

    Rows without ids that stand in each other's place are the same row with other content.
    """
    named = ids is not None and all(all(side) and len(set(side)) == len(side) for side in ids)
    was: Sequence[Hashable] = ids[0] if named and ids else before
    now: Sequence[Hashable] = ids[1] if named and ids else after
    lost: list[int] = []
    new: list[int] = []
    for what, i1, i2, j1, j2 in stretches(was, now):
        if what == "equal":
            yield from (Match("same", i1 + n, j1 + n) for n in range(i2 - i1))
            continue
        paired = 0 if named else min(i2 - i1, j2 - j1)
        yield from (Match("same", i1 + n, j1 + n) for n in range(paired))
        lost += range(i1 + paired, i2)
        new += range(j1 + paired, j2)
    places: dict[Hashable, list[int]] = {}
    for place in reversed(lost):
        places.setdefault(was[place], []).append(place)
    moved: set[int | None] = set()
    for j in new:
        found = places.get(now[j])
        i = found.pop() if found else None
        moved.add(i)
        yield Match("added" if i is None else "moved", i, j)
    yield from (Match("removed", place, None) for place in lost if place not in moved)
