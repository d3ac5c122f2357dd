"""Token trees: one per process, sub-process or call that is running, all under one instance.

SpiffWorkflow's workflow classes with the engine loop replaced by an agenda of ready tokens, indexes instead of tree
scans, and no prediction: a token exists only when a flow was taken.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

import orjson
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

from engine.bpmn.journal import Journal
from engine.bpmn.outcome import Environment, State
from engine.bpmn.refusing import RefusingScriptEngine
from engine.bpmn.tokens import FLOW, READY, Token
from engine.bpmn.trees import Tree
from engine.bpmn.watching import Watching
from engine.errors import Incident

if TYPE_CHECKING:
    from engine.bpmn.parser import ScopeSpec
    from engine.bpmn.program import Program


STEPS_PER_ROUND = 20


class Instance(Tree, BpmnWorkflow):  # type: ignore[misc]
    """One running process: its trees, its agenda of ready tokens, and what waits for the world."""

    def __init__(
        self, program: Program, process: str, env: Environment, variables: dict[str, Any], root: int | None = None
    ) -> None:
        self.program = program
        self.process = process
        self.env = env
        self.ids = 0
        self.n = 0
        self.steps = 0
        self.rounds = 0
        self.state: State = "running"
        self.agenda: deque[Token] = deque()
        self.waits: dict[str, Token] = {}
        self.watching = Watching()
        self.inclusive: dict[Tree, None] = {}
        self.journal = Journal(self)
        self.end_events: list[str] = []
        self.packed_variables: tuple[bytes, bytes] = (b"", b"")
        super().__init__(program.specs[process], script_engine=RefusingScriptEngine(), deserializing=True)
        self.plant(None, variables, True, root)

    def variables_json(self) -> bytes:
        return orjson.dumps(self.variables, option=orjson.OPT_SORT_KEYS)

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

    def token(self, id: int) -> Token | None:
        """The open token with this number, in whatever tree."""
        found = (tree.tasks.get(id) for tree in self.trees())
        return next((token for token in found if token is not None), None)

    def tree_of(self, owner: Token) -> Tree | None:
        return self.subprocesses.get(owner.id)  # type: ignore[no-any-return]

    def close_tree(self, owner: Token) -> None:
        tree = self.subprocesses.pop(owner.id, None)
        if tree is not None:
            self.inclusive.pop(tree, None)

    def run_ready(self) -> None:
        """Run ready tokens until only waits are left; inclusive joins fire when nothing else can move.

        Conditional events are looked at after every step.
        """
        from engine.bpmn.nodes.joins import fire_inclusive

        self.watching.changed = True
        self.watching.look()
        while True:
            while self.agenda:
                token = self.agenda.popleft()
                if token._state == READY:
                    self._count_step(token)
                    token.run()
                    self.watching.look()
            if not fire_inclusive(self):
                return

    def _count_step(self, token: Token) -> None:
        loop = token.task_spec.node.loop
        if token.role == FLOW or loop is None or loop.kind == "standard":
            self.steps += 1
        else:
            self.rounds += 1  # bounded by Limits.instances; what happens inside a round needs steps of its own
        if self.steps > self.env.limits.steps + STEPS_PER_ROUND * self.rounds:
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
