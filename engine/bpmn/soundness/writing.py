"""Which variables an element may set, and to what when that is written in the diagram."""

from __future__ import annotations

from collections.abc import Mapping

from engine.bpmn.formula import Formula
from engine.bpmn.model import Mapping as IoMapping
from engine.bpmn.model import Node
from engine.bpmn.soundness.atoms import Value, constant_of
from engine.bpmn.soundness.summary import Summary

ANY = "*"
Writes = Mapping[str, tuple[Value] | None]  # name -> the constant it gets, None for an unknown value
_BRINGING = frozenset({"userTask", "receiveTask", "serviceTask", "sendTask", "callActivity", "businessRuleTask"})


def writes_of(node: Node, summary: Summary | None) -> Writes:
    """The variables an element sets in the scopes around it once it is done; {ANY: None} when it may set all."""
    found: dict[str, tuple[Value] | None] = {}
    if node.outputs:
        found |= _mapped(node.outputs)
    elif node.type == "userTask" or node.adhoc is not None or _by_payload(node):
        return {ANY: None}
    elif node.result:
        found[node.result] = _constant(node.script)
    elif node.job is not None or (node.type in _BRINGING and node.type not in ("sendTask", "businessRuleTask")):
        return {ANY: None}
    if summary is not None and node.body is not None:
        if summary.writes is None:
            return {ANY: None}
        found |= dict.fromkeys(summary.writes)
    if node.loop is not None and node.loop.output_collection:
        found[node.loop.output_collection] = None
    if node.loop is not None:
        found = dict.fromkeys(found)  # rounds may be none at all
    return found


def _by_payload(node: Node) -> bool:
    return any(trigger.kind in ("message", "signal") for trigger in node.triggers) and _catches(node)


def _catches(node: Node) -> bool:
    return node.type in ("intermediateCatchEvent", "boundaryEvent", "startEvent", "receiveTask")


def _mapped(mappings: tuple[IoMapping, ...]) -> dict[str, tuple[Value] | None]:
    return {mapping.target[0]: _constant(mapping.source) if len(mapping.target) == 1 else None for mapping in mappings}


def _constant(formula: Formula | None) -> tuple[Value] | None:
    if formula is None:
        return None
    if formula.expression is None:
        return (formula.text,)
    return constant_of(formula.expression.syntax)
