"""A table of expressions with what they give, as text: how the tests of this room are written down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.feel import FeelError, evaluate, write


def show(text: str, context: Mapping[str, Any] | None = None) -> str:
    """The value as FEEL writes it (texts in quotes), or the code of the error."""
    try:
        return write(evaluate(text, context or {}), inside=True)
    except FeelError as error:
        return error.code


def rows(table: str) -> list[tuple[str, str]]:
    """`expression => value`, one a line."""
    pairs = [line.rsplit(" => ", 1) for line in table.strip().splitlines() if line.strip()]
    return [(text.strip(), value.strip()) for text, value in pairs]
