"""Movements that are not along a flow: which tokens end, where the one new token starts, and what is refused.

A Plan is made without touching anything; `carry_out` then does it. The rules are in docs/actions.md.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.bpmn.model import Node, Scope
from engine.bpmn.reach import Reach, is_join, reach_of, starving
from engine.bpmn.tokens import FLOW, UNDO, WAITING, Token
from engine.errors import NotNow

if TYPE_CHECKING:
    from engine.bpmn.instance import Instance
    from engine.bpmn.trees import Tree

BACK, AT = "back", "at"  # facts of a token: the element it goes straight back to; where a sub-process is entered
SETTABLE = frozenset({
    "task", "manualTask", "userTask", "scriptTask", "businessRuleTask", "serviceTask", "sendTask", "receiveTask",
    "subProcess", "transaction", "adHocSubProcess", "callActivity", "exclusiveGateway", "intermediateCatchEvent",
    "intermediateThrowEvent", "endEvent",
})  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """`ended` are the scope's tokens that end; `path` leads from the scope's element to the target inside it."""

    tree: Tree
    target: str
    path: tuple[str, ...]
    ended: tuple[Token, ...]
    back: str | None = None


def impossible(zh: str, en: str, code: str = "return_impossible") -> NotNow:
    return NotNow(code, zh, en)


def plan_return(instance: Instance, source: Token, target: str, direct: bool = False) -> Plan:
    """From the task of `source` to an element that leads to it again; `direct` comes straight back afterwards."""
    tree, anchor, path = _common(instance, source, target)
    entry = path[0]
    found = reach_of(tree.scope, [entry])
    if anchor.role != FLOW or anchor.task_spec.node.id not in found.nodes:
        raise impossible(
            "该环节不在本环节之前,或与本环节并行,不能退回到那里。",
            "That step does not lead here, or runs in parallel; a return to it is not possible.",
        )
    ended = _within(tree, found)
    _refuse_starving(tree, ended, path)
    back = None
    if direct:
        back = anchor.task_spec.node.id
        plain = anchor is source and len(path) == 1 and tree.scope.nodes[entry].loop is None
        if not plain or len(ended) > 1 or tree.scope.nodes[entry].type != "userTask":
            raise impossible(
                "退回会同时结束其他办理人的任务,修改后须重走流程,不能直送退回人。",
                "Others' tasks end with this return, so the matter cannot come straight back.",
                "direct_impossible",
            )
    return Plan(tree, target, path, ended, back)


def plan_withdrawal(instance: Instance, scope_key: str, element: str) -> Plan:
    """Take back a completed step: what came of it ends and the step opens again."""
    tree = next((tree for tree in instance.trees() if tree.key == scope_key), None)
    if tree is None or element not in tree.scope.nodes:
        raise impossible("该环节所在的部分已结束,不能撤回。", "The part it stood in has ended.", "withdraw_impossible")
    ended = _within(tree, reach_of(tree.scope, [element]))
    if not ended:
        raise impossible("已没有可以撤回的内容。", "Nothing is left of it to withdraw.", "withdraw_impossible")
    _refuse_starving(tree, ended, (element,))
    return Plan(tree, element, (element,), ended)


def plan_jump(instance: Instance, target: str, source: Token | None = None) -> Plan:
    """To any element: everything of the scope ends, or only the task of `source` and what the target leads to."""
    if source is None:
        tree: Tree = instance
        path = _path(tree.scope, target)
        if path is None:
            raise _unknown(target)
        ended = tuple(
            token
            for token in tree.open_tokens()
            if token.role in (FLOW, UNDO) and not token.task_spec.node.is_event_subprocess
        )
    else:
        tree, anchor, path = _common(instance, source, target)
        if anchor.role != FLOW:
            raise _unknown(target)
        inside = _within(tree, reach_of(tree.scope, [path[0]]))
        ended = inside if anchor in inside else (*inside, anchor)
        _refuse_doubling(tree, ended, path[0])
    if tree.interrupted:
        raise impossible("该部分已被中断处理,不能跳转。", "This part has been interrupted.", "jump_impossible")
    _refuse_starving(tree, ended, path)
    return Plan(tree, target, path, ended)


def _refuse_doubling(tree: Tree, ended: tuple[Token, ...], entry: str) -> None:
    """A token that stays must not come to the target as well: the step would be asked twice."""
    left = [token for token in tree.open_tokens() if token.role == FLOW and token not in ended]
    nodes = [token.task_spec.node.id for token in left if not _waits_at_join(token)]
    flows = [token.flow for token in left if _waits_at_join(token) and token.flow is not None]
    if entry in reach_of(tree.scope, nodes, flows, alone=True).nodes:
        raise impossible(
            "还有其他在办环节会走到那里,请对整个事项跳转。",
            "Other open steps lead there as well; jump with the whole matter instead.",
            "jump_impossible",
        )


def carry_out(plan: Plan, by: str = "") -> None:
    """End the plan's tokens and start one at its target; `by` is the key of the task that asked."""
    tree = plan.tree
    ended = [token.key for token in plan.ended if token.key]
    detail = {"to": plan.target, "ended": ended} | ({"back": plan.back} if plan.back else {})
    tree.top_workflow.journal.note("jump", plan.target, by, tree.key, detail)
    tree.consumed = {id: tree.consumed[id] for id in _still_started(tree, plan.path[0])}
    token = tree.spawn(tree.step(plan.path[0]))
    if len(plan.path) > 1:
        token.internal_data[AT] = list(plan.path[1:])
    if plan.back is not None:
        token.internal_data[BACK] = plan.back
    for old in plan.ended:
        old.cancel()
    token.task_spec._update(token)


