"""Decision tables, compiled: input expressions once per evaluation, cells as ready tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.dmn.boxed import Rule, Table
from engine.dmn.hit_policy import combine, without_match
from engine.dmn.run import Logic, Run, Scope, Test
from engine.feel.equality import equal


@dataclass(frozen=True, slots=True)
class Hit:
    """What an auditor is shown of one use of a table: the values tested and the rules that matched."""

    table: Table
    inputs: tuple[Any, ...]
    matched: tuple[int, ...]
    output: Any


@dataclass(frozen=True, slots=True)
class InputColumn:
    value: Logic
    allowed: Test | None


@dataclass(frozen=True, slots=True)
class OutputColumn:
    name: str
    default: Logic | None
    order: tuple[Any, ...]
    """Allowed values, the most important first; empty when none are listed."""
    allowed: Test | None


@dataclass(frozen=True, slots=True)
class Row:
    """The tests that are not `-`, as (column, test), and one logic per output column."""

    tests: tuple[tuple[int, Test], ...]
    outputs: tuple[Logic, ...]
    rule: Rule


class TableLogic:
    """A compiled table: called with the names in scope and the run, gives the value and records the hit."""

    __slots__ = ("columns", "first_only", "policy", "rows", "single", "source", "targets")

    def __init__(
        self,
        source: Table,
        columns: Sequence[InputColumn],
        targets: Sequence[OutputColumn],
        rows: Sequence[Row],
    ) -> None:
        self.source = source
        self.policy = source.hit_policy
        self.columns = tuple(columns)
        self.targets = tuple(targets)
        self.rows = tuple(rows)
        self.first_only = self.policy == "F"
        self.single = len(self.targets) == 1

    def __call__(self, scope: Scope, run: Run) -> Any:
        values = [column.value(scope, run) for column in self.columns]
        output = None
        matched: list[int] = []
        if self._allowed(values, scope, run):
            matched = self._match(values, scope, run)
            output = self._result(matched, scope, run)
        run.hits.append(Hit(self.source, tuple(values), tuple(matched), output))
        return output

    def _allowed(self, values: Sequence[Any], scope: Scope, run: Run) -> bool:
        for column, value, clause in zip(self.columns, values, self.source.inputs, strict=True):
            if column.allowed is not None and column.allowed(value, scope, run) is not True:
                zh = f"输入“{clause.label}”的值不在允许范围内。"
                run.null("dmn_input_value", zh, f"The value of input {clause.label} is not an allowed one.")
                return False
        return True

    def _match(self, values: Sequence[Any], scope: Scope, run: Run) -> list[int]:
        run.spend(len(self.rows))
        matched = []
        for number, row in enumerate(self.rows):
            for column, test in row.tests:
                if test(values[column], scope, run) is not True:
                    break
            else:
                matched.append(number)
                if self.first_only:
                    break
        return matched

    def _result(self, matched: Sequence[int], scope: Scope, run: Run) -> Any:
        if not matched:
            has_default = any(target.default is not None for target in self.targets)
            default = self._shape([t.default(scope, run) if t.default else None for t in self.targets])
            return without_match(self.policy, default, has_default)
        outputs = []
        ranks = []
        for number in matched:
            cells = [
                self._checked(target, cell(scope, run), scope, run)
                for target, cell in zip(self.targets, self.rows[number].outputs, strict=True)
            ]
            outputs.append(self._shape(cells))
            if self.policy in ("P", "O"):
                ranks.append(tuple(map(_rank, (target.order for target in self.targets), cells)))
        return combine(self.policy, outputs, ranks, run.null)

    def _checked(self, target: OutputColumn, value: Any, scope: Scope, run: Run) -> Any:
        if target.allowed is None or value is None or target.allowed(value, scope, run) is True:
            return value
        name = target.name or self.source.id
        run.null(
            "dmn_output_value",
            f"输出“{name}”的值不在允许范围内。",
            f"The value of output {name} is not an allowed one.",
        )
        return None

    def _shape(self, cells: Sequence[Any]) -> Any:
        if self.single:
            return cells[0]
        return {target.name: cell for target, cell in zip(self.targets, cells, strict=True)}


def _rank(order: Sequence[Any], value: Any) -> int:
    """The place of the value in the list of allowed ones; after all of them when it is not listed."""
    return next((i for i, item in enumerate(order) if equal(item, value) is True), len(order))
