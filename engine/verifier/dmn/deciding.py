"""A DMN file as decisions that can be made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..feel import Function, Run, adopted, special, taken
from ..not_verified import TooMuch
from .loading import read_model
from .model import Model
from .session import Made, Session
from .state import State, plain

Callables = Mapping[str, Callable[..., Any]]


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
        return self._answer(session, lambda: session.value(part))

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
            return session.states[part.file].run.function(function, values)

        return self._answer(session, ask)

    def _session(self, variables: Mapping[str, Any], now: datetime | None, functions: Callables | None) -> Session:
        run = Run(now, adopted(functions or {}))
        types = self.model.files[self.model.root].types
        state = State(run, types, special([*self.model.names, *run.functions]))
        run.types = types.known(state)
        return Session(self.model, state, taken(variables))

    def _answer(self, session: Session, ask: Callable[[], Any]) -> Decided:
        try:
            asked = ask()
            value = session.states[self.model.root].run.meter.result(asked)
        except RecursionError:
            raise TooMuch("决策嵌套过深,未予核验。") from None
        return Decided(plain(value), value, tuple(session.made))


def load(xml: bytes, others: Iterable[bytes] = ()) -> Decisions:
    """Read a DMN file, with the other files of its folder for what it imports; NotVerified names what is not
    supported."""
    return Decisions(read_model(xml, others))


__all__ = ["Decided", "Decisions", "Made", "load"]
