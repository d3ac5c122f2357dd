"""Event sub-processes: they listen while their scope lives, and run inside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.bpmn.nodes.listening import heard, listen
from engine.bpmn.nodes.multiple import gathered
from engine.bpmn.nodes.subprocess import SubProcess

if TYPE_CHECKING:
    from engine.bpmn.model import Node
    from engine.bpmn.tokens import Token
    from engine.bpmn.trees import Tree


class EventSubProcess(SubProcess):
    """Started by its event, never by a flow."""

    def _on_trigger(self, waiter: Token, payload: dict[str, Any]) -> None:
        brought = gathered(waiter, payload)
        if brought is not None:
            start_handler(waiter.workflow, self.node, brought, waiter)


def arm_handlers(tree: Tree) -> None:
    """Start listening for the event sub-processes of a scope that has just begun."""
    for node in tree.scope.handlers:
        if node.body is not None and node.body.starts:
            listen(tree.task_tree, tree.step(node.id))


def start_handler(tree: Tree, node: Node, payload: dict[str, Any], waiter: Token | None = None) -> Token:
    """Run an event sub-process; an interrupting one ends everything else in the scope first."""
    start = node.body.starts[0] if node.body else None
    handler = tree.spawn(tree.step(node.id))
    handler.payload = payload
    if waiter is not None:
        heard(waiter)
    if start is not None and start.interrupting:
        tree.interrupted = True
        tree.cancel_tokens(spare=handler)
    handler._ready()
    return handler
