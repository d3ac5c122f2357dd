"""Token trees: one per process, sub-process or call that is running, all under one instance.

SpiffWorkflow's workflow classes with the engine loop replaced by an agenda of ready tokens, indexes instead of tree
scans, and no prediction: a token exists only when a flow was taken.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import orjson
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

from engine.bpmn.journal import Journal
from engine.bpmn.outcome import Environment, State
from engine.bpmn.pages import Page, leave_page, page_of
from engine.bpmn.refusing import RefusingScriptEngine
from engine.bpmn.tokens import COMPLETED, FLOW, READY, Token
from engine.errors import Incident

if TYPE_CHECKING:
    from engine.bpmn.model import Scope
    from engine.bpmn.nodes.step import Step
    from engine.bpmn.parser import ScopeSpec
    from engine.bpmn.program import Program


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
        self.loose: dict[int, Token] = {}
        self.pages: dict[tuple[int, int], Page] = {}
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

    def note_finished(self, token: Token) -> None:
        if token.role == FLOW:
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
        self.check_finished()

    def check_finished(self) -> None:
        """A scope ends when no token moves in it any more; listeners do not keep it open."""
        if self.live == 0 and not self.completed:
            self.completed = True
            for token in self.open_tokens():
                token.cancel()
            self.top_workflow.tree_finished(self)


class Instance(Tree, BpmnWorkflow):  # type: ignore[misc]
    """One running process: its trees, its agenda of ready tokens, and what waits for the world."""

    def __init__(self, program: Program, process: str, env: Environment, variables: dict[str, Any], root: int | None = None):
        self.program = program
        self.process = process
        self.env = env
        self.ids = 0
        self.n = 0
        self.steps = 0
        self.state: State = "running"
        self.agenda: deque[Token] = deque()
        self.waits: dict[str, Token] = {}
        self.inclusive: dict[Tree, None] = {}
        self.journal = Journal(self)
        self.end_events: list[str] = []
        self.packed_variables: tuple[bytes, bytes] = (b"", b"")
        super().__init__(program.specs[process], script_engine=RefusingScriptEngine(), deserializing=True)
        self.plant(None, variables, True, root)

    def variables_json(self) -> bytes:
        return orjson.dumps(self.variables)

    def next_id(self) -> int:
        self.ids += 1
        return self.ids

    def trees(self) -> list[Tree]:
        return [self, *self.subprocesses.values()]

    def open_tree(
        self, owner: Token, spec: ScopeSpec, variables: dict[str, Any], opaque: bool, root: int | None = None
    ) -> SubTree:
        tree = SubTree(spec, owner, self)
        tree.plant(owner, variables, opaque, root)
        if tree.depth > self.env.limits.depth:
            raise Incident(
                "too_deep",
                owner.task_spec.node.id,
                owner.key,
                f"子流程或调用嵌套超过 {self.env.limits.depth} 层。",
                f"Sub-processes or calls are nested more than {self.env.limits.depth} deep.",
            )
        self.subprocesses[owner.id] = tree
        return tree

    def tree_of(self, owner: Token) -> Tree | None:
        return self.subprocesses.get(owner.id)  # type: ignore[no-any-return]

    def close_tree(self, owner: Token) -> None:
        tree = self.subprocesses.pop(owner.id, None)
        if tree is not None:
            self.inclusive.pop(tree, None)

    def run_ready(self) -> None:
        """Run ready tokens until only waits are left; inclusive joins fire when nothing else can move."""
        from engine.bpmn.nodes.joins import fire_inclusive

        while True:
            while self.agenda:
                token = self.agenda.popleft()
                if token._state == READY:
                    self._count_step(token)
                    token.run()
            if not fire_inclusive(self):
                return

    def _count_step(self, token: Token) -> None:
        if token.role == FLOW:
            self.steps += 1
        if self.steps > self.env.limits.steps:
            raise Incident(
                "too_many_steps",
                token.task_spec.node.id,
                token.key,
                f"一次操作引起的自动步骤超过 {self.env.limits.steps} 步,流程图可能有死循环。",
                f"One action caused more than {self.env.limits.steps} automatic steps; the diagram may loop endlessly.",
            )

    def tree_finished(self, tree: Tree) -> None:
        if tree.owner is not None:
            tree.owner.task_spec.content_finished(tree.owner, tree)
        else:
            self.state = "completed"
            self.journal.note("end", self.process, "", "")


class SubTree(Tree, BpmnSubWorkflow):  # type: ignore[misc]
    """The tokens of one running sub-process or called process."""

    def __init__(self, spec: ScopeSpec, owner: Token, top: Instance) -> None:
        self.owner = owner
        super().__init__(spec, owner.id, top, deserializing=True)

    def _calculate_depth(self) -> int:
        return self.owner.workflow.depth + 1 if self.owner else 0  # type: ignore[attr-defined]

    @property
    def parent_workflow(self) -> Tree | None:
        return self.owner.workflow if self.owner else None
