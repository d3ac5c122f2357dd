"""Moving a running execution to another program: every token to the element that stands for its own.

`plan_migration` touches nothing and says what is in the way; `carrying.carry_over` then does it (docs/actions.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from engine.bpmn.jumps import BACK
from engine.bpmn.matching import kind_of
from engine.bpmn.model import Node, Scope
from engine.bpmn.nodes.step import Step
from engine.bpmn.reach import is_join, starving
from engine.bpmn.tokens import FLOW, WAITER, WAITING, Token
from engine.errors import Finding, NotNow

if TYPE_CHECKING:
    from engine.bpmn.instance import Instance
    from engine.bpmn.parser import ScopeSpec
    from engine.bpmn.program import Program
    from engine.bpmn.trees import Tree


@dataclass
class Migration:
    """`specs`: where each tree goes; `found`: what keeps tokens from moving; `flows`: of tokens at joins."""

    instance: Instance
    program: Program
    process: str
    mapping: Mapping[str, str]
    specs: dict[Tree, ScopeSpec] = field(default_factory=dict)
    flows: dict[Token, str] = field(default_factory=dict)
    found: list[Finding] = field(default_factory=list)

    def partner(self, token: Token) -> Step | None:
        """The step its token goes to; None when there is none of its kind in the partner of its scope."""
        spec, node = self.specs.get(token.workflow), token.task_spec.node
        step = spec.task_specs.get(self.mapping.get(node.id, "")) if spec is not None else None
        if not isinstance(step, Step) or kind_of(step.node) != kind_of(node):
            return None
        found: Step = step.inner if token.task_spec.name != node.id else step
        return found

    @cached_property
    def known(self) -> frozenset[str]:
        """Ids of everything the other program holds."""
        return frozenset(node.id for spec in self.program.specs.values() for node in spec.scope.all_nodes())

    def refuse(self) -> None:
        if self.found:
            first = self.found[0]
            raise NotNow(first.code, first.zh, first.en, findings=[one.as_json() for one in self.found])


def plan_migration(instance: Instance, program: Program, process: str, mapping: Mapping[str, str]) -> Migration:
    plan = Migration(instance, program, process, mapping)
    told: dict[tuple[str, str], Finding] = {}
    for tree in instance.trees():
        if (spec := _spec_of(plan, tree)) is None:
            continue  # whoever owns it is told of already
        plan.specs[tree] = spec
        for token in tree.open_tokens():
            if token.role != WAITER and (wrong := _wrong(plan, token)) is not None:
                told.setdefault((wrong.code, wrong.element or ""), wrong)
        if not told:
            for wrong in _starving(plan, tree):
                told.setdefault((wrong.code, wrong.element or ""), wrong)
    plan.found = list(told.values())
    return plan


def _spec_of(plan: Migration, tree: Tree) -> ScopeSpec | None:
    owner = tree.owner
    if owner is None:
        return plan.program.specs[plan.process]
    if owner.task_spec.node.call is not None:
        return plan.program.specs.get(owner.internal_data["process"])
    step = plan.partner(owner)
    return step.content if step is not None else None


def _wrong(plan: Migration, token: Token) -> Finding | None:
    node = token.task_spec.node
    name, target = node.name or node.id, plan.mapping.get(node.id)
    step = plan.partner(token)
    if step is None:
        if target is None and node.id in plan.known:
            return _finding("migration_kind", node, f"“{name}”在新版本中种类或所在部分不同,不能自动对应。",
                            f"“{name}” is of another kind or in another part in the other version.")  # fmt: skip
        if target is None:
            return _finding("migration_orphan", node, f"“{name}”正在办理,新版本中没有与它对应的环节。",
                            f"“{name}” is running and has no partner in the other version.")  # fmt: skip
        return _finding("migration_kind", node, f"“{name}”与新版本的“{target}”种类或所在部分不同,不能对应。",
                        f"“{name}” and “{target}” differ in kind or stand in another part.")  # fmt: skip
    if node.call is not None and token.internal_data.get("process") not in (None, *plan.program.specs):
        return _finding("migration_call", node, f"“{name}”调用的流程在新版本中不存在。",
                        f"The process “{name}” calls is not in the other version.")  # fmt: skip
    back = token.internal_data.get(BACK)
    if back is not None and plan.mapping.get(back) not in plan.specs[token.workflow].task_specs:
        return _finding("migration_orphan", node, f"“{name}”办完后要直送的环节在新版本中没有对应。",
                        f"The step “{name}” goes straight back to has no partner.")  # fmt: skip
    if _at_join(token):
        flow = _flow(plan, token, step.node)
        if flow is None:
            return _finding("migration_flow", node, f"在“{name}”等待汇合的一支,在新版本中没有对应的流向。",
                            f"A branch waiting at the join “{name}” has no flow in the other version.")  # fmt: skip
        plan.flows[token] = flow
    return None


def _finding(code: str, node: Node, zh: str, en: str) -> Finding:
    return Finding(code, node.id, zh, en)


def _at_join(token: Token) -> bool:
    return bool(token._state & WAITING) and token.role == FLOW and is_join(token.task_spec.node)


def _flow(plan: Migration, token: Token, node: Node) -> str | None:
    """The flow a token waiting at a join has come along in the other version."""
    return _flow_there(token.workflow.scope, token.flow, plan.mapping, node)


def _flow_there(scope: Scope, flow: str | None, mapping: Mapping[str, str], node: Node) -> str | None:
    """Of the same id, else the one from the partner of where it came from."""
    if any(one.id == flow for one in node.incoming):
        return flow
    old = scope.flows.get(flow or "")
    fitting = [one.id for one in node.incoming if old is not None and one.source == mapping.get(old.source)]
    if len(fitting) == 1:
        return fitting[0]
    return node.incoming[0].id if len(node.incoming) == 1 else None


def _starving(plan: Migration, tree: Tree) -> list[Finding]:
    """Joins of the other version that could never fire; one that could not before either is nobody's fault now."""
    tokens = [token for token in tree.open_tokens() if token.role == FLOW]
    places = _places(tokens, lambda t: (t.task_spec.node.id, t.flow if _at_join(t) else None))
    before = starving(tree.scope, *places, tree.consumed)
    scope: Scope = plan.specs[tree].scope
    started = consumed_there(tree, scope, plan.mapping)
    after = starving(scope, *_places(tokens, lambda t: (_target(plan, t), plan.flows.get(t))), started)
    known = {plan.mapping.get(id) for id, _ in before}
    return [
        _finding("migration_starving", scope.nodes[id],
                 f"迁移后,新版本的并行汇合“{scope.nodes[id].name or id}”会永远等不齐。",
                 f"In the other version the parallel join “{scope.nodes[id].name or id}” would wait for ever.")
        for id in sorted({id for id, _ in after} - known)
    ]  # fmt: skip


def _target(plan: Migration, token: Token) -> str:
    return plan.mapping[token.task_spec.node.id]


def _places(tokens: list[Token], at: object) -> tuple[list[str], list[str]]:
    found = [at(token) for token in tokens]  # type: ignore[operator]
    return [node for node, flow in found if flow is None], [flow for _, flow in found if flow is not None]


def consumed_there(tree: Tree, scope: Scope, mapping: Mapping[str, str]) -> dict[str, list[str]]:
    """What complex gateways that wait for reset took, by the flows of their partners."""
    found = {}
    for id, flows in tree.consumed.items():
        node = scope.nodes.get(mapping.get(id, ""))
        if node is not None and kind_of(node) == kind_of(tree.scope.nodes[id]):
            there = [_flow_there(tree.scope, flow, mapping, node) for flow in flows]
            found[node.id] = [flow for flow in there if flow is not None]
    return found
