"""Decisions of a DMN model as this room asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine import feel
from engine.bpmn.outcome import Environment

if TYPE_CHECKING:
    from engine.dmn import Model


class ModelDecision:
    """One decision of a model; `inputs` are the variables it reads, the others are not handed over."""

    def __init__(self, model: Model, id: str) -> None:
        self.model = model
        self.id = id
        self.inputs: frozenset[str] = frozenset(model.inputs(id))

    def __call__(self, variables: dict[str, Any], environment: Environment) -> tuple[Any, list[dict[str, Any]]]:
        given = {name: variables[name] for name in sorted(self.inputs) if name in variables}
        result = self.model.evaluate(self.id, given, environment.feel)
        return feel.to_json(result.value), list(result.trace)


def decisions_of(model: Model) -> dict[str, ModelDecision]:
    """Every decision of a model by its id, ready for `load(decisions=...)`."""
    return {id: ModelDecision(model, id) for id in model.decisions}
