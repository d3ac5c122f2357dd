"""Sub-processes and calls: an activity whose content is a tree of tokens of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.completions import keep
from engine.bpmn.jumps import AT
from engine.bpmn.nodes.activity import Activity, disarm
from engine.bpmn.nodes.compensation import stop
from engine.bpmn.variables import Visible, evaluate_json

if TYPE_CHECKING:
    from engine.bpmn.model import Node
    from engine.bpmn.parser import ScopeSpec
    from engine.bpmn.tokens import Token
    from engine.bpmn.trees import Tree


def begin(
    tree: Tree, starts: list[Node], payload: dict[str, object] | None = None, inside: list[str] | None = None
) -> None:
    """Arm the scope's event sub-processes and put a token on each start; `inside` goes on to a sub-process's inside."""
    from engine.bpmn.nodes.handlers import arm_handlers

    arm_handlers(tree)
    for start in starts:
        token = tree.spawn(tree.step(start.id))
        token.payload = payload
        if inside:
            token.internal_data[AT] = inside
        token.task_spec._update(token)
    tree.check_finished()


class SubProcess(Activity):
    """An embedded sub-process: its variables are the activity's own map, it sees those outside."""

    content: ScopeSpec

    def perform(self, token: Token) -> None:
        if token.locals is None:
            token.locals = {}
        tree = token.workflow.top_workflow.open_tree(token, self.content, token.locals, opaque=False)
        inside = token.internal_data.pop(AT, None)
        if inside is None:
            begin(tree, tree.scope.starts, token.payload)
        else:
            begin(tree, [tree.scope.nodes[inside[0]]], None, inside[1:])

    def content_finished(self, token: Token, tree: Tree) -> None:
        self.bring(token, {})
        token.content = keep(tree)
        token.workflow.top_workflow.close_tree(token)
        token.complete()

    def cancel_inside(self, token: Token) -> None:
        disarm(token)
        stop(token)
        tree = token.workflow.top_workflow.tree_of(token)
        if tree is not None:
            tree.completed = True
            tree.cancel_tokens()
            token.workflow.top_workflow.close_tree(token)


class CallActivity(SubProcess):
    """Calls another process of the same program; it sees only the variables handed over."""

    def perform(self, token: Token) -> None:
        call = self.node.call
        assert call is not None
        instance = token.workflow.top_workflow
        process = evaluate_json(token, call.process)
        spec = instance.program.specs.get(process) if isinstance(process, str) else None
        if spec is None:
            raise self.incident(
                token, "call_unknown", f"被调用的流程“{process}”不存在。", f"The process “{process}” does not exist."
            )
        given = Visible(token).merged() if call.all_parent_variables else dict(token.locals or {})
        tree = instance.open_tree(token, spec, given, opaque=True)
        token.internal_data["process"] = process
        starts = [start for start in tree.scope.starts if start.trigger is None or start.trigger.kind == "none"]
        if not starts:
            raise self.incident(
                token,
                "call_start",
                f"被调用的流程“{process}”没有空开始事件。",
                f"The called process “{process}” has no none start event.",
            )
        begin(tree, starts)

    def content_finished(self, token: Token, tree: Tree) -> None:
        call = self.node.call
        all_out = call is not None and call.all_child_variables
        token.workflow.top_workflow.journal.note("end", tree.scope.id, token.key, token.key)
        token.content = keep(tree, tree.scope.id)
        token.workflow.top_workflow.close_tree(token)
        self.finish(token, dict(tree.variables) if all_out or self.node.outputs else None)


__all__ = ["CallActivity", "SubProcess", "begin"]
