"""Ad-hoc sub-processes: a task for whoever starts what is inside, open until the whole is done (BPMN 2.0.2, 13.3.5).

Completing that task ends the sub-process, if its condition holds; the condition also ends it by itself, looked at
whenever an activity inside is done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.bpmn.jumps import AT
from engine.bpmn.names import ACTIVITIES
from engine.bpmn.nodes.subprocess import SubProcess
from engine.bpmn.nodes.tasks import UserTask
from engine.bpmn.tokens import FLOW
from engine.bpmn.variables import chain, evaluate_condition, propagate
from engine.bpmn.waits import ENDING
from engine.errors import NotNow

if TYPE_CHECKING:
    from engine.bpmn.model import AdHoc, Node
    from engine.bpmn.tokens import Token
    from engine.bpmn.trees import Tree


class AdHocSubProcess(SubProcess, UserTask):
    """Nothing in it starts by itself; an empty one is passed."""

    @property
    def model(self) -> AdHoc:
        assert self.node.adhoc is not None
        return self.node.adhoc

    def perform(self, token: Token) -> bool | None:  # type: ignore[override]
        if not self.content.scope.nodes:
            return True
        if token.locals is None:
            token.locals = {}
        instance = token.workflow.top_workflow
        tree = instance.open_tree(token, self.content, token.locals, opaque=False)
        UserTask.perform(self, token)
        inside = token.internal_data.pop(AT, None)
        if inside is not None:
            _begin(tree, tree.scope.nodes[inside[0]], inside[1:])
        return None

    def finish(self, token: Token, values: dict[str, Any] | None = None) -> None:
        """Whoever answers for it says that it is done."""
        propagate(chain(token), values or {})
        self._end(token, "completed")

    def inner_done(self, token: Token, tree: Tree, inner: Token) -> None:
        condition, node = self.model.condition, inner.task_spec.node
        if condition is None or ENDING in token.internal_data or inner.role != FLOW or node.type not in ACTIVITIES:
            return
        if evaluate_condition(token, condition, self.node.id):
            self._end(token, "cancelled")

    def _end(self, token: Token, how: str) -> None:
        """Nothing more is started; what is under way is cancelled or waited for."""
        instance = token.workflow.top_workflow
        instance.journal.closes(token, how)
        token.internal_data[ENDING] = True
        tree = instance.tree_of(token)
        assert tree is not None
        if self.model.cancels:
            tree.cancel_tokens()
        tree.check_finished()


def refuse_unfinished(token: Token, values: dict[str, Any]) -> None:
    """NotNow when its condition does not hold, what is being filled in included."""
    step = token.task_spec
    condition = step.model.condition if isinstance(step, AdHocSubProcess) else None
    if condition is not None and not evaluate_condition(token, condition, step.node.id, values):
        name = step.node.name or step.node.id
        raise NotNow(
            "adhoc_unfinished",
            f"“{name}”的完成条件还不成立,请继续开办所需的环节。",
            f"The completion condition of “{name}” does not hold yet; start what is still needed.",
        )


def startable(token: Token, element: str) -> Node:
    """The activity to start inside; NotNow when the task is of no ad-hoc sub-process, or it cannot be started now."""
    step = token.task_spec
    if not isinstance(step, AdHocSubProcess):
        raise NotNow("not_adhoc", "该任务不是即席子流程,没有可开办的环节。", "This task has nothing to start.")
    tree = token.workflow.top_workflow.tree_of(token)
    node = tree.scope.nodes.get(element) if tree is not None else None
    if tree is None or node is None or node not in tree.scope.starts:
        raise NotNow("not_startable", "该环节不能由此开办。", "This cannot be started here.")
    if step.model.sequential and tree.live:
        raise NotNow(
            "adhoc_sequential",
            "这里一次只能办一个环节,请等正在办的环节办完。",
            "One at a time: wait until what is under way is done.",
        )
    return node


def start_inside(token: Token, node: Node) -> None:
    tree = token.workflow.top_workflow.tree_of(token)
    assert tree is not None
    _begin(tree, node, [])


def _begin(tree: Tree, node: Node, inside: list[str]) -> None:
    token = tree.spawn(tree.step(node.id))
    if inside:
        token.internal_data[AT] = inside
    token.task_spec._update(token)
