"""A planned migration carried out: tokens, counters and what has completed go to the other program; then what only
listens is armed as it says.

Keys of element instances, tasks and dues stay; a token on a renamed element remembers what its key was made of.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from engine.bpmn.completions import carried, renamed, renamed_counters
from engine.bpmn.jumps import BACK
from engine.bpmn.migration import consumed_there
from engine.bpmn.model import Node, Scope
from engine.bpmn.nodes.listening import listen, renew
from engine.bpmn.nodes.step import Step
from engine.bpmn.reach import is_join
from engine.bpmn.tokens import AS, INSTANCE, KEPT, UNDO, WAITER, Token
from engine.bpmn.waits import waiting_node

if TYPE_CHECKING:
    from engine.bpmn.migration import Migration
    from engine.bpmn.trees import Tree


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
    old_program, instance.program, instance.process = instance.program, plan.program, plan.process
    for tree, spec in plan.specs.items():
        tree.done = carried(tree.done, tree.spec, spec, mapping, (old_program, plan.program))
        tree.counters = renamed_counters(tree.counters, mapping)
        tree.consumed = consumed_there(tree, spec.scope, mapping)
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
        if token.role == INSTANCE or KEPT in token.internal_data:
            token.locals = renamed(token.locals, old.element, new.element, None)
        else:
            size = token.internal_data.get("n", 0)
            token.locals = renamed(token.locals, old.output_collection, new.output_collection, [None] * size)


def _called(token: Token) -> str:
    """The id a key of this token is made of."""
    return (waiting_node(token) if token.role == WAITER else token.task_spec.node).id


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
        if token.role in (WAITER, UNDO) or not token.key:
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
