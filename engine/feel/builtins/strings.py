"""Text functions; a character is a Unicode code point, positions count from 1."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.feel.builtins.registry import builtin
from engine.feel.environment import Evaluation
from engine.feel.writing import write


@builtin("string", "from: any")
def to_string(e: Evaluation, value: Any) -> str | None:
    return None if value is None else e.text(write(value))


@builtin("string length", "string: string")
def string_length(e: Evaluation, text: str) -> Decimal:
    return Decimal(len(text))
