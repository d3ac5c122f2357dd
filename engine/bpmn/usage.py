"""Which names the expressions of a process read, where, and which names its own elements give a value to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from engine.bpmn.formula import Formula
from engine.bpmn.model import Node, Scope
from engine.bpmn.reads import formulas
from engine.feel.syntax import ContextLiteral, ListLiteral, Literal


@dataclass(frozen=True, slots=True)
class Use:
    """An expression on an element or flow; `decides`: a token waits or goes by its being true or false."""

    element: str
    text: str
    reads: frozenset[str]
    calls: frozenset[str] = frozenset()
    decides: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """`names`: what elements set, with the keys of contexts they write, which filters read by name. `services`: types
    of service tasks. `payload`: a message or signal brings values of names that stand in no file of this procedure."""

    names: frozenset[str]
    services: frozenset[str]
    payload: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A user task: `groups` it is offered to by name, as far as they are written out; a role without its unit ends
    in @. `timed`: the diagram itself says until when."""

    element: str
    groups: tuple[str, ...]
    timed: bool


@dataclass(frozen=True, slots=True)
class Usage:
    uses: tuple[Use, ...]
    given: Given
    steps: tuple[Step, ...]


def usage_of(processes: Mapping[str, Scope], decisions: Mapping[str, Any]) -> Usage:
    """Of all processes of a program together: a called one shares names with its caller."""
    return Usage(tuple(_uses(processes, decisions)), _given(processes), tuple(_steps(processes)))


def _uses(processes: Mapping[str, Scope], decisions: Mapping[str, Any]) -> Iterator[Use]:
    for scope in _scopes(processes):
        for flow in scope.flows.values():
            if flow.condition is not None and not flow.condition.is_literal:
                yield _use(flow.id, flow.condition, decides=True)
        for node in scope.nodes.values():
            yield from _of(node, decisions)


def _of(node: Node, decisions: Mapping[str, Any]) -> Iterator[Use]:
    # what a mapping or a loop gives is known to the rest of its own element, which its own names answer for
    condition = node.loop.condition if node.loop else None
    for formula in formulas(node):
        if not formula.is_literal:
            yield _use(node.id, formula, decides=formula is condition)
    if node.decision:
        inputs = frozenset(getattr(decisions.get(node.decision), "inputs", frozenset()))
        yield Use(node.id, node.decision, inputs, decides=True)


def _use(element: str, formula: Formula, *, decides: bool) -> Use:
    return Use(element, formula.text, formula.reads, formula.calls, decides)


ARRIVED = frozenset({"activationCount", "activationCounts", "waitingForStart"})  # what a complex gateway tells
# What a multi-instance activity tells its rounds and its completion condition.
ROUNDS = frozenset({"loopCounter"}) | {f"numberOf{kind}Instances" for kind in ("", "Completed", "Active", "Terminated")}


def _given(processes: Mapping[str, Scope]) -> Given:
    names, services, payload = set[str](), set[str](), False
    for scope in _scopes(processes):
        for node in scope.nodes.values():
            names |= {mapping.target[0] for mapping in (*node.inputs, *node.outputs)}
            names |= {name for name in (node.result,) if name}
            if node.type == "complexGateway":
                names |= ARRIVED
            if node.loop is not None:
                names |= {name for name in (node.loop.element, node.loop.output_collection) if name}
                names |= ROUNDS
            if node.job is not None and node.job.type.is_literal:
                services.add(node.job.type.text)
            for formula in formulas(node):
                names |= _keys(formula)
            payload = payload or _brings(node)
    return Given(frozenset(names), frozenset(services), payload)


def _brings(node: Node) -> bool:
    """A message or signal that is caught sets its whole content, unless mappings say what of it stays."""
    trigger = node.trigger
    catches = node.type in ("startEvent", "intermediateCatchEvent", "boundaryEvent")
    return node.type == "receiveTask" or (catches and trigger is not None and trigger.kind in ("message", "signal"))


def _steps(processes: Mapping[str, Scope]) -> Iterator[Step]:
    """Every user task, in the order drawn."""
    for scope in _scopes(processes):
        for node in scope.nodes.values():
            if node.type == "userTask":
                groups = node.assignment.groups if node.assignment else None
                timed = bool(node.assignment and node.assignment.due) or "term" in node.properties
                yield Step(node.id, tuple(_groups(groups)) if groups else (), timed)


def _groups(formula: Formula) -> Iterator[str]:
    """Texts of the lists in it, and texts that a unit is put behind."""
    if formula.expression is None:
        yield from filter(None, map(str.strip, formula.text.split(",")))
        return
    for node in _walk(formula.expression.syntax):
        if isinstance(node, ListLiteral):
            yield from (item.value for item in node.items if isinstance(item, Literal) and isinstance(item.value, str))
        elif isinstance(node, Literal) and isinstance(node.value, str) and node.value.endswith("@"):
            yield node.value


def _keys(formula: Formula) -> set[str]:
    if formula.expression is None:
        return set()
    literals = (node for node in _walk(formula.expression.syntax) if isinstance(node, ContextLiteral))
    return {key for literal in literals for key, _ in literal.entries}


def _walk(syntax: Any) -> Iterator[Any]:
    pending: list[Any] = [syntax]
    while pending:
        node = pending.pop()
        if isinstance(node, list | tuple):
            pending += node
        elif is_dataclass(node):
            yield node
            pending += [getattr(node, part.name) for part in fields(node)]


def _scopes(processes: Mapping[str, Scope]) -> Iterator[Scope]:
    for process in processes.values():
        yield from process.all_scopes()
