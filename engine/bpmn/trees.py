"""A token tree: what is open in one running process, sub-process or call, and its variables and counters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from engine.bpmn.pages import Page, leave_page, page_of
from engine.bpmn.tokens import COMPLETED, FLOW, UNDO, Token

if TYPE_CHECKING:
    from engine.bpmn.completions import Done
    from engine.bpmn.instance import Instance
    from engine.bpmn.model import Scope
    from engine.bpmn.nodes.step import Step
    from engine.bpmn.parser import ScopeSpec


class Tree:
    """What both kinds of tree share: their scope's variables, counters and open tokens."""

    spec: ScopeSpec
    tasks: dict[int, Token]
    task_tree: Token
    top_workflow: Instance
    owner: Token | None
    completed: bool

    def plant(self, owner: Token | None, variables: dict[str, Any], opaque: bool, root: int | None = None) -> None:
        """Set up the scope and its root token; `opaque` ends the chain of visible variables (a called process)."""
        self.owner = owner
        self.variables = variables
        self.opaque = opaque
        self.counters: dict[str, int] = {}
        self.interrupted = False
        self.live = 0
        self.finished: list[Token] = []
        self.arrivals: dict[str, list[Token]] = {}
        self.consumed: dict[str, list[str]] = {}  # complex gateway waiting for reset -> flows it took a token from
        self.loose: dict[int, Token] = {}
        self.pages: dict[tuple[int, int], Page] = {}
        self.done: list[Done] = []
        self.prefix = f"{owner.key}/" if owner else ""
        self.task_tree = Token(self, self.spec.start, None, COMPLETED, root)

    @property
    def scope(self) -> Scope:
        return self.spec.scope

    @property
    def key(self) -> str:
        """The key of the element instance this tree belongs to; "" for the process itself."""
        return self.owner.key if self.owner else ""

    def count(self, element: str) -> int:
        self.counters[element] = number = self.counters.get(element, 0) + 1
        return number

    def step(self, element: str) -> Step:
        return self.spec.task_specs[element]  # type: ignore[no-any-return]

    def spawn(self, spec: Step, parent: Token | None = None, flow: str | None = None) -> Token:
        """A new token on its way to `spec`."""
        token = (parent or self.task_tree)._add_child(spec)
        token.flow = flow
        self.live += 1
        return token

    def put_aside(self, spec: Step, state: int) -> Token:
        """A token that keeps the scope open but follows no flow: it belongs to a compensation."""
        token = Token(self, spec, self.task_tree, state, role=UNDO)
        self.live += 1
        return token

    def note_finished(self, token: Token) -> None:
        if token.role in (FLOW, UNDO):
            self.live -= 1
        self.finished.append(token)
        if self.pages:
            leave_page(self.pages, token)
        if token.flow is not None and self.arrivals:
            waiting = self.arrivals.get(token.task_spec.node.id)
            if waiting and token in waiting:
                waiting.remove(token)

    def settle(self, token: Token) -> None:
        """A round of a loop now waits for the world: nothing about it changes until it ends."""
        if token.host is not None and token.number is not None:
            del self.loose[token.id]
            page_of(self.pages, token.host, token.number).add(token)

    def open_tokens(self) -> Iterator[Token]:
        root = self.task_tree
        return (token for token in list(self.tasks.values()) if token.open and token is not root)

    def cancel_tokens(self, spare: Token | None = None) -> None:
        """Cancel everything in this scope but `spare`."""
        for token in self.open_tokens():
            if token is not spare:
                token.cancel()

    def _task_completed_notify(self, token: Token) -> None:
        self.last_task = token
        if self.scope.kind == "adhoc" and self.owner is not None:
            self.owner.task_spec.inner_done(self.owner, self, token)
        self.check_finished()

    def _may_end(self) -> bool:
        """An ad-hoc scope ends only once it has been said to be done."""
        return self.scope.kind != "adhoc" or (self.owner is not None and "ending" in self.owner.internal_data)

    def check_finished(self) -> None:
        """A scope ends when no token moves in it any more; listeners do not keep it open."""
        if self.live == 0 and not self.completed and self._may_end():
            self.completed = True
            for token in self.open_tokens():
                token.cancel()
            self.top_workflow.tree_finished(self)
