"""The verifier's own FEEL and DMN as the interpreter asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from ..dmn import Decided, Decisions, load
from ..feel import evaluate
from ..not_verified import NotVerified

Functions = Mapping[str, Any]


def value_of(text: str, variables: Mapping[str, Any], now: datetime, functions: Functions) -> Any:
    """The FEEL value of a text; raises NotVerified."""
    return evaluate(text, variables, now=now, functions=functions)


def decided(
    files: Mapping[str, bytes], decision: str, variables: Mapping[str, Any], now: datetime, functions: Functions
) -> Decided:
    """A decision of these DMN files, made again; raises NotVerified."""
    return _holder(tuple(files[path] for path in sorted(files)), decision).decide(
        decision, variables, now=now, functions=functions
    )


@lru_cache(maxsize=512)
def _holder(files: tuple[bytes, ...], decision: str) -> Decisions:
    """The last file that holds the decision, as the engine takes it."""
    for data in reversed(files):
        decisions = load(data)
        if any(part.kind == "decision" and part.id == decision for part in decisions.model.parts.values()):
            return decisions
    raise NotVerified(f"没有决策“{decision}”。")


def inputs_of(files: Mapping[str, bytes]) -> dict[str, frozenset[str]]:
    """Decision -> the variables of the input data it needs, itself or by another decision."""
    return _inputs(tuple(files[path] for path in sorted(files)))


@lru_cache(maxsize=64)
def _inputs(files: tuple[bytes, ...]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for data in files:
        try:
            model = load(data).model
            for part in model.parts.values():
                if part.kind == "decision":
                    seen, todo = {part.key: part}, [part]
                    while todo:
                        needs = [need for _, need in model.needs(todo.pop()) if need.key not in seen]
                        seen |= {need.key: need for need in needs}
                        todo += needs
                    found[part.id] = frozenset(one.variable for one in seen.values() if one.kind == "input")
        except NotVerified:
            continue  # what needs this file is named when it is asked
    return found
