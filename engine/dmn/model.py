"""The public face of a loaded DMN file: what it decides, what it needs, and deciding it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

from engine.dmn.asking import Question, questions
from engine.dmn.boxed import Table
from engine.dmn.frame import Frame
from engine.dmn.graph import Node, Unit, inputs_of
from engine.dmn.inputs import accept
from engine.dmn.run import Run
from engine.dmn.trace import Decided, Trace, as_trace
from engine.dmn.watching import tables_in, tell
from engine.errors import Finding, Missing
from engine.feel import Environment, FeelWarning, call
from engine.feel.errors import limit_error


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as others may know it.

    `variable` is what expressions call it; `requires` are the variables of the inputs and decisions it asks for.
    """

    id: str
    name: str
    variable: str
    question: str
    requires: tuple[str, ...]
    type: str | None


@dataclass(frozen=True, slots=True)
class Service:
    """A decision service or knowledge model: callable with values for its `inputs`, in this order."""

    id: str
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """A FEEL value (`engine.feel.to_json` makes it JSON), why parts of it are null, and how it came about."""

    value: Any
    warnings: tuple[FeelWarning, ...]
    decided: tuple[Decided, ...] = field(repr=False, default=())

    @cached_property
    def trace(self) -> Trace:
        """Plain JSON; see engine.dmn.trace."""
        return as_trace(self.decided)


_Place = tuple[tuple[str, ...], Node]
"""Names of imports to go through, and the element."""


class Model:
    """A compiled DMN file. Immutable; one model may be used by many threads at once."""

    def __init__(self, unit: Unit, findings: Sequence[Finding]) -> None:
        self._unit = unit
        self.findings = tuple(findings)
        """What could not be compiled; such an expression is null with a warning when it is reached."""
        self._environment = Environment(types=unit.types)
        nodes = unit.nodes.values()
        self._decisions = _by_name(unit, ("decision",))
        self._services = _by_name(unit, ("knowledge", "service"))
        self.decisions: Mapping[str, Decision] = MappingProxyType(
            {node.key: _decision(node) for node in nodes if node.element.kind == "decision"}
        )
        self.services: Mapping[str, Service] = MappingProxyType(
            {node.key: _service(node) for node in nodes if node.element.kind in ("service", "knowledge")}
        )

    @property
    def name(self) -> str:
        return self._unit.definitions.name

    @property
    def tables(self) -> Mapping[str, Table]:
        """Every decision table of this file: by the id of its decision, or its own where it is inside other logic."""
        found: dict[str, Table] = {}
        for node in self._unit.nodes.values():
            logic = node.element.logic
            for table in tables_in(logic):
                found[node.key if table is logic else table.id or f"{node.key}.{len(found)}"] = table
        return MappingProxyType(found)

    def inputs(self, name_or_id: str) -> frozenset[str]:
        """All input data the decision needs, also through other decisions; `import.name` if imported."""
        path, node = self._find(self._decisions, name_or_id, "决策", "decision")
        return frozenset(".".join((*path, name)) for name in inputs_of(node))

    def questions(self, name_or_id: str) -> tuple[Question, ...]:
        """What to ask somebody who tries the decision out, by name; see engine.dmn.asking."""
        path, node = self._find(self._decisions, name_or_id, "决策", "decision")
        return questions(self._unit, node, inputs_of(node)) if not path else ()

    def evaluate(self, name_or_id: str, inputs: Mapping[str, Any], environment: Environment | None = None) -> Result:
        """Make a decision, one of an imported file by `import.name`. Missing or unfitting inputs are null.

        Raises Missing for an unknown decision and FeelError when the budget is spent.
        """
        path, node = self._find(self._decisions, name_or_id, "决策", "decision")
        run = self._run(environment)
        frame = Frame(self._unit, accept(inputs), run).down(path)
        return _finish(run, lambda: frame.value(node))

    def evaluate_service(
        self, name_or_id: str, inputs: Mapping[str, Any], environment: Environment | None = None
    ) -> Result:
        """Call a decision service or knowledge model with values by parameter name; one left out is null."""
        path, node = self._find(self._services, name_or_id, "决策服务", "decision service")
        run = self._run(environment)
        given = accept(inputs)
        values = [given.get(name) for name in node.parameters]

        def invoke() -> Any:
            frame = Frame(self._unit, {}, run).down(path)
            return call(frame.value(node), values, run)

        return _finish(run, invoke)

    def _run(self, environment: Environment | None) -> Run:
        if environment is None:
            return Run(self._environment)
        return Run(replace(environment, types={**environment.types, **self._unit.types}))

    @staticmethod
    def _find(places: Mapping[str, _Place], name_or_id: str, zh: str, en: str) -> _Place:
        place = places.get(name_or_id)
        if place is None:
            raise Missing("dmn_no_such_decision", f"没有{zh}“{name_or_id}”。", f"There is no {en} {name_or_id}.")
        return place


def _finish(run: Run, work: Any) -> Result:
    try:
        value = work()
    except RecursionError:
        raise limit_error("feel_recursion", "决策之间调用过深。", "Decisions call each other too deeply.") from None
    tell(hit for hits in (*(decided.hits for decided in run.decided), run.hits) for hit in hits)
    return Result(value, tuple(run.warnings), tuple(run.decided))


def _by_name(unit: Unit, kinds: tuple[str, ...]) -> dict[str, _Place]:
    """By id, title and variable name, the first of these winning; of imported files by `import.name`."""
    found: dict[str, _Place] = {}
    for alias, imported in unit.imports.items():
        for name, (path, node) in _by_name(imported, kinds).items():
            found[f"{alias}.{name}" if alias else name] = ((alias, *path), node)
    chosen = [node for node in unit.nodes.values() if node.element.kind in kinds]
    found.update({node.element.name: ((), node) for node in chosen})
    found.update({node.element.title: ((), node) for node in chosen})
    found.update({node.key: ((), node) for node in chosen})
    return found


def _decision(node: Node) -> Decision:
    element = node.element
    requires = tuple(need.node.element.name for need in node.needs if need.node.element.kind in ("input", "decision"))
    return Decision(element.id, element.title, element.name, element.question, requires, element.type)


def _service(node: Node) -> Service:
    outputs = tuple(need.node.element.name for need in node.outputs)
    return Service(node.key, node.element.title, node.parameters, outputs)


__all__ = ["Decision", "Model", "Result", "Service"]
