"""The names a FEEL text reads from outside, with their positions, and the calls it makes by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from engine.feel import syntax


@dataclass(frozen=True, slots=True)
class Use:
    """A name read at offset `at`; `arguments` is their number when it is called by position.

    `guarded` uses stand in a filter and may be entries of the list's items.
    """

    name: str
    at: int
    called: bool = False
    arguments: int | None = None
    guarded: bool = False


def uses(node: Any, bound: frozenset[str] = frozenset(), guarded: bool = False) -> Iterator[Use]:
    """Free names of a syntax tree, in the order of the text."""
    if isinstance(node, syntax.Name):
        if node.name not in bound:
            yield Use(node.name, node.at, guarded=guarded)
    elif isinstance(node, syntax.Call):
        yield from _call(node, bound, guarded)
    elif isinstance(node, syntax.Filter):
        yield from uses(node.base, bound, guarded)
        yield from uses(node.condition, bound | {"item"}, True)
    elif isinstance(node, (syntax.For, syntax.Quantified)):
        for iterator in node.iterators:
            yield from uses(iterator.domain, bound, guarded)
            yield from uses(iterator.end, bound, guarded)
            bound |= {iterator.name}
        yield from uses(node.body, bound | {"partial"}, guarded)
    elif isinstance(node, syntax.FunctionDefinition):
        if not node.external:
            yield from uses(node.body, bound | {name for name, _ in node.parameters}, guarded)
    elif isinstance(node, syntax.ContextLiteral):
        for name, value in node.entries:
            yield from uses(value, bound | {name}, guarded)  # a function entry may call itself
            bound |= {name}
    else:
        for part in _parts(node):
            yield from uses(part, bound, guarded)


def _call(node: syntax.Call, bound: frozenset[str], guarded: bool) -> Iterator[Use]:
    if isinstance(node.function, syntax.Name):
        if node.function.name not in bound:
            count = len(node.arguments) if node.names is None else None
            yield Use(node.function.name, node.function.at, True, count, guarded)
    else:
        yield from uses(node.function, bound, guarded)
    for argument in node.arguments:
        yield from uses(argument, bound, guarded)


def _parts(node: Any) -> Iterator[Any]:
    if isinstance(node, tuple):
        yield from node
    elif isinstance(node, syntax.Node):
        for item in fields(node):
            value = getattr(node, item.name)
            if isinstance(value, (syntax.Node, tuple)):
                yield value
