"""Evaluating the texts of a diagram: literals, FEEL, and what cannot be known because its text was erased.

A value that depends on an erased text, or on FEEL the verifier does not have, is UNKNOWN: it agrees with anything
that was recorded, and everything decided by it is named as not verified.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from ..feel import given
from ..not_verified import NotVerified
from .evaluator import decided, inputs_of, value_of
from .findings import Illegal

ERASED: Final = "〔已删除〕"


class _Unknown:
    """The one value nothing is known of."""

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __deepcopy__(self, memo: object) -> _Unknown:
        return self


UNKNOWN: Final = _Unknown()


class Expressions:
    """Texts evaluated at one moment, with the office's functions of that day. `unknown` is told what was not known."""

    def __init__(self, now: datetime, functions: Mapping[str, Any]) -> None:
        self.now, self.functions = now, functions
        self.unknown: list[tuple[str, str]] = []

    def value(self, text: str, maps: list[dict[str, Any]]) -> Any:
        """The FEEL value (not JSON) of a text that may be literal, or UNKNOWN."""
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
            return value_of(source, variables, self.now, self.functions)
        except NotVerified as why:
            self.unknown.append((text, why.zh))
            return UNKNOWN

    def plain(self, text: str, maps: list[dict[str, Any]]) -> Any:
        value = self.value(text, maps)
        return value if value is UNKNOWN or isinstance(value, str | bool) else given(value)

    def decide(
        self, files: Mapping[str, bytes], decision: str, variables: dict[str, Any]
    ) -> tuple[Any, list[dict[str, Any]] | None]:
        """The result of a decision and its trace; UNKNOWN and none when it cannot be made again."""
        if any(obscure(value) for value in variables.values()):
            clear = {name: value for name, value in variables.items() if not obscure(value)}
            hidden = variables.keys() - clear.keys()
            if not hidden.isdisjoint(inputs_of(files).get(decision, hidden)):
                self.unknown.append((decision, "erased"))
                return UNKNOWN, None
            variables = clear
        try:
            made = decided(files, decision, variables, self.now, self.functions)
        except NotVerified as why:
            self.unknown.append((decision, why.zh))
            return UNKNOWN, None
        return made.outputs, made.trace

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
    found: dict[str, list[bool]] = {}
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
