"""Conditions asked of one matter, within what the whole count may spend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.feel import Evaluation, Expression, FeelError
from engine.figures.record import Record

MOST_STEPS = 200_000_000  # of FEEL in one count, some half a minute: an analyst's figures must not hold up an office


@dataclass
class Account:
    """Steps of FEEL left for the whole count."""

    left: int


@dataclass(frozen=True)
class Matter:
    """A record ready to be asked: its names once converted, one account of warnings and memory.

    Figures share conditions (equal texts are one Expression), so what was asked of the whole matter is kept.
    """

    record: Record
    context: dict[str, Any]
    evaluation: Evaluation
    account: Account
    known: dict[Expression, Any] = field(default_factory=dict)

    def ask(self, expression: Expression | None, more: Mapping[str, Any]) -> Any:
        if expression is None:
            return None
        if more:
            return self._run(expression, {**self.context, **more})
        if expression not in self.known:
            found = self._run(expression, self.context)
            if "figure" in expression.free:
                return found  # changes from figure to figure
            self.known[expression] = found
        return self.known[expression]

    def _run(self, expression: Expression, context: dict[str, Any]) -> Any:
        allowed = min(self.evaluation.limits.steps, self.account.left)  # each condition has the whole budget
        if allowed <= 0:
            zh, en = "统计计算量过大,已停止。", "The figures need too many steps; stopped."
            raise FeelError("figures_too_long", 0, zh, en)
        self.evaluation.steps = allowed
        try:
            return expression.run(context, self.evaluation)
        finally:
            self.account.left -= allowed - self.evaluation.steps
