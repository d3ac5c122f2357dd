"""What all activities share: input and output mappings, boundary events, and being one round of a loop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.bpmn.completions import remember
from engine.bpmn.nodes.listening import listen
from engine.bpmn.nodes.step import Step
from engine.bpmn.tokens import WAITER
from engine.bpmn.variables import chain, map_inputs, map_outputs, propagate

if TYPE_CHECKING:
    from engine.bpmn.tokens import Token


class Activity(Step):
    """A task, sub-process or call. `finish` ends it from outside with the values it brings."""

    def _run_hook(self, token: Token) -> bool | None:
        self.enter(token)
        map_inputs(token, self.node.inputs)
        if token.body is None:
            arm_boundary(token)
        return self.perform(token)

    def finish(self, token: Token, values: dict[str, Any] | None = None) -> None:
        """Bring values in and complete the token."""
        self.bring(token, values or {})
        token.complete()

    def bring(self, token: Token, values: dict[str, Any]) -> None:
        """With output mappings only what they name leaves; else every value goes to the scope that has it."""
        token.workflow.top_workflow.watching.changed = True
        if self.node.outputs:
            token.locals = {**(token.locals or {}), **values}
            outer = chain(token)[1:]
            propagate(outer, map_outputs(token, self.node.outputs))
        else:
            propagate(chain(token), values)

    def _on_complete_hook(self, token: Token) -> None:
        token.workflow.top_workflow.journal.closes(token, "completed")
        disarm(token)
        remember(token)
        body = token.body
        if body is None:
            self.leave(token)
        else:
            self.note(token, "exit")
            body.task_spec.round_finished(body, token)

    def cancel_inside(self, token: Token) -> None:
        disarm(token)


def arm_boundary(token: Token) -> None:
    """Start listening for the boundary events of an activity (errors and escalations are looked up when thrown)."""
    for event in token.task_spec.node.boundary:
        listen(token, token.workflow.step(event.id))


def disarm(token: Token) -> None:
    for child in token.children:
        if child.role == WAITER:
            child.cancel()
