"""Splitting: exclusive, parallel and inclusive gateways choose the flows taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.nodes.step import Step
from engine.bpmn.variables import evaluate_condition

if TYPE_CHECKING:
    from engine.bpmn.model import Flow
    from engine.bpmn.tokens import Token


class ExclusiveGateway(Step):
    """Each token alone: the first flow whose condition is true, else the default, else an incident."""

    def perform(self, token: Token) -> bool:
        token.taken = [self._choose(token)]
        return True

    def _choose(self, token: Token) -> Flow:
        flows = self.node.outgoing
        if len(flows) == 1 and flows[0].condition is None:
            return flows[0]
        for flow in flows:
            if flow.condition is not None and evaluate_condition(token, flow.condition, flow.id):
                return flow
        for flow in flows:
            if flow.id == self.node.default:
                return flow
        raise no_flow(self, token)


def choose_inclusive(step: Step, token: Token) -> list[Flow]:
    """Every flow whose condition is true, else the default, else an incident."""
    flows = step.node.outgoing
    if len(flows) == 1 and flows[0].condition is None:
        return flows
    chosen = [
        flow for flow in flows if flow.condition is not None and evaluate_condition(token, flow.condition, flow.id)
    ]
    if not chosen:
        chosen = [flow for flow in flows if flow.id == step.node.default]
    if not chosen:
        raise no_flow(step, token)
    return chosen


def no_flow(step: Step, token: Token) -> Exception:
    return step.incident(
        token,
        "no_flow",
        f"网关“{step.node.name or step.node.id}”没有任何一条流出线的条件成立,也没有默认流。",
        f"At gateway “{step.node.name or step.node.id}” no condition holds and there is no default flow.",
    )
