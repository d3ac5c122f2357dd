"""Lists whose order means something, matched row by row: which is new, gone, moved, or says something else."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal


@dataclass(frozen=True)
class Match:
    """Places (from 0) in the lists; None where the row is not."""

    kind: Literal["added", "removed", "moved", "same"]
    before: int | None
    after: int | None


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
    for what, i1, i2, j1, j2 in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if what == "equal":
            yield from (Match("same", i1 + n, j1 + n) for n in range(i2 - i1))
            continue
        paired = 0 if named else min(i2 - i1, j2 - j1)
        yield from (Match("same", i1 + n, j1 + n) for n in range(paired))
        lost += range(i1 + paired, i2)
        new += range(j1 + paired, j2)
    for j in new:
        i = next((i for i in lost if was[i] == now[j]), None)
        if i is not None:
            lost.remove(i)
        yield Match("added" if i is None else "moved", i, j)
    yield from (Match("removed", i, None) for i in lost)
