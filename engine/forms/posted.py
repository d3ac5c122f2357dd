"""What was posted, as a tree: `agenda[0].title=…` and nested JSON become the same thing.

List rows are kept as `{index: row}`, so that `agenda[999999999].title` costs one entry and not a billion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.forms import limits

Tree = dict[str | int, Any]
STEP = re.compile(r"\.?([^.\[\]]+)|\[(\d{1,9})\]")
MISSING = object()


def expand(raw: Mapping[str, Any]) -> tuple[Tree, list[str]]:
    """Return the tree and the names that could not be placed in it.

    Names that begin with `_` are the page's own (tokens, versions) and are passed over.
    """
    tree: Tree = {}
    misplaced: list[str] = []
    for count, (name, value) in enumerate(raw.items()):
        if not isinstance(name, str) or name.startswith("_"):
            continue
        steps = _steps(name) if count < limits.POSTED_NAMES else None
        if steps is None or not _place(tree, steps, _tree(value, 0)):
            misplaced.append(name[: limits.NAME_LENGTH])
    return tree, misplaced


def find(tree: Any, path: Sequence[str]) -> Any:
    """The node at a path, or MISSING."""
    for step in path:
        if not isinstance(tree, dict) or step not in tree:
            return MISSING
        tree = tree[step]
    return tree


def take(tree: Any, path: Sequence[str]) -> Any:
    """Like `find`, and removes the node: what is left at the end was asked for by nobody."""
    parent = find(tree, path[:-1])
    return parent.pop(path[-1], MISSING) if isinstance(parent, dict) else MISSING


def rows(node: Any) -> list[tuple[int, Any]] | None:
    """The rows of a list node with their posted index, in order; None when the node is no list."""
    if node is MISSING or node is None or node in ("", []):
        return []
    if isinstance(node, dict) and all(isinstance(index, int) for index in node):
        return sorted(node.items())
    return None


def names(tree: Any, prefix: str = "") -> Iterator[str]:
    """The posted names still in a tree."""
    if isinstance(tree, dict):
        for step, node in tree.items():
            at = f"{prefix}[{step}]" if isinstance(step, int) else f"{prefix}.{step}" if prefix else step
            yield from names(node, at)
    elif prefix:
        yield prefix


def _steps(name: str) -> list[str | int] | None:
    if len(name) > limits.NAME_LENGTH:
        return None
    steps: list[str | int] = []
    position = 0
    while position < len(name):
        step = STEP.match(name, position)
        if step is None or len(steps) >= 2 * limits.SCHEMA_DEPTH:
            return None
        steps.append(step.group(1) if step.group(2) is None else int(step.group(2)))
        position = step.end()
    return steps if steps and isinstance(steps[0], str) else None


def _place(tree: Tree, steps: list[str | int], value: Any) -> bool:
    node = tree
    for step in steps[:-1]:
        below = node.setdefault(step, {})
        if not isinstance(below, dict):
            return False
        node = below
    last = steps[-1]
    if last in node:
        if isinstance(node[last], dict) and isinstance(value, dict):
            placed = [_place(node[last], [key], below) for key, below in value.items()]
            return all(placed)
        return False
    node[last] = value
    return True


def _tree(value: Any, depth: int) -> Any:
    """Copy nested JSON into tree form: lists of rows by index, other lists as they are."""
    if depth > 2 * limits.SCHEMA_DEPTH:
        return None
    if isinstance(value, Mapping):
        return {key: _tree(below, depth + 1) for key, below in value.items() if isinstance(key, str)}
    if isinstance(value, list | tuple):
        if any(isinstance(item, Mapping) for item in value):
            return {index: _tree(item, depth + 1) for index, item in enumerate(value)}
        return list(value)
    return value
