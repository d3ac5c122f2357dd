"""The complex gateway: it starts when its activation condition holds, then takes what comes late and begins anew.

BPMN 2.0.2, 13.4.5: waiting for start, it fires as soon as the condition over data and the flows that have a token
(`activationCount`, `activationCounts`) is true, with one token of each. Waiting for reset, it waits for the other
flows as an inclusive join does, then takes one token of each that has one. Both times conditions choose the flows out
and may ask for `waitingForStart`. A reset that takes nothing leaves nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.bpmn.nodes.gateways import no_flow
from engine.bpmn.nodes.joins import Patient, expects
from engine.bpmn.variables import evaluate_condition

if TYPE_CHECKING:
    from engine.bpmn.model import Flow
    from engine.bpmn.tokens import Token
    from engine.bpmn.trees import Tree

RESET = "reset"  # a fact of a token: it goes on for those that came late


class ComplexGateway(Patient):
    """`Tree.consumed` remembers, while it waits for reset, from which flows it took a token when it started."""

    def arrived(self, token: Token) -> bool:
        super().arrived(token)
        kept = self._start(token.workflow)
        if kept is not None and kept is not token:
            kept._ready()
        return kept is token

    def fires(self, tree: Tree) -> bool:
        kept = self._reset(tree) or self._start(tree)
        if kept is not None:
            kept._ready()
        return kept is not None

    def _start(self, tree: Tree) -> Token | None:
        waiting = tree.arrivals.get(self.node.id)
        if not waiting or self.node.id in tree.consumed:
            return None
        counts = {flow.id: sum(token.flow == flow.id for token in waiting) for flow in self.node.incoming}
        filled = [id for id, count in counts.items() if count]
        condition = self.node.activation
        assert condition is not None
        seen = {"activationCount": len(filled), "activationCounts": counts}
        if not evaluate_condition(waiting[0], condition, self.node.id, seen):
            return None
        if len(filled) < len(self.node.incoming):
            tree.consumed[self.node.id] = filled
        return self.consume(tree)

    def _reset(self, tree: Tree) -> Token | None:
        """Begin anew once nothing can come along the flows that have brought nothing yet; what came late goes on."""
        consumed = tree.consumed.get(self.node.id)
        if consumed is None:
            return None
        late = {token.flow for token in tree.arrivals.get(self.node.id, ()) if token.flow not in consumed}
        if expects(tree, self, {*consumed, *late}):
            return None
        del tree.consumed[self.node.id]
        if not late:
            return None
        kept = self.consume(tree, late)
        kept.internal_data[RESET] = True
        return kept

    def perform(self, token: Token) -> bool:
        token.taken = self._choose(token, not token.internal_data.pop(RESET, False))
        return True

    def _choose(self, token: Token, starting: bool) -> list[Flow]:
        flows = self.node.outgoing
        if len(flows) == 1 and flows[0].condition is None:
            return flows if starting else []
        seen: dict[str, Any] = {"waitingForStart": starting}
        true = [flow for flow in flows if flow.condition and evaluate_condition(token, flow.condition, flow.id, seen)]
        chosen = true or [flow for flow in flows if flow.id == self.node.default]
        if not chosen and starting:
            raise no_flow(self, token)
        return chosen
