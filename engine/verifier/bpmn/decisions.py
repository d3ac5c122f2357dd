"""A business rule task: the decision is made again, and what was recorded of it is compared row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .expressions import agrees
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
        raise Illegal(
            "decision_wrong", f"决策“{decision}”的记录前后不一。", f"{decision!r}: its record disagrees with itself."
        )
    bring(token, {node.result: value} if node.result else {}, machine.expressions)


def _compare(decision: str, rows: list[dict[str, Any]], trace: list[dict[str, Any]]) -> None:
    """The same decisions made on the way, from the same inputs, by the same rules, with the same outputs."""
    told = {one.get("id"): one for one in trace}
    if len(told) != len(trace) or told.keys() != {row["id"] for row in rows}:
        raise Illegal(
            "decision_rows", f"决策“{decision}”所依据的下级决策与记录不符。",
            f"{decision!r} is recorded as resting on other decisions than it does.",
        )  # fmt: skip
    for row in rows:
        one = told[row["id"]]
        mine, theirs = _rules(row), _rules(one)
        if mine != theirs:
            raise Illegal(
                "decision_rule", f"决策“{row['id']}”记录适用的规则是{theirs},应为{mine}。",
                f"{row['id']!r}: recorded by the rules {theirs}, it is {mine}.",
            )  # fmt: skip
        wrong = [name for name, value in _bare(row).items() if not agrees(value, _bare(one).get(name))]
        if wrong or _bare(row).keys() != _bare(one).keys():
            raise Illegal(
                "decision_values", f"决策“{row['id']}”记录的{'、'.join(wrong) or '内容'}与计算不符。",
                f"{row['id']!r}: recorded {_bare(one)!r}, it is {_bare(row)!r}.",
            )  # fmt: skip


def _rules(row: dict[str, Any]) -> list[tuple[Any, Any]]:
    return [(rule.get("number"), rule.get("rule")) for rule in row.get("matched", [])]


def _bare(row: dict[str, Any]) -> dict[str, Any]:
    """A row of a trace without what people are shown beside it: notes of rules, warnings."""
    found = {name: value for name, value in row.items() if name not in ("matched", "warnings")}
    if "tables" in row:
        found["tables"] = [{**_bare(one), "matched": _rules(one)} for one in row["tables"]]
    return found
