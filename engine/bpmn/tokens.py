"""A token: SpiffWorkflow's Task with a small number for an id, our keys, and its own variables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

if TYPE_CHECKING:
    from engine.bpmn.completions import Kept
    from engine.bpmn.nodes.step import Step
    from engine.bpmn.trees import Tree

FUTURE: int = TaskState.FUTURE
WAITING: int = TaskState.WAITING
READY: int = TaskState.READY
STARTED: int = TaskState.STARTED
COMPLETED: int = TaskState.COMPLETED
CANCELLED: int = TaskState.CANCELLED
FINISHED: int = TaskState.FINISHED_MASK

FLOW, INSTANCE, WAITER, UNDO = 0, 1, 2, 3
AS = "as"  # fact of a token: the id its key was made of, when it stands on a renamed element since (migration)
KEPT = "kept"  # a fact of a completed activity opened again to be compensated: the key it had


class Token(Task):  # type: ignore[misc]
    """Where something stands in the diagram.

    Roles: FLOW moves along sequence flows and keeps its scope open; INSTANCE is one round of a loop (its parent is
    the loop's body); WAITER listens on behalf of its parent (boundary event, event gateway, event sub-process); UNDO
    keeps its scope open while something is compensated, and follows no flow.
    `data` stays empty: variables live in scopes (`locals`), so nothing is copied from token to token.
    """

    workflow: Tree
    task_spec: Step
    internal_data: dict[str, Any]
    _state: int

    def __init__(
        self,
        workflow: Tree,
        task_spec: Step,
        parent: Token | None = None,
        state: int = FUTURE,
        id: int | None = None,
        role: int = FLOW,
    ) -> None:
        super().__init__(workflow, task_spec, parent, state, workflow.top_workflow.next_id() if id is None else id)
        self.role = role
        self.host: Token | None = parent if role in (INSTANCE, WAITER) else None
        self.number: int | None = None
        self.key = ""
        self.flow: str | None = None
        self.locals: dict[str, Any] | None = None
        self.taken: list[Any] | None = None
        self.payload: dict[str, Any] | None = None
        self.fired = False
        self.content: Kept | None = None
        if parent is not None:
            workflow.loose[self.id] = self

    @property
    def open(self) -> bool:
        return not self._state & FINISHED

    @property
    def body(self) -> Token | None:
        """The loop body this token is one round of."""
        return self.host if self.role == INSTANCE else None

    def _add_child(self, task_spec: Step, state: int = FUTURE) -> Token:
        return Token(self.workflow, task_spec, self, state)

    def _set_state(self, value: int) -> None:
        before, self._state = self._state, value
        if value & FINISHED and not before & FINISHED:
            self.workflow.note_finished(self)

    def run(self) -> bool | None:
        """Run the element; a token that ended or was cancelled while running keeps that state."""
        done: bool | None = self.task_spec._run(self)
        if self.open:
            if done is None:
                self._set_state(STARTED)
                still = self.task_spec.node.body is None  # an ad-hoc sub-process has variables that go on changing
                if self.role == INSTANCE and still and self.key in self.workflow.top_workflow.waits:
                    self.workflow.settle(self)
            elif done:
                self.complete()
            else:
                self.error()
        return done

    def cancel(self) -> None:
        """Stop this token and everything that exists for its sake; a finished one is left alone."""
        if self.open:
            self.task_spec.cancel_inside(self)
            self._set_state(CANCELLED)
            self.task_spec._on_cancel(self)

    def name_key(self) -> str:
        """Give the token its key: element and occurrence within the scope, or the index within a loop."""
        if not self.key:
            if self.number is None:
                self.number = self.workflow.count(self.task_spec.node.id)
            self.key = self.key_of()
        return self.key

    def key_of(self) -> str:
        if KEPT in self.internal_data:
            return self.internal_data[KEPT]  # type: ignore[no-any-return]
        if self.role == INSTANCE and self.host is not None:
            again = self.internal_data.get("again")
            return f"{self.host.key}/[{self.number}]" + (f"~{again}" if again else "")
        return f"{self.workflow.prefix}{self.internal_data.get(AS) or self.task_spec.node.id}#{self.number}"
