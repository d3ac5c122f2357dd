"""The tokens of a matter go on in another version: each to its partner, then what it listens for as drawn there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from . import gateways
from .awaiting import listen
from .cancelling import cancel
from .compensating import carried, renamed, renamed_counters
from .events import timer_facts, wait_for
from .expressions import Expressions
from .findings import Illegal
from .matching import kind
from .model import Flow, Node, Scope
from .reach import at_join, places, starving
from .subprocesses import root_of
from .tokens import ROUND, UNDO, WAITER, Running, Token
from .variables import chain

if TYPE_CHECKING:
    from .machine import Machine

def migrate(
    machine: Machine, processes: Mapping[str, Scope], process: str, mapping: Mapping[str, str], recount: bool
) -> None:
    """Raises Illegal where a token has nowhere to go, or a join would wait for ever."""
    scopes: dict[int, Scope] = {}
    targets: dict[Token, Node | None] = {}
    flows: dict[Token, Flow] = {}
    runnings = machine.every()
    for running in runnings:
        scopes[id(running)] = scope = _scope(running, processes, process, targets)
        for token in running.tokens:
            targets[token] = _target(token, scope, mapping)
            if token.role != WAITER:
                _refuse(token, targets[token], scope, mapping, flows)
        _refuse_starving(running, scope, targets, flows, mapping)
    was = {token: token.node for running in runnings for token in running.tokens}
    before = {id(running): running.scope for running in runnings}
    gone = [token for token, node in targets.items() if token.role == WAITER and not _heard(token, node, targets)]
    for token, node in targets.items():
        if node is not None and token not in gone:
            _set(token, node, mapping, flows)
    machine.processes, machine.process = processes, process
    for running in runnings:
        running.done = carried(running.done, scopes[id(running)], processes, mapping)
        running.consumed = _consumed(running, scopes[id(running)], mapping)
        running.scope = scopes[id(running)]
        running.counters = renamed_counters(running.counters, mapping)
    machine.ends = list(dict.fromkeys(mapping.get(one, one) for one in machine.ends))
    for token in gone:
        cancel(machine, token)
    for running in sorted(runnings, key=lambda one: one.key):
        _listen_anew(machine, running, before[id(running)], was, mapping, recount)
    for running in sorted(runnings, key=lambda one: one.key):
        _join_anew(machine, running)


def _scope(
    running: Running, processes: Mapping[str, Scope], process: str, targets: Mapping[Token, Node | None]
) -> Scope:
    owner = running.owner
    if owner is None:
        return processes[process]
    if owner.node.type == "callActivity":
        found = processes.get(running.scope.id)
    else:
        node = targets.get(owner)
        found = node.body if node is not None else None
    if found is None:
        raise _impossible(f"“{owner.node.id}”之内的部分在新版本中不存在", f"what {owner.node.id} holds is not there")
    return found


def _target(token: Token, scope: Scope, mapping: Mapping[str, str]) -> Node | None:
    node = scope.nodes.get(mapping.get(token.node.id, ""))
    return node if node is not None and kind(node) == kind(token.node) else None


def _refuse(
    token: Token, node: Node | None, scope: Scope, mapping: Mapping[str, str], flows: dict[Token, Flow]
) -> None:
    if node is None:
        raise _impossible(f"“{token.node.id}”上的进展无处可去", f"nothing stands for {token.node.id}")
    if token.back is not None and mapping.get(token.back) not in scope.nodes:
        raise _impossible(f"直送的“{token.back}”没有对应", f"nothing stands for {token.back}")
    if at_join(token):
        flow = _flow(token, node, mapping)
        if flow is None:
            raise _impossible(f"“{token.node.id}”处的一支没有对应的流向", f"a branch at {token.node.id} has no flow")
        flows[token] = flow


def _consumed(running: Running, scope: Scope, mapping: Mapping[str, str]) -> dict[str, list[str]]:
    """What complex gateways took that wait for those that come late."""
    found = {}
    for name, flows in running.consumed.items():
        node = scope.nodes.get(mapping.get(name, ""))
        if node is not None and kind(node) == kind(running.scope.nodes[name]):
            there = [_flow_there(running.scope.flows.get(flow), node, mapping) for flow in flows]
            found[node.id] = [flow.id for flow in there if flow is not None]
    return found


def _flow(token: Token, node: Node, mapping: Mapping[str, str]) -> Flow | None:
    return _flow_there(token.flow, node, mapping)


def _flow_there(old: Flow | None, node: Node, mapping: Mapping[str, str]) -> Flow | None:
    for flow in node.incoming:
        if old is not None and flow.id == old.id:
            return flow
    source = mapping.get(old.source) if old is not None else None
    fitting = [flow for flow in node.incoming if flow.source == source]
    if len(fitting) == 1:
        return fitting[0]
    return node.incoming[0] if len(node.incoming) == 1 else None


def _refuse_starving(
    running: Running,
    scope: Scope,
    targets: Mapping[Token, Node | None],
    flows: Mapping[Token, Flow],
    mapping: Mapping[str, str],
) -> None:
    moving = running.flowing()
    nodes = [node.id for one in moving if one not in flows and (node := targets[one]) is not None]
    started = _consumed(running, scope, mapping)
    after = starving(scope, nodes, [flows[one].id for one in moving if one in flows], started)
    known = {mapping.get(name) for name, _ in starving(running.scope, *places(moving), running.consumed)}
    if worse := sorted({name for name, _ in after} - known):
        raise _impossible(f"并行汇合 {'、'.join(worse)} 会永远等不齐", f"{', '.join(worse)} would wait for ever")


def _heard(waiter: Token, node: Node | None, targets: Mapping[Token, Node | None]) -> bool:
    """Whether the other version listens there too."""
    if node is None or waiter.host is None:
        return False
    if waiter.node.is_handler:
        return node.is_handler
    host = targets.get(waiter.host)
    if host is None:
        return False
    if node.type == "boundaryEvent":
        return node.attached_to == host.id
    return node.id == host.id or any(flow.target == node.id for flow in host.outgoing)


def _set(token: Token, node: Node, mapping: Mapping[str, str], flows: Mapping[Token, Flow]) -> None:
    old, new = token.node.loop, node.loop
    token.node, token.flow = node, flows.get(token, token.flow)
    if token.back is not None:
        token.back = mapping[token.back]
    if old is None or new is None or token.own is None:
        return
    if token.role == ROUND or token.reopened:
        token.own = renamed(token.own, old.element, new.element, None)
    else:
        size = (token.loop or {}).get("n", 0)
        token.own = renamed(token.own, old.output_collection, new.output_collection, [None] * size)


def _listen_anew(
    machine: Machine,
    running: Running,
    scope: Scope,
    was: Mapping[Token, Node],
    mapping: Mapping[str, str],
    recount: bool,
) -> None:
    standing = sorted((token for token in running.tokens if token in was), key=lambda one: one.key)
    for token in standing:
        _renew(machine, token, was[token], recount)
    for token in standing:
        node = token.node
        if token.role in (WAITER, UNDO) or not token.key:
            continue
        if node.type == "eventBasedGateway":
            heard = {one.node.id for one in token.attached(WAITER)}
            for flow in node.outgoing:
                if flow.target not in heard:
                    listen(machine, token, running.scope.nodes[flow.target])
        elif token.body is None:
            known = {mapping.get(event.id) for event in was[token].boundary}
            for event in node.boundary:
                if event.id not in known:
                    listen(machine, token, event)
    known = {mapping.get(handler.id) for handler in scope.handlers}
    for handler in [] if running.interrupted else running.scope.handlers:
        if handler.id not in known:
            listen(machine, root_of(running), handler)


def _renew(machine: Machine, token: Token, was: Node, recount: bool) -> None:
    """A name or key that is written otherwise is waited for anew; a timer is counted again when that is wanted."""
    if was.is_handler and token.role == WAITER and was.body is not None:
        was = was.body.starts[0]
    old, new = was.trigger, token.awaits
    if old is None or new is None or token.met is not None:
        return
    old = old.parts[token.part] if token.part is not None else old
    written = (old.name, old.correlation, old.condition) != (new.name, new.correlation, new.condition)
    if (token.subscription is not None or token.watched is not None) and written:
        machine.closes(token, "cancelled")
        wait_for(machine, token, new)
    elif recount and token.timer is not None and "since" in token.timer and new.timer and new.timer[0] != "cycle":
        now = machine.expressions
        machine.expressions = Expressions(datetime.fromisoformat(token.timer["since"]), now.functions)
        try:
            facts = timer_facts(machine, new.timer, chain(token))
        finally:
            machine.expressions = now
        if facts["due"] != token.timer["due"]:
            token.timer = facts
            machine.journal.moved_timers[token.key] = token


def _join_anew(machine: Machine, running: Running) -> None:
    waiting = [token for token in running.flowing() if not token.key and token.node.type in gateways.BEHAVIOUR]
    for name in sorted({token.node.id for token in waiting}):
        arrived = [token for token in waiting if token.node.id == name]
        node = arrived[0].node
        if not node.is_join:
            for token in arrived:
                machine.make_ready(token)
        elif node.type == "parallelGateway":
            gateways.arrived(machine, arrived[0])


def _impossible(zh: str, en: str) -> Illegal:
    return Illegal("migration_impossible", f"这一迁移不合规则:{zh}。", f"This migration is not allowed: {en}.")
