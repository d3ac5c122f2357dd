"""From the outputs of matching rules to the result of a table (DMN 1.5 section 8.2.10 and 10.3.2.8)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from engine.feel.decimals import DECIMAL128
from engine.feel.equality import equal
from engine.feel.ordering import compare

LISTS = frozenset({"R", "O", "C"})
ONE_RULE = frozenset({"U", "A", "P", "F"})

Warn = Callable[[str, str, str], None]


def combine(policy: str, outputs: Sequence[Any], ranks: Sequence[tuple[int, ...]], warn: Warn) -> Any:
    """The result for at least one matching rule; `ranks[i]` is the priority of output i, lowest first.

    A breach of the policy (two rules under UNIQUE, unequal outputs under ANY) is null with a warning.
    """
    if policy == "U":
        if len(outputs) > 1:
            return _breach(warn, "命中多条规则,但策略为“唯一”(U)。", "Several rules match under UNIQUE.")
        return outputs[0]
    if policy == "A":
        if not all(equal(outputs[0], other) is True for other in outputs[1:]) and any(
            other is not None or outputs[0] is not None for other in outputs
        ):
            return _breach(warn, "命中的规则结果不同,但策略为“任意”(A)。", "Outputs differ under ANY.")
        return outputs[0]
    if policy == "F":
        return outputs[0]
    if policy == "P":
        return outputs[min(range(len(outputs)), key=lambda i: ranks[i])]
    if policy == "O":
        return [outputs[i] for i in sorted(range(len(outputs)), key=lambda i: ranks[i])]
    if policy in ("R", "C"):
        return list(outputs)
    return aggregate(policy[1], outputs, warn)


def aggregate(operator: str, outputs: Sequence[Any], warn: Warn) -> Any:
    """Sum, minimum, maximum or count of the outputs; several columns are aggregated one by one."""
    if operator == "#":
        return Decimal(len(outputs))
    if outputs and isinstance(outputs[0], dict):
        return {name: aggregate(operator, [o.get(name) for o in outputs], warn) for name in outputs[0]}
    if operator == "+":
        if not all(isinstance(value, Decimal) for value in outputs):
            return _breach(warn, "求和的结果中有不是数字的值。", "An output to be summed is not a number.")
        total = Decimal(0)
        for value in outputs:
            total = DECIMAL128.add(total, value)
        return total
    best = outputs[0]
    for value in outputs[1:]:
        order = compare(value, best)
        if order is None:
            return _breach(warn, "结果之间无法比较大小。", "The outputs cannot be ordered.")
        best = value if order == (-1 if operator == "<" else 1) else best
    return best


def without_match(policy: str, default: Any, has_default: bool) -> Any:
    """The result when no rule matches."""
    if policy == "C#":
        return Decimal(0) if not has_default else default
    if policy in LISTS:
        return [default] if has_default else []
    return default if has_default else None


def _breach(warn: Warn, zh: str, en: str) -> None:
    warn("dmn_hit_policy", zh, en)