def _common(instance: Instance, source: Token, target: str) -> tuple[Tree, Token, tuple[str, ...]]:
    """The innermost running scope around `source` that holds the target, the token in it that holds `source`, and
    the way from there to the target."""
    tree, anchor = source.workflow, source.body or source
    while True:
        path = _path(tree.scope, target)
        if path is not None:
            return tree, anchor, path
        if tree.owner is None or tree.opaque:
            raise _unknown(target)
        anchor = tree.owner.body or tree.owner
        tree = tree.owner.workflow


def _path(scope: Scope, target: str) -> tuple[str, ...] | None:
    """The chain of sub-processes that leads to a target in a scope, ending with it; None when it is not inside."""
    node = scope.nodes.get(target)
    if node is not None:
        if node.type not in SETTABLE or is_join(node) or node.is_event_subprocess or node.undoes:
            raise _unknown(target)
        return (target,)
    for outer in scope.nodes.values():
        if outer.body is None:
            continue
        inner = _path(outer.body, target)
        if inner is not None:
            _refuse_entering(outer)
            return (outer.id, *inner)
    return None


def _refuse_entering(outer: Node) -> None:
    if outer.loop is not None or outer.is_event_subprocess or outer.undoes:
        raise impossible(
            f"“{outer.name or outer.id}”是逐件办理或另行触发的部分,不能直接回到其中的环节。",
            f"“{outer.name or outer.id}” runs once an item or by an event; a step inside it cannot be entered.",
        )


def _within(tree: Tree, found: Reach) -> tuple[Token, ...]:
    """The scope's tokens that stand where the new token will come, or wait at a join having come from there."""
    return tuple(
        token
        for token in tree.open_tokens()
        if token.role == FLOW
        and (token.flow in found.flows if _waits_at_join(token) else token.task_spec.node.id in found.nodes)
    )


def _waits_at_join(token: Token) -> bool:
    return bool(token._state & WAITING) and is_join(token.task_spec.node)


def _refuse_starving(tree: Tree, ended: tuple[Token, ...], path: tuple[str, ...]) -> None:
    """Rule 2 of docs/actions.md; a join that could not fire before is nobody's fault now."""
    everything = [token for token in tree.open_tokens() if token.role == FLOW]
    left = [token for token in everything if token not in ended]
    worse = _starving(tree, left, [path[0]], _still_started(tree, path[0]))
    worse -= _starving(tree, everything, [], tree.consumed)
    if worse:
        raise _starved(tree.scope, worse)
    scope = tree.scope
    for outer, inner in pairwise(path):  # entered in the middle, a sub-process has nothing but the one new token
        body = scope.nodes[outer].body
        assert body is not None
        scope = body
        if worse := starving(scope, [inner]):
            raise _starved(scope, worse)


def _starved(scope: Scope, joins: frozenset[tuple[str, bool]]) -> NotNow:
    names = "、".join(sorted({scope.nodes[id].name or id for id, _ in joins}))
    return impossible(
        f"这样会使并行汇合“{names}”永远等不齐,不能移动到该环节。", f"The parallel join {names} would wait for ever."
    )


def _still_started(tree: Tree, target: str) -> list[str]:
    """Complex gateways waiting for reset that go on doing so; those the target leads to begin to count anew."""
    ahead = reach_of(tree.scope, [target], alone=True).nodes
    return [id for id in tree.consumed if id not in ahead]


def _starving(
    tree: Tree, tokens: list[Token], more: list[str], started: Collection[str]
) -> frozenset[tuple[str, bool]]:
    nodes = [token.task_spec.node.id for token in tokens if not _waits_at_join(token)]
    flows = [token.flow for token in tokens if _waits_at_join(token) and token.flow is not None]
    return starving(tree.scope, [*nodes, *more], flows, started)


def _unknown(target: str) -> NotNow:
    return impossible(f"不能移动到“{target}”。", f"Nothing can be moved to {target!r}.", "target_unknown")
