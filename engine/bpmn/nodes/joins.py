"""Joining: parallel gateways count tokens per incoming flow, inclusive ones ask whether more can still come.

Neither looks at ancestors in the token tree, so loops, returns and compaction change nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from engine.bpmn.model import is_link
from engine.bpmn.nodes.gateways import choose_inclusive
from engine.bpmn.nodes.step import Step
from engine.bpmn.tokens import COMPLETED, FLOW, WAITING

if TYPE_CHECKING:
    from engine.bpmn.instance import Instance
    from engine.bpmn.model import Node, Scope
    from engine.bpmn.tokens import Token
    from engine.bpmn.trees import Tree


class Join(Step):
    """A gateway several flows lead into: tokens wait here until `complete` says enough have come."""

    def _update_hook(self, token: Token) -> bool:
        if len(self.node.incoming) < 2 or token._state & (COMPLETED | WAITING):
            return True
        token.workflow.arrivals.setdefault(self.node.id, []).append(token)
        token._set_state(WAITING)
        return self.arrived(token)

    def arrived(self, token: Token) -> bool:
        raise NotImplementedError

    def consume(self, tree: Tree, flows: Collection[str | None] | None = None) -> Token:
        """Take the oldest token of each incoming flow (or of `flows`) that has one; the last one goes on for all."""
        first: dict[str | None, Token] = {}
        for token in tree.arrivals[self.node.id]:
            if flows is None or token.flow in flows:
                first.setdefault(token.flow, token)
        chosen = sorted(first.values(), key=lambda token: token.id)
        kept = chosen.pop()
        for token in chosen:
            token._set_state(COMPLETED)
        tree.arrivals[self.node.id].remove(kept)
        if not tree.arrivals[self.node.id]:
            del tree.arrivals[self.node.id]
        return kept


class ParallelGateway(Join):
    """Fires when every incoming flow has a token; surplus tokens stay for the next time."""

    def arrived(self, token: Token) -> bool:
        tree = token.workflow
        if len({waiting.flow for waiting in tree.arrivals[self.node.id]}) < len(self.node.incoming):
            return False
        kept = self.consume(tree)
        if kept is token:
            return True
        kept._ready()
        return False


class Patient(Join):
    """Looked at again whenever nothing else can move."""

    def arrived(self, token: Token) -> bool:
        token.workflow.top_workflow.inclusive[token.workflow] = None
        return False

    def fires(self, tree: Tree) -> bool:
        """Let a token go on when nothing more is to be waited for."""
        raise NotImplementedError


class InclusiveGateway(Patient):
    """Waits while some open token of the scope could still come along an incoming flow that has none yet.

    As BPMN 2.0 (13.4.3) says, a token that could as well reach a flow that already has one does not hold it up;
    only sequence flows (and links) count for that, while it is held up by what boundary events could send too.
    """

    def perform(self, token: Token) -> bool:
        token.taken = choose_inclusive(self, token)
        return True

    def fires(self, tree: Tree) -> bool:
        waiting = tree.arrivals.get(self.node.id)
        if not waiting or expects(tree, self, {token.flow for token in waiting}):
            return False
        self.consume(tree)._ready()
        return True


def expects(tree: Tree, step: Join, filled: Collection[str | None]) -> bool:
    """Whether some open token could still come along an incoming flow of `step` that is not `filled`."""
    empty = [flow.id for flow in step.node.incoming if flow.id not in filled]
    if not empty:
        return False
    sources = reach(tree.scope, step.node)
    expected = frozenset().union(*(sources[flow][0] for flow in empty))
    served = frozenset().union(*(sources[flow][1] for flow in filled if flow is not None))
    return any(
        token.task_spec.node.id in expected and token.task_spec.node.id not in served
        for token in tree.loose.values()
        if token.role == FLOW and token.open and token.task_spec is not step
    )


def fire_inclusive(instance: Instance) -> bool:
    """Fire one inclusive or complex join that nothing more can reach; False when all must wait on."""
    for tree in sorted(instance.inclusive, key=lambda tree: tree.task_tree.id):
        for id in sorted({*tree.arrivals, *tree.consumed}):
            step = tree.step(id)
            if isinstance(step, Patient) and step.fires(tree):
                return True
        if not tree.consumed and not any(isinstance(tree.step(id), Patient) for id in tree.arrivals):
            del instance.inclusive[tree]
    return False


Reach = tuple[frozenset[str], frozenset[str]]


def reach(scope: Scope, gateway: Node) -> dict[str, Reach]:
    """Incoming flow id of `gateway` -> nodes a token may stand on and still come along that flow without passing it.

    Twice: counting what boundary events may send, and by sequence flows and links alone.
    """
    found = scope.reach.get(gateway.id)
    if found is None:
        found = {
            flow.id: (_upstream(scope, gateway, flow.source, True), _upstream(scope, gateway, flow.source, False))
            for flow in gateway.incoming
        }
        scope.reach[gateway.id] = found
    return found


def _upstream(scope: Scope, gateway: Node, source: str, by_boundary: bool) -> frozenset[str]:
    seen: set[str] = set()
    todo = [source]
    while todo:
        id = todo.pop()
        if id in seen or id == gateway.id:
            continue
        seen.add(id)
        node = scope.nodes[id]
        todo += [flow.source for flow in node.incoming]
        if node.attached_to and by_boundary:
            todo.append(node.attached_to)
        if node.type == "intermediateCatchEvent" and node.trigger and node.trigger.kind == "link":
            todo += [
                other.id
                for other in scope.nodes.values()
                if is_link(other, "intermediateThrowEvent", node.trigger.code)
            ]
    return frozenset(seen)
