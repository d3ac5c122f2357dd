"""Which names a FEEL text reads as values: what routes a matter, and what a round of a loop begins with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import Any

from ..feel import read
from ..feel.nodes import Call, Definition, Entries, Filter, Member, Name, Path, Rounds
from ..not_verified import NotVerified

# Functions of the office whose names are of several words: the reader must know each as one name.
FUNCTIONS = (
    "workdays after", "workdays before", "working hours after", "natural hours after", "calendar days after",
    "workdays left", "office hours between", "leader in charge", "deputy in charge", "lead of", "holders", "unit of",
    "unit kind",
)  # fmt: skip


@lru_cache(maxsize=4096)
def names_in(text: str) -> frozenset[str]:
    """The free names of a text (without its leading `=`), not those that are only called. Empty when it is no FEEL."""
    try:
        return frozenset(_free(read(text, FUNCTIONS), frozenset()))
    except NotVerified:
        return frozenset()


def _free(node: Any, bound: frozenset[str]) -> Iterator[str]:
    if isinstance(node, Name):
        if node.name not in bound:
            yield node.name
    elif isinstance(node, Path):
        first, steps = node.first, node.steps
        if not (isinstance(first, Name) and steps and isinstance(steps[0], Call)):
            yield from _free(first, bound)
        for step in steps:
            if isinstance(step, Filter):
                yield from _free(step.condition, bound | {"item"})
            elif not isinstance(step, Member):
                yield from _free(step.arguments, bound)
    elif isinstance(node, Rounds):
        inner = bound
        for name, start, end in node.iterators:
            yield from _free(start, inner)
            yield from _free(end, inner)
            inner |= {name}
        yield from _free(node.body, inner | {"partial"})
    elif isinstance(node, Definition):
        yield from _free(node.body, bound | {name for name, _ in node.parameters})
    elif isinstance(node, Entries):
        for name, value in node.entries:
            yield from _free(value, bound)
            bound |= {name}
    elif isinstance(node, tuple):
        for one in node:
            yield from _free(one, bound)
    elif is_dataclass(node):
        for part in fields(node):
            value = getattr(node, part.name)
            if isinstance(value, tuple) or is_dataclass(value):
                yield from _free(value, bound)
