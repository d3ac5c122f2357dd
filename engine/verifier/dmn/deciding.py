"""A DMN file as decisions that can be made: requirements first, each once, in the order they are needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..feel import Function, Meter, Run, adopted, keys_of, special, taken
from ..not_verified import NotVerified, TooMuch
from .model import Model, Part, read_model
from .state import Hit, State, plain

Callables = Mapping[str, Callable[..., Any]]


@dataclass(frozen=True)
class Made:
    """One decision as it was made. `matched` are the rules of its own table by number (None: it is no table);
    `tables` are all tables used, its own among them."""

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


@dataclass(frozen=True)
class Decided:
    """The answer as plain JSON and as FEEL value, and every decision made for it, in order."""

    outputs: Any
    value: Any
    made: tuple[Made, ...]

    @property
    def trace(self) -> list[dict[str, Any]]:
        return [each.as_json() for each in self.made]

    @property
    def matched(self) -> dict[str, tuple[int, ...] | None]:
        """The rules that matched, by the name of the decision."""
        return {each.decision: each.matched for each in self.made}


@dataclass(frozen=True)
class Decisions:
    model: Model

    def decide(
        self, name: str, variables: Mapping[str, Any], now: datetime | None = None, functions: Callables | None = None
    ) -> Decided:
        """Make the decision of that id, name or variable."""
        part = self.model.find(name, "decision")
        session = self._session(variables, now, functions)
        return self._answer(session, lambda: session.decision(part))

    def serve(
        self, name: str, variables: Mapping[str, Any], now: datetime | None = None, functions: Callables | None = None
    ) -> Decided:
        """Ask a decision service or a knowledge model; its inputs are given by name."""
        part = self.model.find(name, "service", "knowledge")
        session = self._session(variables, now, functions)

        def ask() -> Any:
            function = session.value(part)
            if not isinstance(function, Function):
                return None
            if part.kind == "service":
                values = [session.given(need) for need in self.model.service_inputs(part)]
            else:
                values = [session.variables.get(parameter) for parameter in function.parameters or ()]
            return session.state.run.function(function, values)

        return self._answer(session, ask)

    def _session(self, variables: Mapping[str, Any], now: datetime | None, functions: Callables | None) -> Session:
        known = taken(variables)
        run = Run(now, adopted(functions or {}), meter=Meter())
        names = special([*self.model.names, *keys_of(known), *run.functions])
        state = State(run, self.model.types, names)
        run.types = self.model.types.known(state)
        return Session(self.model, state, known)

    def _answer(self, session: Session, ask: Callable[[], Any]) -> Decided:
        try:
            value = session.state.run.meter.result(ask())
        except RecursionError:
            raise TooMuch("决策嵌套过深,未予核验。") from None
        return Decided(plain(value), value, tuple(session.made))


class Session:
    """One answer in the making: what was decided so far."""

    def __init__(self, model: Model, state: State, variables: Mapping[str, Any]) -> None:
        self.model = model
        self.state = state
        self.variables = variables
        self.values: dict[str, Any] = {}
        self.made: list[Made] = []
        self.pending: set[str] = set()

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
        value = self.variables.get(part.variable)
        types = self.model.types
        return types.fitted(types.read(value, part.type), part.type, self.state)

    def scope(self, part: Part) -> dict[str, Any]:
        return {need.variable: self.value(need) for need in self.model.needs(part)}

    def decision(self, part: Part) -> Any:
        if part.key in self.values:
            return self.values[part.key]
        scope = self.scope(part)
        outer, self.state.hits = self.state.hits, []
        value = part.logic.value(self.state, (scope, None)) if part.logic is not None else None
        value = self.state.fitted(value, part.type)
        hits, self.state.hits = self.state.hits, outer
        own = next((hit for hit in reversed(hits) if part.table == hit.table), None) if part.is_table else None
        inputs = {name: plain(v) for name, v in scope.items() if not isinstance(v, Function)}
        matched = own.matched if own else () if part.is_table else None
        self.made.append(Made(part.name, part.id, inputs, plain(value), matched, tuple(hits), own))
        self.values[part.key] = value
        return value

    def knowledge(self, part: Part) -> Any:
        return part.logic.value(self.state, (self.scope(part), None)) if part.logic is not None else None

    def service(self, part: Part) -> Function:
        needs = self.model.service_inputs(part)
        outputs = self.model.service_outputs(part)

        def call(values: Sequence[Any]) -> Any:
            if len(values) != len(needs):
                return None
            inner = Session(self.model, self.state, {})
            for need, value in zip(needs, values, strict=True):
                inner.values[need.key] = fit = self.state.fitted(value, need.type)
                if fit is None and value is not None:
                    return None
            found = {output.variable: inner.decision(output) for output in outputs}
            self.made += inner.made
            value = next(iter(found.values())) if len(outputs) == 1 else found
            return self.state.fitted(value, part.type)

        return Function(call, tuple(need.variable for need in needs))


def load(xml: bytes) -> Decisions:
    """Read a DMN file; NotVerified names what in it is not supported."""
    return Decisions(read_model(xml))


__all__ = ["Decided", "Decisions", "Made", "load"]
