"""Which combinations of inputs several rules claim, and which none does.

Every column is cut into finitely many pieces on which all its cells are constant; a cell is then a set of
pieces, kept as the bits of an integer, and a rule one such set per column. Both questions are exact on
that grid. The work is bounded: a table may be too large to finish, and the answer says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

Box = tuple[int, ...]
"""One set of pieces per column."""

MAX_WORK = 1_000_000
"""Comparisons of a piece with a rule: some tenths of a second."""
MAX_BOXES = 200


@dataclass(frozen=True, slots=True)
class Gaps:
    """Boxes no rule covers; `complete` is False when the bound on the work was hit before all were found."""

    boxes: tuple[Box, ...]
    complete: bool


def overlaps(rules: Sequence[Box | None]) -> Iterator[tuple[int, int, Box]]:
    """Pairs of rules that share inputs, with what they share. A rule that could not be analysed is None."""
    known = [(number, rule) for number, rule in enumerate(rules) if rule is not None]
    for position, (i, first) in enumerate(known):
        for j, second in known[position + 1 :]:
            shared = tuple(a & b for a, b in zip(first, second, strict=True))
            if all(shared):
                yield i, j, shared


def find_gaps(domain: Box, rules: Sequence[Box], *, work: int = MAX_WORK, limit: int = MAX_BOXES) -> Gaps:
    """What of the domain no rule covers, column by column; pieces covered by the same rules stay together."""
    if not all(domain):
        return Gaps((), True)
    search = _Search(domain, rules, work)
    found = list(islice(search.run(0, tuple(range(len(rules)))), limit + 1))
    return Gaps(tuple(_merge(found[:limit])), search.left >= 0 and len(found) <= limit)


def is_covered(box: Box, rules: Sequence[Box], *, work: int = MAX_WORK) -> bool:
    """Whether these rules together cover the whole box; False also when the bound was hit."""
    inside = [tuple(a & b for a, b in zip(rule, box, strict=True)) for rule in rules]
    gaps = find_gaps(box, inside, work=work, limit=1)
    return gaps.complete and not gaps.boxes


class _Search:
    """Depth first over the columns; `left` is what remains of the work, below zero when it ran out."""

    def __init__(self, domain: Box, rules: Sequence[Box], work: int) -> None:
        self.domain = domain
        self.rules = rules
        self.left = work
        self.covered: set[tuple[int, tuple[int, ...]]] = set()

    def run(self, column: int, active: tuple[int, ...]) -> Iterator[Box]:
        """Uncovered boxes of the columns from `column` on, under the rules still in play."""
        if not active:
            yield self.domain[column:]
            return
        if column == len(self.domain) or (column, active) in self.covered:
            return
        found = False
        for rules, pieces in self._groups(column, active).items():
            for rest in self.run(column + 1, rules):
                found = True
                yield (pieces, *rest)
        if not found and self.left >= 0:
            self.covered.add((column, active))

    def _groups(self, column: int, active: tuple[int, ...]) -> dict[tuple[int, ...], int]:
        """Pieces of the column by the rules that hold there; none when the work has run out."""
        groups: dict[tuple[int, ...], int] = {}
        pieces = self.domain[column]
        while pieces and self.left >= 0:
            bit = pieces & -pieces
            pieces ^= bit
            rules = tuple(rule for rule in active if self.rules[rule][column] & bit)
            groups[rules] = groups.get(rules, 0) | bit
            self.left -= 1 + len(active)
        return groups if self.left >= 0 else {}


def _merge(boxes: Sequence[Box]) -> list[Box]:
    """Join boxes that differ in the first column only; they come from different groups of rules."""
    merged: dict[Box, int] = {}
    for box in boxes:
        merged[box[1:]] = merged.get(box[1:], 0) | box[0]
    return [(first, *rest) for rest, first in merged.items()]
