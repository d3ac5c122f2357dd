"""What stands in an expression, without working it out: names, and whether two are written alike."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from engine.bpmn.calls import walk
from engine.feel.syntax import Name, Node


def names(node: Node) -> set[str]:
    return {part.name for part in walk(node) if isinstance(part, Name)}


def shape(node: Any) -> str:
    """An expression without its positions: equal for equal expressions however they are spaced."""
    if isinstance(node, tuple | list):
        return "[" + ",".join(map(shape, node)) + "]"
    if is_dataclass(node) and not isinstance(node, type):
        inner = ",".join(shape(getattr(node, field.name)) for field in fields(node) if field.name != "at")
        return f"{type(node).__name__}({inner})"
    return repr(node)
