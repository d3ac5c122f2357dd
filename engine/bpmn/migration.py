"""Moving a running execution to another program: every token to the element that stands for its own.

`plan_migration` touches nothing and says what is in the way; `carry_over` then does it. Keys of element instances,
tasks and dues stay; what only listens is armed as the other program says. docs/actions.md has the rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.bpmn.jumps import BACK
from engine.bpmn.matching import kind_of
from engine.bpmn.model import Node, Scope
from engine.bpmn.nodes.listening import listen, renew
from engine.bpmn.reach import is_join, starving
from engine.bpmn.tokens import AS, FLOW, INSTANCE, WAITER, WAITING, Token
from engine.bpmn.waits import waiting_node
from engine.errors import Finding, NotNow

if TYPE_CHECKING:
    from engine.bpmn.instance import Instance
    from engine.bpmn.nodes.step import Step
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
        if step is None or not hasattr(step, "node") or kind_of(step.node) != kind_of(node):
            return None
        found: Step = step.inner if token.role == INSTANCE else step
        return found

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
    started = _consumed(tree, scope, plan.mapping)
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


def carry_over(plan: Migration, recount: bool) -> None:
    """Move every token, then listen as the other program says; `recount` counts timers again from when they began."""
    instance, mapping = plan.instance, plan.mapping
    gone: list[Token] = []
    hosts: dict[Token, Node] = {}  # where tokens stood, for what listens on their behalf
    old_scopes = {tree: tree.scope for tree in plan.specs}
    steps = {token: plan.partner(token) for tree in plan.specs for token in tree.open_tokens()}
    for token, step in steps.items():
        hosts[token] = token.task_spec.node
        if token.role == WAITER and (step is None or not _heard(token, step, steps)):
            gone.append(token)
        elif step is not None:
            token.flow = plan.flows.get(token, token.flow)
            _set(token, step, mapping)
    instance.program, instance.process = plan.program, plan.process
    for tree, spec in plan.specs.items():
        tree.counters = _counters(tree.counters, mapping)
        tree.consumed = _consumed(tree, spec.scope, mapping)
        tree.spec = spec
        tree.task_tree.task_spec = spec.start
        for page in tree.pages.values():
            page.packed = None
    instance.end_events = list(dict.fromkeys(mapping.get(id, id) for id in instance.end_events))
    for token in gone:
        token.cancel()
    for tree in sorted(plan.specs, key=lambda one: one.key):
        _listen_anew(tree, old_scopes[tree], hosts, mapping, recount)
    for tree in sorted(plan.specs, key=lambda one: one.key):
        _join_anew(tree)


def _set(token: Token, step: Step, mapping: Mapping[str, str]) -> None:
    was, called = token.task_spec.node, _called(token)
    token.task_spec = step
    if token.number is not None and token.role != INSTANCE:
        name = token.internal_data.pop(AS, called)
        if name != _called(token):
            token.internal_data[AS] = name
    if (back := token.internal_data.get(BACK)) is not None:
        token.internal_data[BACK] = mapping[back]
    if was.loop is not None and step.node.loop is not None and token.locals is not None:
        old, new = was.loop, step.node.loop
        if token.role == INSTANCE:
            token.locals = _renamed(token.locals, old.element, new.element, None)
        else:
            size = token.internal_data.get("n", 0)
            token.locals = _renamed(token.locals, old.output_collection, new.output_collection, [None] * size)


def _called(token: Token) -> str:
    """The id a key of this token is made of."""
    return (waiting_node(token) if token.role == WAITER else token.task_spec.node).id


def _renamed(names: dict[str, object], old: str | None, new: str | None, fresh: object) -> dict[str, object]:
    """The map with what the loop calls `old` under its new name; `fresh` when it had none before."""
    if old == new:
        return names
    kept = {name: value for name, value in names.items() if name != old}
    if new is not None:
        kept[new] = names.get(old, fresh) if old is not None else fresh
    return kept


def _heard(waiter: Token, step: Step, steps: Mapping[Token, Step | None]) -> bool:
    """Whether the other program listens there too: on the partner of the host, after the partner of the gateway."""
    host, node = waiter.host, step.node
    if host is waiter.workflow.task_tree:
        return node.is_event_subprocess
    there = steps.get(host) if host is not None else None
    if there is None:
        return False
    if node.type == "boundaryEvent":
        return node.attached_to == there.node.id
    return node.id == there.node.id or any(flow.target == node.id for flow in there.node.outgoing)


def _counters(counters: dict[str, int], mapping: Mapping[str, str]) -> dict[str, int]:
    """A renamed element goes on counting, so that no key is used twice."""
    found = dict(counters)
    for id, count in counters.items():
        target = mapping.get(id, id)
        found[target] = max(found.get(target, 0), count)
    return found


def _consumed(tree: Tree, scope: Scope, mapping: Mapping[str, str]) -> dict[str, list[str]]:
    """What complex gateways that wait for reset took, by the flows of their partners."""
    found = {}
    for id, flows in tree.consumed.items():
        node = scope.nodes.get(mapping.get(id, ""))
        if node is not None and kind_of(node) == kind_of(tree.scope.nodes[id]):
            there = [_flow_there(tree.scope, flow, mapping, node) for flow in flows]
            found[node.id] = [flow for flow in there if flow is not None]
    return found


def _listen_anew(
    tree: Tree, scope: Scope, hosts: dict[Token, Node], mapping: Mapping[str, str], recount: bool
) -> None:
    """Texts that changed are read again, and what is new is listened for; what fired before is not armed again."""
    standing = sorted((token for token in tree.open_tokens() if token in hosts), key=lambda one: one.key)
    for token in standing:
        was = hosts[token].body.starts[0] if hosts[token].is_event_subprocess and token.role == WAITER else hosts[token]  # type: ignore[union-attr]
        renew(token, was.trigger, recount)
    for token in standing:
        node = token.task_spec.node
        if token.role == WAITER or not token.key:
            continue
        if node.type == "eventBasedGateway":
            heard = {child.task_spec.node.id for child in token.children if child.role == WAITER and child.open}
            for flow in node.outgoing:
                if flow.target not in heard:
                    listen(token, tree.step(flow.target))
        elif token.body is None:
            known = {mapping.get(event.id) for event in hosts[token].boundary}
            for event in node.boundary:
                if event.id not in known:
                    listen(token, tree.step(event.id))
    known = {mapping.get(handler.id) for handler in scope.handlers}
    for handler in tree.scope.handlers if not tree.interrupted else ():
        if handler.id not in known:
            listen(tree.task_tree, tree.step(handler.id))


def _join_anew(tree: Tree) -> None:
    """Tokens that waited at joins wait at theirs, or go on when the other version asks for no more."""
    waiting = [token for tokens in tree.arrivals.values() for token in tokens]
    tree.arrivals = {}
    for token in sorted(waiting, key=lambda one: one.id):
        tree.arrivals.setdefault(token.task_spec.node.id, []).append(token)
    tree.top_workflow.inclusive.pop(tree, None)
    if tree.consumed:
        tree.top_workflow.inclusive[tree] = None
    for id in sorted(tree.arrivals):
        step = tree.step(id)
        arrived = tree.arrivals[id]
        if not is_join(step.node):
            del tree.arrivals[id]
            for token in arrived:
                token._ready()
        elif step.node.type != "parallelGateway":
            tree.top_workflow.inclusive[tree] = None
        elif len({token.flow for token in arrived}) >= len(step.node.incoming):
            step.consume(tree)._ready()
