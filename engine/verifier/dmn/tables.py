"""Decision tables: which rules match, and what the hit policy makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..feel.builtins import invoke
from ..feel.comparing import equal
from ..feel.run import Scope
from ..not_verified import NotVerified
from ..xml import Element
from .state import Hit, State, plain
from .types import text_of

POLICIES = {
    "UNIQUE": "U",
    "ANY": "A",
    "PRIORITY": "P",
    "FIRST": "F",
    "RULE ORDER": "R",
    "OUTPUT ORDER": "O",
    "COLLECT": "C",
}
AGGREGATIONS = {"": "", "SUM": "+", "MIN": "<", "MAX": ">", "COUNT": "#"}
FUNCTIONS = {"+": "sum", "<": "min", ">": "max"}


@dataclass(frozen=True)
class Column:
    """Of inputs `text` is the expression; of outputs it is the name. `values` are the allowed ones."""

    text: str
    type: str
    values: str
    default: str = ""
    label: str = ""


@dataclass(frozen=True)
class Rule:
    id: str
    tests: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    id: str
    policy: str
    aggregation: str
    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    rules: tuple[Rule, ...]
    type: str = ""

    def value(self, state: State, scope: Scope) -> Any:
        tested = [state.fitted(state.value(column.text, scope), column.type) for column in self.inputs]
        matched: list[int] = []
        output: Any = None
        if all(
            self._allowed(state, column.values, value, scope) for column, value in zip(self.inputs, tested, strict=True)
        ):
            matched = [n for n, rule in enumerate(self.rules) if self._matches(state, rule, tested, scope)]
            if self.policy == "F":
                matched = matched[:1]
            output = state.fitted(self._output(state, matched, scope), self.type)
        shown = {column.label: plain(value) for column, value in zip(self.inputs, tested, strict=True)}
        numbers, ids = tuple(n + 1 for n in matched), tuple(self.rules[n].id for n in matched)
        state.hits.append(Hit(self.id, self.policy + self.aggregation, shown, numbers, ids, plain(output), self))
        return output

    def _allowed(self, state: State, cells: str, value: Any, scope: Scope) -> bool:
        return not cells or state.run.truth(state.cell(cells), value, scope) is True

    def _matches(self, state: State, rule: Rule, tested: Sequence[Any], scope: Scope) -> bool:
        for text, value in zip(rule.tests, tested, strict=True):
            if text not in ("", "-") and state.run.truth(state.cell(text), value, scope) is not True:
                return False
        return True

    # -- outputs

    def _output(self, state: State, matched: list[int], scope: Scope) -> Any:
        if self.policy == "U" and len(matched) > 1:
            return None
        if not matched:
            return self._default(state, scope)
        rows = [self._row(state, self.rules[n], scope) for n in matched]
        if self.policy in ("P", "O"):
            ordered = self._by_priority(state, rows, scope)
            if ordered is None:
                return None
            rows = ordered
        found = [self._made(row) for row in rows]
        if self.policy in ("R", "O", "C"):
            return self._collected(state, found)
        if self.policy == "A" and any(equal(found[0], other, state.run.meter) is not True for other in found[1:]):
            return None
        return found[0]

    def _row(self, state: State, rule: Rule, scope: Scope) -> list[Any]:
        row = []
        for column, text in zip(self.outputs, rule.outputs, strict=True):
            value = state.fitted(state.value(text, scope), column.type) if text else None
            row.append(value if self._allowed(state, column.values, value, scope) else None)
        return row

    def _made(self, row: Sequence[Any]) -> Any:
        return row[0] if len(row) == 1 else {c.text: v for c, v in zip(self.outputs, row, strict=True)}

    def _default(self, state: State, scope: Scope) -> Any:
        if any(column.default for column in self.outputs):
            row = [
                state.fitted(state.value(column.default, scope), column.type) if column.default else None
                for column in self.outputs
            ]
            made = self._made(row)
            return [made] if self.policy in ("R", "O", "C") and not self.aggregation else made
        if self.policy in ("R", "O", "C"):
            return Decimal(0) if self.aggregation == "#" else None if self.aggregation else []
        return None

    def _collected(self, state: State, found: list[Any]) -> Any:
        if self.aggregation == "#":
            return Decimal(len(found))
        if not self.aggregation:
            return found
        if len(self.outputs) > 1:
            raise NotVerified("多列输出的汇总未予核验。")
        return invoke(state.run, FUNCTIONS[self.aggregation], [found], None)

    def _by_priority(self, state: State, rows: list[list[Any]], scope: Scope) -> list[list[Any]] | None:
        """Rows by the place of their values among the allowed ones, the first column first; ties stay in order."""
        orders = [self._order(state, column, scope) for column in self.outputs]
        ranked = []
        for row in rows:
            ranks = []
            for order, value in zip(orders, row, strict=True):
                if order is None:
                    ranks.append(0)
                    continue
                place = next((n for n, each in enumerate(order) if equal(each, value, state.run.meter) is True), None)
                if place is None:
                    return None
                ranks.append(place)
            ranked.append((ranks, row))
        return [row for _, row in sorted(ranked, key=lambda pair: pair[0])]

    def _order(self, state: State, column: Column, scope: Scope) -> list[Any] | None:
        declared = column.type or (self.type if len(self.outputs) == 1 else "")
        text = column.values or state.types.allowed(declared)
        return [state.run.value(test, scope) for test in state.cell(text).tests] if text else None


def read_table(element: Element) -> Table:
    policy = element.get("hitPolicy", "UNIQUE")
    aggregation = element.get("aggregation")
    if policy not in POLICIES or aggregation not in AGGREGATIONS:
        raise NotVerified(f"命中策略“{policy} {aggregation}”未予核验。")
    inputs, outputs = element.all("input"), element.all("output")
    rules = tuple(
        Rule(
            rule.get("id"),
            tuple(text_of(cell) for cell in rule.all("inputEntry")),
            tuple(text_of(cell) for cell in rule.all("outputEntry")),
        )
        for rule in element.all("rule")
    )
    if any(len(rule.tests) != len(inputs) or len(rule.outputs) != len(outputs) for rule in rules):
        raise NotVerified("决策表的列数与规则不一致。")
    return Table(
        element.get("id"),
        POLICIES[policy],
        AGGREGATIONS[aggregation],
        tuple(_input(column) for column in inputs),
        tuple(_output(column) for column in outputs),
        rules,
        element.get("typeRef"),
    )


def _input(element: Element) -> Column:
    expression = element.first("inputExpression")
    kind = expression.get("typeRef") if expression is not None else ""
    text = text_of(expression)
    return Column(text, kind, text_of(element.first("inputValues")), label=element.get("label") or text)


def _output(element: Element) -> Column:
    values, default = (text_of(element.first(tag)) for tag in ("outputValues", "defaultOutputEntry"))
    return Column(element.get("name"), element.get("typeRef"), values, default)
