"""A business rule task: the decision is made again, and what was recorded of it is compared row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .expressions import Row, agrees
from .findings import Illegal
from .variables import bring, visible

if TYPE_CHECKING:
    from .machine import Machine
    from .tokens import Token


def decide(machine: Machine, token: Token) -> None:
    node = token.node
    decision = node.decision or ""
    value, rows = machine.decide(decision, visible(token), machine.expressions)
    entry = machine.tell(token, "decide")
    detail = entry.get("detail", {})
    if detail.get("decision") != decision:
        raise Illegal("decision_wrong", f"{token.key} 应作决策“{decision}”。", f"{token.key} makes {decision!r}.")
    if rows is not None:
        _compare(decision, rows, detail.get("trace", []))
    if not agrees(value, detail.get("outputs")):
        raise Illegal(
            "decision_result", f"决策“{decision}”的结果记录为{detail.get('outputs')},应为{value}。",
            f"The decision {decision!r} is recorded as {detail.get('outputs')!r}, it comes to {value!r}.",
        )  # fmt: skip
    last = (detail.get("trace") or [{}])[-1]
    if detail.get("matched") != last.get("matched", []) or detail.get("inputs") != last.get("inputs", {}):
        raise Illegal("decision_wrong", f"决策“{decision}”的记录前后不一。", f"{decision!r}: its record disagrees with itself.")
    bring(token, {node.result: value} if node.result else {}, machine.expressions)


def _compare(decision: str, rows: list[Row], trace: list[dict[str, Any]]) -> None:
    """The same decisions made on the way, from the same inputs, by the same rules, with the same outputs."""
    told = {one.get("id"): one for one in trace}
    if len(told) != len(trace) or told.keys() != {row.id for row in rows}:
        raise Illegal(
            "decision_rows", f"决策“{decision}”所依据的下级决策与记录不符。",
            f"{decision!r} is recorded as resting on other decisions than it does.",
        )  # fmt: skip
    for row in rows:
        one = told[row.id]
        matched = [rule.get("number") for rule in one.get("matched", [])]
        if row.matched is not None and sorted(matched) != sorted(row.matched):
            raise Illegal(
                "decision_rule", f"决策“{row.id}”记录适用第{matched}条规则,应为第{list(row.matched)}条。",
                f"{row.id!r}: recorded by the rules {matched}, it is {list(row.matched)}.",
            )  # fmt: skip
        if not agrees(row.inputs, one.get("inputs")) or not agrees(row.outputs, one.get("outputs")):
            raise Illegal(
                "decision_values", f"决策“{row.id}”记录的输入或结果与计算不符。",
                f"{row.id!r}: recorded {one.get('inputs')!r} to {one.get('outputs')!r}, "
                f"it is {row.inputs!r} to {row.outputs!r}.",
            )  # fmt: skip
