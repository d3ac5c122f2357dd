"""Which combinations of inputs several rules claim, and which none does.

Every column is cut into finitely many pieces on which all its cells are constant; a cell is then a set of
pieces, kept as the bits of an integer, and a rule one such set per column. Both questions are exact on
that grid. The work is bounded: a table may be too large to finish, and the answer says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Box = tuple[int, ...]
"""One set of pieces per column."""

MAX_WORK = 1_000_000
"""Comparisons of a piece with a rule: some tenths of a second."""


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


def find_gaps(domain: Box, rules: Sequence[Box], *, work: int = MAX_WORK) -> Gaps:
    """What of the domain no rule covers, column by column; pieces covered by the same rules stay together."""
    if not all(domain):
        return Gaps((), True)
    search = _Search(domain, rules, work)
    found = search.run(0, tuple(range(len(rules))))
    return Gaps(tuple(_merge(found)), search.left >= 0)


def is_covered(box: Box, rules: Sequence[Box], *, work: int = MAX_WORK) -> bool:
    """Whether these rules together cover the whole box; False also when the bound was hit."""
    gaps = find_gaps(box, [tuple(a & b for a, b in zip(rule, box, strict=True)) for rule in rules], work=work)
    return gaps.complete and not gaps.boxes


class _Search:
    def __init__(self, domain: Box, rules: Sequence[Box], work: int) -> None:
        self.domain = domain
        self.rules = rules
        self.left = work
        self.known: dict[tuple[int, tuple[int, ...]], list[Box]] = {}

    def run(self, column: int, active: tuple[int, ...]) -> list[Box]:
        """Uncovered boxes of the columns from `column` on, under the rules still in play."""
        if not active:
            return [self.domain[column:]]
        if column == len(self.domain):
            return []
        key = (column, active)
        if key in self.known:
            return self.known[key]
        found: list[Box] = []
        for rules, pieces in self._groups(column, active).items():
            if self.left < 0:
                break
            found += [(pieces, *rest) for rest in self.run(column + 1, rules)]
        self.known[key] = found
        return found

    def _groups(self, column: int, active: tuple[int, ...]) -> dict[tuple[int, ...], int]:
        """Pieces of the column by the rules that hold there."""
        groups: dict[tuple[int, ...], int] = {}
        pieces = self.domain[column]
        while pieces:
            bit = pieces & -pieces
            pieces ^= bit
            rules = tuple(rule for rule in active if self.rules[rule][column] & bit)
            groups[rules] = groups.get(rules, 0) | bit
            self.left -= 1 + len(active)
            if self.left < 0:
                break
        return groups


def _merge(boxes: Sequence[Box]) -> list[Box]:
    """Join boxes that differ in the first column only; they come from different groups of rules."""
    merged: dict[Box, int] = {}
    for box in boxes:
        merged[box[1:]] = merged.get(box[1:], 0) | box[0]
    return [(first, *rest) for rest, first in merged.items()]
