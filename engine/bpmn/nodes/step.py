"""The base of all our task specs: a token arrives, enters, does what the element does, and leaves along flows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.mixins import BpmnSpecMixin

from engine.bpmn.jumps import BACK
from engine.bpmn.nodes.splitting import flows_out
from engine.bpmn.tokens import KEPT, UNDO, WAITER
from engine.errors import Incident

if TYPE_CHECKING:
    from engine.bpmn.model import Flow, Node
    from engine.bpmn.nodes.loops import Loop
    from engine.bpmn.tokens import Token
    from engine.bpmn.trees import Tree


class Step(BpmnSpecMixin):  # type: ignore[misc]
    """One element of the diagram.

    SpiffWorkflow's hooks in the order they run: `_update_hook` (a token arrived: may it start?), `_run_hook` (start:
    True = done, None = waits for the world), `_on_complete_hook` (done: leave). Nothing is predicted.
    """

    loop: Loop | None = None

    def __init__(self, wf_spec: Any, name: str, node: Node, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, bpmn_name=node.name, lane=node.lane, **kwargs)
        self.node = node

    def test(self) -> None:
        """The check has seen the whole graph already."""

    def _predict(self, *args: Any, **kwargs: Any) -> None:
        """A token exists only when its flow was taken."""

    def _update_hook(self, token: Token) -> bool:
        return True

    def _on_ready_hook(self, token: Token) -> None:
        token.workflow.top_workflow.agenda.append(token)

    def _run_hook(self, token: Token) -> bool | None:
        self.enter(token)
        return self.perform(token)

    def perform(self, token: Token) -> bool | None:
        """What the element does once entered."""
        return True

    def _on_complete_hook(self, token: Token) -> None:
        self.leave(token)

    def _on_cancel(self, token: Token) -> None:
        if token.key:
            token.workflow.top_workflow.journal.closes(token, "cancelled")
            if token.role != WAITER and not token.fired and KEPT not in token.internal_data:
                self.note(token, "cancel")

    def cancel_inside(self, token: Token) -> None:
        """Cancel what exists for this token's sake."""

    def content_finished(self, token: Token, tree: Tree) -> None:
        """The sub-process of this token has ended."""
        raise NotImplementedError

    def inner_done(self, token: Token, tree: Tree, inner: Token) -> None:
        """A token inside the ad-hoc sub-process of this token is done."""
        raise NotImplementedError

    def note(self, token: Token, kind: Any, detail: dict[str, Any] | None = None) -> None:
        tree = token.workflow
        tree.top_workflow.journal.note(kind, self.node.id, token.key, tree.key, detail)

    def enter(self, token: Token) -> None:
        token.name_key()
        self.note(token, "enter")

    def leave(self, token: Token) -> None:
        """Exit and put a token on every flow taken; a step returned to for good measure goes straight back."""
        self.note(token, "exit")
        back = token.internal_data.pop(BACK, None)
        if back is not None:
            self.note(token, "jump", {"to": back})
            token.workflow.spawn(token.workflow.step(back), token)
            return
        self.take(token, flows_out(self.node, token) if token.taken is None else token.taken)
        if token.role == UNDO:
            from engine.bpmn.nodes.compensation import undone

            undone(token)

    def take(self, token: Token, flows: list[Flow]) -> None:
        tree = token.workflow
        for flow in flows:
            tree.top_workflow.journal.note("take", flow.id, token.key, tree.key)
        for flow in flows:
            tree.spawn(tree.step(flow.target), token, flow.id)

    def incident(self, token: Token, code: str, zh: str, en: str) -> Incident:
        return Incident(code, self.node.id, token.key, zh, en)


class StartEvent(Step):
    """Where a scope begins; output mappings see the payload of what triggered it."""

    def perform(self, token: Token) -> bool:
        from engine.bpmn.nodes.events import deliver

        if self.node.trigger is not None and self.node.trigger.kind != "none":
            self.note(token, "catch", {"event": self.node.trigger.kind})
        deliver(token, token.payload)
        return True
