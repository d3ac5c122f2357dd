"""Boxed expressions other than tables: each knows its value, given the names around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..feel import Function
from ..feel.calling import bound_values
from ..feel.comparing import both, either
from ..feel.numbers import whole
from ..feel.rounds import domain_of
from ..feel.run import Scope
from .state import Logic, State


@dataclass(frozen=True)
class Literal:
    text: str

    def value(self, state: State, scope: Scope) -> Any:
        return state.value(self.text, scope) if self.text else None


@dataclass(frozen=True)
class Typed:
    """Anything with a declared type."""

    inner: Logic
    type: str

    def value(self, state: State, scope: Scope) -> Any:
        return state.fitted(self.inner.value(state, scope), self.type)


@dataclass(frozen=True)
class Context:
    """Entries see those before them; one without a name is the result."""

    entries: tuple[tuple[str, str, Logic], ...]

    def value(self, state: State, scope: Scope) -> Any:
        made: dict[str, Any] = {}
        for name, type, logic in self.entries:
            value = logic.value(state, (made, scope))
            if not name:
                return value
            made[name] = state.fitted(value, type)
        return made


@dataclass(frozen=True)
class Items:
    items: tuple[Logic, ...]

    def value(self, state: State, scope: Scope) -> Any:
        return [item.value(state, scope) for item in self.items]


@dataclass(frozen=True)
class Relation:
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Logic, ...], ...]

    def value(self, state: State, scope: Scope) -> Any:
        return [
            {
                name: state.fitted(cell.value(state, scope), type)
                for (name, type), cell in zip(self.columns, row, strict=False)
            }
            for row in self.rows
        ]


@dataclass(frozen=True)
class Invocation:
    called: Logic
    bindings: tuple[tuple[str, Logic], ...]

    def value(self, state: State, scope: Scope) -> Any:
        function = self.called.value(state, scope)
        values = [logic.value(state, scope) for _, logic in self.bindings]
        if not isinstance(function, Function):
            return None
        ordered = bound_values(function.parameters, values, [name for name, _ in self.bindings])
        return None if ordered is None else state.run.function(function, ordered)


@dataclass(frozen=True)
class Definition:
    """A function whose body is boxed; a value that does not fit its parameter's type makes the result null."""

    parameters: tuple[tuple[str, str], ...]
    body: Logic

    def value(self, state: State, scope: Scope) -> Any:
        def call(values: Any) -> Any:
            given = {}
            if len(values) != len(self.parameters):
                return None
            for (name, type), value in zip(self.parameters, values, strict=True):
                given[name] = state.fitted(value, type)
                if given[name] is None and value is not None:
                    return None
            return self.body.value(state, (given, scope))

        return Function(call, tuple(name for name, _ in self.parameters))


@dataclass(frozen=True)
class Conditional:
    condition: Logic
    then: Logic
    otherwise: Logic

    def value(self, state: State, scope: Scope) -> Any:
        chosen = self.then if self.condition.value(state, scope) is True else self.otherwise
        return chosen.value(state, scope)


@dataclass(frozen=True)
class Filter:
    source: Logic
    match: Logic

    def value(self, state: State, scope: Scope) -> Any:
        found = self.source.value(state, scope)
        items = found if isinstance(found, list) else [] if found is None else [found]
        state.run.meter.list_of(len(items))
        kept = []
        for item in items:
            inner: Scope = ({"item": item}, scope)
            answer = self.match.value(state, (item, inner) if isinstance(item, dict) else inner)
            place = whole(answer)
            if place is not None:
                return items[place - 1 if place > 0 else place] if 1 <= abs(place) <= len(items) else None
            if answer is True:
                kept.append(item)
        return kept


@dataclass(frozen=True)
class Loop:
    """`for`, `some` and `every`."""

    kind: str
    name: str
    source: Logic
    body: Logic

    def value(self, state: State, scope: Scope) -> Any:
        items = domain_of(state.run, self.source.value(state, scope))
        if items is None:
            return None
        results: list[Any] = []
        truth: bool | None = self.kind == "every"
        for item in items:
            state.run.meter.list_of(len(results) if self.kind == "for" else 1)
            inner: Scope = ({self.name: item, "partial": list(results)}, scope)
            value = self.body.value(state, inner)
            results.append(value)
            truth = either(truth, value) if self.kind == "some" else both(truth, value)
        return results if self.kind == "for" else truth
