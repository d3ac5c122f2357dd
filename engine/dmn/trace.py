"""What an auditor is shown: each decision in the order made, with its inputs and the rules that matched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.dmn.boxed import Rule, Table
from engine.dmn.definitions import Element
from engine.feel import to_json
from engine.feel.functions import Function

if TYPE_CHECKING:
    from engine.dmn.table import Hit
    from engine.feel.errors import FeelWarning

Trace = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision as it was made; turned into JSON only when someone asks for the trace."""

    element: Element
    scope: dict[str, Any]
    value: Any
    hits: tuple[Hit, ...]
    warnings: tuple[FeelWarning, ...]


def as_trace(decided: Sequence[Decided]) -> Trace:
    """Plain JSON, one object per decision.

    `decision`, `id`, `kind` (table or expression), `inputs` {name: value}, `outputs`, `warnings`; a table
    adds `table`, `hit_policy`, `tested` {column: value} and `matched` [{number (1-based), rule, notes}]. Tables
    inside other logic (contexts, knowledge models) are listed in the same shape under `tables`.
    """
    return [_entry(item) for item in decided]


def _entry(item: Decided) -> dict[str, Any]:
    logic = item.element.logic
    own = next((hit for hit in reversed(item.hits) if hit.table is logic), None)
    entry: dict[str, Any] = {
        "decision": item.element.title,
        "id": item.element.id,
        "kind": "table" if isinstance(logic, Table) else "expression",
        "inputs": _values(item.scope),
    }
    if own is not None:
        entry.update(_table(own))
    entry["outputs"] = to_json(item.value)
    others = [{**_table(hit), "outputs": to_json(hit.output)} for hit in item.hits if hit is not own]
    if others:
        entry["tables"] = others
    if item.warnings:
        entry["warnings"] = [{"code": w.code, "zh": w.zh, "en": w.en} for w in item.warnings]
    return entry


def _table(hit: Hit) -> dict[str, Any]:
    return {
        "table": hit.table.id,
        "hit_policy": hit.table.hit_policy,
        "tested": {c.label: to_json(value) for c, value in zip(hit.table.inputs, hit.inputs, strict=True)},
        "matched": [_rule(number, hit.table.rules[number]) for number in hit.matched],
    }


def _rule(number: int, rule: Rule) -> dict[str, Any]:
    entry: dict[str, Any] = {"number": number + 1, "rule": rule.id}
    if rule.notes:
        entry["notes"] = list(rule.notes)
    return entry


def _values(scope: dict[str, Any]) -> dict[str, Any]:
    """Required values; functions are not values an auditor can read."""
    return {name: to_json(value) for name, value in scope.items() if not isinstance(value, Function)}
