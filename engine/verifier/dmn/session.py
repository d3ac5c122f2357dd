"""One answer in the making: requirements first, each once, in the order they are needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..feel import Function
from ..not_verified import NotVerified
from .model import Model, Part, Reference
from .state import Hit, State, plain


@dataclass(frozen=True)
class Made:
    """One decision as it was made. `matched` are the rules of its own table by number (None: it is no table);
    `tables` are all tables used, `own` its own among them."""

    decision: str
    id: str
    inputs: dict[str, Any]
    outputs: Any
    matched: tuple[int, ...] | None
    tables: tuple[Hit, ...]
    own: Hit | None = None

    def as_json(self) -> dict[str, Any]:
        """As the trace of the engine writes it, but for warnings and notes."""
        made: dict[str, Any] = {
            "decision": self.decision,
            "id": self.id,
            "kind": "expression" if self.matched is None else "table",
            "inputs": self.inputs,
            **(self.own.as_json() if self.own else {}),
            "outputs": self.outputs,
        }
        others = [{**hit.as_json(), "outputs": hit.output} for hit in self.tables if hit is not self.own]
        return {**made, "tables": others} if others else made


class Session:
    """What was decided so far; `states` differ in the types each file knows."""

    def __init__(self, model: Model, state: State, variables: Mapping[str, Any]) -> None:
        self.model = model
        self.states = {name: replace(state, types=file.types) for name, file in model.files.items()}
        self.variables = variables
        self.values: dict[Reference, Any] = {}
        self.made: list[Made] = []
        self.pending: set[Reference] = set()

    def value(self, part: Part) -> Any:
        """What a required part is worth: an input, a decision, or a function."""
        if part.key in self.values:
            return self.values[part.key]
        if part.key in self.pending:
            raise NotVerified(f"“{part.name}”循环依赖。")
        self.pending.add(part.key)
        makers = {"input": self.given, "knowledge": self.knowledge, "service": self.service, "decision": self.decision}
        found = makers[part.kind](part)
        self.pending.discard(part.key)
        self.values[part.key] = found
        return found

    def given(self, part: Part) -> Any:
        """An input, under the names of the imports that lead to it: `{"公共": {"人": …}}` or `{"公共.人": …}`."""
        path = self.model.path(part)
        found: Any = self.variables
        for alias in path:
            found = found.get(alias) if isinstance(found, Mapping) else None
        value = found.get(part.variable) if isinstance(found, Mapping) else None
        if value is None and path:
            value = self.variables.get(".".join((*path, part.variable)))
        state = self.states[part.file]
        return state.fitted(state.types.read(value, part.type), part.type)

    def scope(self, part: Part) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for alias, need in self.model.needs(part):
            if alias:
                made.setdefault(alias, {})[need.variable] = self.value(need)
            else:
                made[need.variable] = self.value(need)
        return made

    def decision(self, part: Part) -> Any:
        scope = self.scope(part)
        state = self.states[part.file]
        before = len(state.hits)
        value = part.logic.value(state, (scope, None)) if part.logic is not None else None
        value = state.fitted(value, part.type)
        hits = tuple(state.hits[before:])
        del state.hits[before:]
        own = next((hit for hit in reversed(hits) if hit.of is part.table), None) if part.table else None
        inputs = {name: plain(each) for name, each in scope.items() if not isinstance(each, Function)}
        matched = own.matched if own else () if part.table else None
        self.made.append(Made(part.name, part.id, inputs, plain(value), matched, hits, own))
        return value

    def knowledge(self, part: Part) -> Any:
        return part.logic.value(self.states[part.file], (self.scope(part), None)) if part.logic is not None else None

    def service(self, part: Part) -> Function:
        """A function of the service's inputs; what it decides inside starts from those alone."""
        needs, outputs = self.model.service_inputs(part), self.model.service_outputs(part)
        state = self.states[part.file]

        def call(values: Sequence[Any]) -> Any:
            if len(values) != len(needs):
                return None
            inner = Session(self.model, state, {})
            for need, value in zip(needs, values, strict=True):
                inner.values[need.key] = fit = self.states[need.file].fitted(value, need.type)
                if fit is None and value is not None:
                    return None
            found = {output.variable: inner.value(output) for output in outputs}
            self.made += inner.made
            return state.fitted(next(iter(found.values())) if len(outputs) == 1 else found, part.type)

        return Function(call, tuple(need.variable for need in needs))
