"""Decision tables of a file compiled to TableLogic."""

from __future__ import annotations

from collections.abc import Mapping

from engine.dmn import boxed
from engine.dmn.expressions import Expressions
from engine.dmn.run import Logic
from engine.dmn.table import InputColumn, OutputColumn, Row, TableLogic


class TableCompiler:
    """`allowed` are allowed values as text by type name: the priorities of an output that lists none itself."""

    def __init__(self, expressions: Expressions, allowed: Mapping[str, str]) -> None:
        self.expressions = expressions
        self.allowed = allowed

    def compile(self, table: boxed.Table, names: frozenset[str], kind: str | None) -> TableLogic:
        """`kind` is the declared type of the result, as far as anything says it."""
        columns = [self._input(column, names) for column in table.inputs]
        targets = [self._target(output, kind, names) for output in table.outputs]
        rows = [self._row(rule, table, names) for rule in table.rules]
        return TableLogic(table, columns, targets, rows)

    def _input(self, column: boxed.Input, names: frozenset[str]) -> InputColumn:
        value = self.expressions.literal(column.expression, names, column.id)
        allowed = self.expressions.tests(column.allowed, names, column.id) if column.allowed else None
        return InputColumn(self.expressions.typed(value, column.type, column.id), allowed)

    def _row(self, rule: boxed.Rule, table: boxed.Table, names: frozenset[str]) -> Row:
        """A rule with fewer cells than columns tests less and leaves outputs null; `check` reports it."""
        tests = [
            (i, self.expressions.tests(cell.text, names, cell.id))
            for i, cell in enumerate(rule.tests[: len(table.inputs)])
            if cell.text.strip() not in ("", "-")
        ]
        outputs: list[Logic] = []
        for i, output in enumerate(table.outputs):
            text = rule.outputs[i].text if i < len(rule.outputs) else ""
            logic = self.expressions.literal(text, names, rule.id)
            outputs.append(self.expressions.typed(logic, output.type, rule.id))
        return Row(tuple(tests), tuple(outputs), rule)

    def _target(self, output: boxed.Output, kind: str | None, names: frozenset[str]) -> OutputColumn:
        expressions, default = self.expressions, output.default
        order = output.allowed
        if order is None:
            order = self.allowed.get(output.type or (f"{kind}.{output.name}" if output.name else f"{kind}"))
        return OutputColumn(
            output.name,
            None if default is None else expressions.literal(default.text, names, output.id),
            expressions.values(order) if order else (),
            expressions.tests(output.allowed, names, output.id) if output.allowed else None,
        )
