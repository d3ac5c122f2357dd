"""The verifier's own FEEL and DMN as the interpreter asks for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from .expressions import CannotEvaluate


class OwnEvaluator:
    """Adapts `..feel` and `..dmn`; decisions are read once per file."""

    def __init__(self) -> None:
        self._read: dict[bytes, Any] = {}

    def evaluate(
        self, text: str, variables: Mapping[str, Any], now: datetime, functions: Mapping[str, Callable[..., Any]]
    ) -> Any:
        from ..feel import NotVerified, evaluate

        try:
            return evaluate(text, variables, now=now, functions=functions)
        except NotVerified as error:
            raise CannotEvaluate(error.zh) from error

    def plain(self, value: Any) -> Any:
        from ..feel import given

        return given(value)

    def decide(
        self, files: Mapping[str, bytes], decision: str, variables: Mapping[str, Any], now: datetime,
        functions: Mapping[str, Callable[..., Any]],
    ) -> tuple[Any, list[dict[str, Any]]]:  # fmt: skip
        raise CannotEvaluate(f"决策“{decision}”")


def own_evaluator() -> OwnEvaluator:
    return OwnEvaluator()
