"""The verifier's own FEEL and DMN as the interpreter asks for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from ..dmn import Decisions, load
from ..feel import evaluate, given
from ..not_verified import NotVerified
from .expressions import CannotEvaluate, Row


class OwnEvaluator:
    """Adapts `..feel` and `..dmn`."""

    def evaluate(
        self, text: str, variables: Mapping[str, Any], now: datetime, functions: Mapping[str, Callable[..., Any]]
    ) -> Any:
        try:
            return evaluate(text, variables, now=now, functions=functions)
        except NotVerified as error:
            raise CannotEvaluate(error.zh) from error

    def plain(self, value: Any) -> Any:
        return given(value)

    def decide(
        self, files: Mapping[str, bytes], decision: str, variables: Mapping[str, Any], now: datetime,
        functions: Mapping[str, Callable[..., Any]],
    ) -> tuple[Any, list[Row]]:  # fmt: skip
        try:
            decisions = _holder(tuple(files[path] for path in sorted(files)), decision)
            made = decisions.decide(decision, variables, now=now, functions=functions)
        except NotVerified as error:
            raise CannotEvaluate(error.zh) from error
        rows = [Row(one.id, one.inputs, one.outputs, one.matched) for one in made.made]
        return made.outputs, rows


@lru_cache(maxsize=512)
def _holder(files: tuple[bytes, ...], decision: str) -> Decisions:
    """The last file that holds the decision. Raises NotVerified."""
    for data in reversed(files):
        decisions = load(data)
        if any(part.kind == "decision" and part.id == decision for part in decisions.model.parts.values()):
            return decisions
    raise NotVerified(f"没有决策“{decision}”。")
