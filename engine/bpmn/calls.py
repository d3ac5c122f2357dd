"""Which functions an expression calls, and which of them may answer otherwise next time though no variable changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from engine.feel.builtins import BUILTINS
from engine.feel.syntax import Call, Name, Node

_CHANGING = frozenset({"now", "today", "random number"})


def called_in(node: Node) -> set[str]:
    """Names of the functions an expression calls."""
    calls = (part.function for part in walk(node) if isinstance(part, Call))
    return {function.name for function in calls if isinstance(function, Name)}


def may_change(function: str) -> bool:
    """Whether it may answer otherwise next time: the clock's, and all that are not FEEL's own (they ask the office)."""
    return function in _CHANGING or function not in BUILTINS


def walk(node: Any) -> Iterator[Any]:
    """A syntax tree's nodes."""
    todo = [node]
    while todo:
        part = todo.pop()
        if isinstance(part, tuple | list):
            todo.extend(part)
        elif is_dataclass(part) and not isinstance(part, type):
            yield part
            todo.extend(getattr(part, field.name) for field in fields(part))
