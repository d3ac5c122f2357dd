"""Leaving an element that is no gateway: several flows are all taken, conditional ones of an activity when true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.variables import evaluate_condition
from engine.errors import Incident

if TYPE_CHECKING:
    from engine.bpmn.model import Flow, Node
    from engine.bpmn.tokens import Token


def flows_out(node: Node, token: Token) -> list[Flow]:
    """Unconditional flows always, conditional ones when true, the default when no condition is (BPMN 2.0.2, 8.4.13).

    A flow belongs to the scope around the activity: its condition sees what the activity let out, not its own names.
    """
    flows = node.outgoing
    if all(flow.condition is None for flow in flows):
        return flows
    token.locals = None
    true = {flow.id for flow in flows if flow.condition and evaluate_condition(token, flow.condition, flow.id)}
    taken = [
        flow
        for flow in flows
        if flow.id in true or (flow.condition is None and (flow.id != node.default or not true))
    ]  # fmt: skip
    if not taken:
        raise Incident(
            "no_flow",
            node.id,
            token.key,
            f"“{node.name or node.id}”之后没有任何一条流出线的条件成立,也没有默认流。",
            f"After “{node.name or node.id}” no condition holds and there is no default flow.",
        )
    return taken
