"""Evaluating the texts of a diagram: literals, FEEL, and what cannot be known because its text was erased.

A value that depends on an erased text, or on FEEL the verifier does not have, is UNKNOWN: it agrees with anything
that was recorded, and everything decided by it is named as not verified.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, Protocol

from .findings import Illegal

ERASED: Final = "〔已删除〕"


class _Unknown:
    """The one value nothing is known of."""

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __deepcopy__(self, memo: object) -> _Unknown:
        return self


UNKNOWN: Final = _Unknown()


class CannotEvaluate(Exception):
    """The evaluator has no meaning for this text."""


class Wrong(Exception):
    """The text has no value: a mistake in it, or in what it reads."""


@dataclass(frozen=True)
class Row:
    """One decision made on the way to another; `matched` are the numbers of its table's rules (None: no table)."""

    id: str
    inputs: dict[str, Any]
    outputs: Any
    matched: tuple[int, ...] | None


class Evaluator(Protocol):
    """FEEL and DMN as the interpreter asks for them."""

    def evaluate(self, text: str, variables: Mapping[str, Any], now: datetime, functions: Mapping[str, Any]) -> Any:
        """The FEEL value; raises CannotEvaluate or Wrong."""

    def plain(self, value: Any) -> Any:
        """Plain JSON of a FEEL value; times as ISO texts."""

    def decide(
        self, files: Mapping[str, bytes], decision: str, variables: Mapping[str, Any], now: datetime,
        functions: Mapping[str, Any],
    ) -> tuple[Any, list[Row]]:
        """Plain result, and a row for each decision made on the way."""


class Expressions:
    """Texts evaluated at one moment, with the office's functions of that day. `unknown` is told what was not known."""

    def __init__(self, evaluator: Evaluator, now: datetime, functions: Mapping[str, Callable[..., Any]]) -> None:
        self.evaluator, self.now, self.functions = evaluator, now, functions
        self.unknown: list[tuple[str, str]] = []

    def value(self, text: str, maps: list[dict[str, Any]]) -> Any:
        """The FEEL value (not JSON) of a text that may be literal, or UNKNOWN. Raises Illegal when it has none."""
        if not text.startswith("="):
            return text
        source = text[1:].strip()
        variables: dict[str, Any] = {}
        hidden = called(source)
        for names in reversed(maps):
            for name, value in names.items():
                if name in source and name not in hidden:
                    variables[name] = value
        if any(obscure(value) for value in variables.values()):
            self.unknown.append((text, "erased"))
            return UNKNOWN
        try:
            return self.evaluator.evaluate(source, variables, self.now, self.functions)
        except CannotEvaluate as error:
            self.unknown.append((text, str(error)))
            return UNKNOWN
        except Wrong as error:
            raise Illegal(
                "expression_failed", f"表达式“{text}”按当时的数据无法计算,流程不可能走到这里。",
                f"The expression {text!r} has no value with the data of that moment: {error}",
            ) from error  # fmt: skip

    def plain(self, text: str, maps: list[dict[str, Any]]) -> Any:
        value = self.value(text, maps)
        return value if value is UNKNOWN or isinstance(value, str | bool) else self.evaluator.plain(value)

    def decide(self, files: Mapping[str, bytes], decision: str, variables: dict[str, Any]) -> tuple[Any, list[Row] | None]:
        """The result of a decision and its rows; UNKNOWN and none when it cannot be made again."""
        if any(obscure(value) for value in variables.values()):
            self.unknown.append((decision, "erased"))
            return UNKNOWN, None
        try:
            return self.evaluator.decide(files, decision, variables, self.now, self.functions)
        except CannotEvaluate as error:
            self.unknown.append((decision, str(error)))
            return UNKNOWN, None
        except Wrong as error:
            raise Illegal(
                "decision_failed", f"决策“{decision}”按当时的数据无法作出,流程不可能走到这里。",
                f"The decision {decision!r} cannot be made with the data of that moment: {error}",
            ) from error  # fmt: skip

    def truth(self, text: str, maps: list[dict[str, Any]]) -> Any:
        """True, False or UNKNOWN; Illegal for anything else, for the engine stops there."""
        value = self.value(text, maps)
        if value is True or value is False or value is UNKNOWN:
            return value
        raise Illegal(
            "condition_not_boolean", f"条件“{text}”的结果不是“是/否”,流程不可能走过这里。",
            f"The condition {text!r} gives neither true nor false.",
        )  # fmt: skip


@lru_cache(maxsize=4096)
def called(text: str) -> frozenset[str]:
    """Names that stand in a text only where a function is called: a variable of that name is not meant."""
    found = {}
    for match in re.finditer(r"([^\W\d]\w*)\s*(\(?)", text):
        found.setdefault(match[1], []).append(bool(match[2]))
    return frozenset(name for name, calls in found.items() if all(calls))


def obscure(value: Any) -> bool:
    """Whether something in a value is unknown or erased."""
    if isinstance(value, dict):
        return any(obscure(one) for one in value.values())
    if isinstance(value, list):
        return any(obscure(one) for one in value)
    return value is UNKNOWN or value == ERASED


def agrees(expected: Any, recorded: Any) -> bool:
    """Whether a recorded JSON value is the expected one; what is unknown or erased on either side agrees."""
    if expected is UNKNOWN or expected == ERASED or recorded == ERASED:
        return True
    if isinstance(expected, bool) or isinstance(recorded, bool):
        return expected is recorded
    if isinstance(expected, dict):
        return (
            isinstance(recorded, dict)
            and expected.keys() == recorded.keys()
            and all(agrees(value, recorded[name]) for name, value in expected.items())
        )
    if isinstance(expected, list | tuple):
        return (
            isinstance(recorded, list)
            and len(expected) == len(recorded)
            and all(agrees(a, b) for a, b in zip(expected, recorded, strict=True))
        )
    return bool(expected == recorded)

