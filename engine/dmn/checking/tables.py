"""Rules of a table that claim the same inputs, and inputs no rule claims."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.dmn import boxed
from engine.dmn.checking.axis import write_literal
from engine.dmn.checking.cover import MAX_WORK, Box, find_gaps, is_covered, overlaps
from engine.dmn.checking.grid import Grid, GridBuilder
from engine.dmn.checking.places import boxes
from engine.dmn.definitions import allowed_values
from engine.dmn.graph import Unit
from engine.errors import Finding

MAX_REPORTED = 10


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding about the rules of one table: their numbers, from 1, and one example input as FEEL by column number.

    `decision` is the id of the decision, knowledge model or service the table stands in.
    """

    finding: Finding
    decision: str
    rules: tuple[int, ...] = ()
    example: tuple[tuple[int, str], ...] = ()


class TableCheck:
    def __init__(self, unit: Unit, source: str) -> None:
        self.unit = unit
        self.source = source
        self.grids = GridBuilder(allowed_values(unit.definitions.types), unit.definitions.names)
        self.remarks: list[Remark] = []
        self.decision = ""

    def run(self) -> list[Remark]:
        for node in self.unit.nodes.values():
            types = {need.node.element.name: need.node.element.type for need in node.needs}
            self.decision = node.key
            for part in boxes(node.element.logic):
                if isinstance(part, boxed.Table) and part.inputs and part.rules:
                    self._check(part, types, part.id or node.key)
        return self.remarks

    def _check(self, table: boxed.Table, types: dict[str, str | None], element: str) -> None:
        grid = self.grids.build(table, types)
        if grid is None:
            zh = "输入列的值类型不一,或表过大:未检查规则的重叠和遗漏。"
            en = "A column mixes kinds of values, or the table is too large: overlaps and gaps were not looked for."
            self._add("dmn_not_analysed", element, zh, en, warning=True)
            return
        if table.hit_policy in ("U", "A"):
            self._overlaps(table, grid, element)
        if table.hit_policy == "F":
            self._unreachable(table, grid)
        if table.hit_policy in ("U", "A", "P", "F") and not any(o.default for o in table.outputs):
            self._gaps(table, grid, element)

    def _overlaps(self, table: boxed.Table, grid: Grid, element: str) -> None:
        reported = 0
        for i, j, shared in overlaps(grid.rules):
            if table.hit_policy == "A" and _outputs(table.rules[i]) == _outputs(table.rules[j]):
                continue
            reported += 1
            if reported > MAX_REPORTED:
                zh, en = "还有更多重叠的规则,未全部列出。", "There are more overlapping rules."
                self._add("dmn_rules_overlap", element, zh, en)
                return
            example = _example(grid, shared)
            zh = f"规则 {i + 1} 与规则 {j + 1} 重叠,例如 {example}。"
            en = f"Rules {i + 1} and {j + 1} overlap, for example at {example}."
            self._add("dmn_rules_overlap", element, zh, en, rules=(i + 1, j + 1), example=_inputs(grid, shared))

    def _unreachable(self, table: boxed.Table, grid: Grid) -> None:
        for number, box in enumerate(grid.rules):
            earlier = [rule for rule in grid.rules[:number] if rule is not None]
            if box is not None and earlier and is_covered(box, earlier, work=MAX_WORK // len(grid.rules)):
                zh = f"规则 {number + 1} 永远不会命中,前面的规则已全部覆盖。"
                en = f"Rule {number + 1} is never reached: earlier rules cover it."
                self._add(
                    "dmn_rule_unreachable", table.rules[number].id, zh, en, warning=True, rules=(number + 1,),
                    example=_inputs(grid, box),
                )  # fmt: skip

    def _gaps(self, table: boxed.Table, grid: Grid, element: str) -> None:
        if grid.opaque:
            number, column = grid.opaque[0]
            label = table.inputs[column].label
            zh = f"规则 {number + 1} 的“{label}”不是常量条件,未检查遗漏的规则。"
            en = f"Rule {number + 1}, {label}: not a constant condition; missing rules were not looked for."
            self._add("dmn_not_analysed", element, zh, en, warning=True)
            return
        gaps = find_gaps(grid.domain, [rule for rule in grid.rules if rule is not None])
        for box in gaps.boxes[:MAX_REPORTED]:
            where = _describe(grid, box)
            zh, en = f"没有规则覆盖:{where}。", f"No rule covers: {where}."
            self._add("dmn_rules_missing", element, zh, en, warning=True, example=_inputs(grid, box))
        if not gaps.complete or len(gaps.boxes) > MAX_REPORTED:
            zh, en = "还可能有其他遗漏,未全部列出。", "There may be more gaps than those listed."
            self._add("dmn_rules_missing", element, zh, en, warning=True)

    def _add(
        self, code: str, element: str, zh: str, en: str, *, warning: bool = False, rules: tuple[int, ...] = (),
        example: tuple[tuple[int, str], ...] = (),
    ) -> None:  # fmt: skip
        finding = Finding(code, element or None, zh, en, "warning" if warning else "error", self.source)
        self.remarks.append(Remark(finding, self.decision, rules, example))


def _outputs(rule: boxed.Rule) -> tuple[str, ...]:
    return tuple(" ".join(cell.text.split()) for cell in rule.outputs)


def _inputs(grid: Grid, box: Box) -> tuple[tuple[int, str], ...]:
    """One value per column that the cells tell apart, by its number from 1."""
    columns = enumerate(zip(grid.axes, box, strict=True), 1)
    return tuple((n, write_literal(a.sample(pieces))) for n, (a, pieces) in columns if len(a.pieces) > 1)


def _example(grid: Grid, box: Box) -> str:
    """One input in the box, column by column."""
    parts = []
    for axis, pieces in zip(grid.axes, box, strict=True):
        if len(axis.pieces) > 1:
            parts.append(f"{axis.label} = {write_literal(axis.sample(pieces))}")
    return ", ".join(parts) or "-"


def _describe(grid: Grid, box: Box) -> str:
    parts: Iterator[str] = (
        f"{axis.label} {axis.describe(pieces, whole)}"
        for axis, pieces, whole in zip(grid.axes, box, grid.domain, strict=True)
        if pieces != whole
    )
    return ", ".join(parts) or "全部输入 (everything)"
