"""A decision table laid on its axes: every rule a box, where its cells depend on nothing but constants."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine import feel
from engine.dmn import boxed
from engine.dmn.checking.axis import Axis, build_axis
from engine.dmn.checking.cells import Cuts, cuts_of
from engine.dmn.checking.cover import Box
from engine.dmn.expressions import known_in
from engine.feel import Evaluation, FeelError

MAX_COLUMNS = 60
MAX_SAMPLES = 400_000
"""Rules times constants of a column: some tenths of a second."""
Types = Mapping[str, str | None]
"""Name of an input -> its declared type."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Axes, the box of allowed inputs, one box per rule; `opaque` are the (rule, column) that were not analysed.

    A rule with an opaque cell has no box.
    """

    axes: tuple[Axis, ...]
    domain: Box
    rules: tuple[Box | None, ...]
    opaque: tuple[tuple[int, int], ...]


class GridBuilder:
    """`allowed` are allowed values as text by type name, `members` the names that may stand behind a dot."""

    def __init__(self, allowed: Mapping[str, str], members: frozenset[str]) -> None:
        self.allowed = allowed
        self.members = members

    def build(self, table: boxed.Table, types: Types) -> Grid | None:
        """None when a column mixes kinds of values, so that it has no axis, or is too long to be sampled."""
        if len(table.inputs) > MAX_COLUMNS:
            return None
        columns = [
            self._column(column, [rule.tests[i].text if i < len(rule.tests) else "" for rule in table.rules], types)
            for i, column in enumerate(table.inputs)
        ]
        if any(column is None for column in columns):
            return None
        known = [column for column in columns if column is not None]
        rules: list[Box | None] = []
        opaque: list[tuple[int, int]] = []
        for number in range(len(table.rules)):
            pieces = [column.rules[number] for column in known]
            opaque += [(number, i) for i, piece in enumerate(pieces) if piece is None]
            rules.append(None if None in pieces else tuple(piece for piece in pieces if piece is not None))
        domain = tuple(column.domain for column in known)
        return Grid(tuple(column.axis for column in known), domain, tuple(rules), tuple(opaque))

    def _column(self, column: boxed.Input, texts: list[str], types: Types) -> _Column | None:
        kind = column.type or types.get(column.expression) or self._member_type(column.expression, types)
        tests = [self._compile(text) for text in texts]
        allowed = self._compile(column.allowed or self.allowed.get(kind or "", "-"))
        cuts = [cut for cut in map(_cuts, (*tests, allowed)) if cut is not None]
        constants = [value for cut in cuts for value in cut.constants]
        if kind == "boolean":
            constants += [True, False]
        if len(tests) * len(constants) > MAX_SAMPLES:
            return None
        axis = build_axis(column.label, constants, compared=any(cut.compared for cut in cuts))
        if axis is None:
            return None
        domain = axis.where(_runner(allowed)) if _cuts(allowed) is not None else axis.everything
        rules = [axis.where(_runner(test)) & domain if _cuts(test) is not None else None for test in tests]
        return _Column(axis, domain, tuple(rules))

    def _member_type(self, expression: str, types: Types) -> str | None:
        """`申请.类别` as the key of its allowed values, `t申请.类别`."""
        base, dot, member = expression.rpartition(".")
        return f"{types.get(base)}.{member}" if dot else None

    def _compile(self, text: str) -> feel.Expression | None:
        try:
            return feel.compile(text.strip() or "-", known_in(text, self.members), unary=True)
        except FeelError:
            return None


@dataclass(frozen=True, slots=True)
class _Column:
    axis: Axis
    domain: int
    rules: tuple[int | None, ...]


def _cuts(test: feel.Expression | None) -> Cuts | None:
    return cuts_of(test.syntax) if test is not None else None


def _runner(test: feel.Expression | None) -> Callable[[Any], Any]:
    return lambda sample: test.run({}, Evaluation(), sample) if test is not None else None
