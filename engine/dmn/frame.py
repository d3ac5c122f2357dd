"""One evaluation of a model: what is already decided, and how the rest is found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.dmn.graph import Need, Node, Unit
from engine.dmn.inputs import read_texts
from engine.dmn.run import Run, Scope
from engine.dmn.trace import Decided
from engine.feel.functions import Function
from engine.feel.types import coerce

_OPEN = object()


class Frame:
    """The values of the elements of one file, for one set of inputs; imported files have frames below it."""

    __slots__ = ("below", "inputs", "run", "unit", "values")

    def __init__(self, unit: Unit, inputs: Mapping[str, Any], run: Run) -> None:
        self.unit = unit
        self.inputs = inputs
        self.run = run
        self.values: dict[str, Any] = {}
        self.below: dict[str, Frame] = {}

    def under(self, alias: str | None) -> Frame:
        """The frame of an imported file."""
        if alias is None:
            return self
        frame = self.below.get(alias)
        if frame is None:
            frame = self.below[alias] = Frame(self.unit.imports[alias], self._inputs_under(alias), self.run)
        return frame

    def down(self, path: Sequence[str]) -> Frame:
        """The frame at the end of a path of imports."""
        frame = self
        for alias in path:
            frame = frame.under(alias)
        return frame

    def _inputs_under(self, alias: str) -> Mapping[str, Any]:
        """`{alias: {name: value}}` or `{"alias.name": value}`; without either, the inputs as they are."""
        inner = self.inputs.get(alias)
        if isinstance(inner, dict):
            return inner
        prefix = f"{alias}."
        dotted = {name[len(prefix) :]: v for name, v in self.inputs.items() if name.startswith(prefix)}
        return dotted or self.inputs

    def value(self, node: Node) -> Any:
        """The value of an element, worked out at its first use."""
        value = self.values.get(node.key, _OPEN)
        if value is not _OPEN:
            return value
        kind = node.element.kind
        self.values[node.key] = None  # a requirement that leads back here finds null
        if kind == "input":
            value = self._input(node)
        elif kind == "decision":
            value = self._decide(node)
        elif kind == "knowledge":
            value = self._knowledge(node)
        else:
            value = ServiceFunction(node, self.unit, self.run)
        self.values[node.key] = value
        return value

    def give(self, need: Need, value: Any) -> None:
        """Set what a decision service was called with."""
        self.under(need.alias).values[need.node.key] = value

    def scope(self, node: Node) -> Scope:
        """The names an element sees: what it requires, and nothing else."""
        scope: Scope = {}
        for need in node.needs:
            value = self.under(need.alias).value(need.node)
            if need.alias:
                scope.setdefault(need.alias, {})[need.node.element.name] = value
            else:
                scope[need.node.element.name] = value
        return scope

    def _input(self, node: Node) -> Any:
        element = node.element
        given = self.inputs.get(element.name, self.inputs.get(element.title))
        given = read_texts(given, node.type, self.unit.types)
        return self._typed(node, given, "输入", "input")

    def _decide(self, node: Node) -> Any:
        run = self.run
        noted = len(run.warnings)
        scope = self.scope(node)
        hits = len(run.hits)
        value = node.logic(scope, run) if node.logic is not None else None
        value = self._typed(node, value, "决策", "decision")
        used = tuple(run.hits[hits:])
        del run.hits[hits:]
        run.decided.append(Decided(node.element, scope, value, used, run.claim_warnings(noted)))
        return value

    def _knowledge(self, node: Node) -> Any:
        if node.logic is None:
            return None
        scope = self.scope(node)
        value = node.logic(scope, self.run)
        scope[node.element.name] = value  # a knowledge model may call itself
        return value

    def _typed(self, node: Node, value: Any, zh: str, en: str) -> Any:
        if node.type is None or value is None:
            return value
        converted = coerce(value, node.type, self.unit.types)
        if converted is None:
            name, wanted = node.element.name, node.element.type
            self.run.null("dmn_type", f"{zh}“{name}”的值不是 {wanted}。", f"The {en} {name} is not a {wanted}.")
        return converted


class ServiceFunction(Function):
    """A decision service as a function: its own evaluation, in which only what it was given is known."""

    __slots__ = ("node", "run", "unit")

    def __init__(self, node: Node, unit: Unit, run: Run) -> None:
        super().__init__(node.parameters, None, node.element.name, parameter_types=node.parameter_types)
        self.node = node
        self.unit = unit
        self.run = run

    def apply(self, evaluation: Any, arguments: Sequence[Any]) -> Any:
        frame = Frame(self.unit, {}, self.run)
        for need, value in zip(self.node.needs, arguments, strict=True):
            frame.give(need, value)
        values = {need.node.element.name: frame.under(need.alias).value(need.node) for need in self.node.outputs}
        result = next(iter(values.values())) if len(values) == 1 else values
        return coerce(result, self.node.type, self.unit.types)
