"""The complex gateway (BPMN 2.0, 13.4.5): started by its condition, then waiting for those that come late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import gateways
from .expressions import UNKNOWN
from .findings import Unjudged
from .model import Flow, Node
from .tokens import Running, Token
from .variables import chain

if TYPE_CHECKING:
    from .machine import Machine


def starting(machine: Machine, running: Running, node: Node) -> Token | None:
    """The token that goes on when the gateway starts: one of each flow that has any becomes one."""
    if not _may_start(machine, running, node):
        return None
    filled = [id for id, count in _counts(running, node).items() if count]
    if len(filled) < len(node.incoming):
        running.consumed[node.id] = filled
    return gateways.join(gateways.waiting_at(running, node)[0])


def _counts(running: Running, node: Node) -> dict[str, int]:
    waiting = gateways.waiting_at(running, node)
    return {flow.id: sum(one.flow is not None and one.flow.id == flow.id for one in waiting) for flow in node.incoming}


def _may_start(machine: Machine, running: Running, node: Node) -> bool:
    waiting = gateways.waiting_at(running, node)
    if not waiting or node.id in running.consumed:
        return False
    counts = _counts(running, node)
    names = {"activationCount": sum(map(bool, counts.values())), "activationCounts": counts}
    value = machine.expressions.truth(node.activation or "", [names, *chain(waiting[0])])
    if value is UNKNOWN:
        raise Unjudged(f"激活条件“{node.activation}”无从判断。", f"The condition {node.activation!r} cannot be known.")
    return bool(value)


def _late(running: Running, node: Node) -> set[str]:
    return {id for id, count in _counts(running, node).items() if count and id not in running.consumed[node.id]}


def rests(machine: Machine, running: Running, node: Node) -> bool:
    """Nothing else moves: whether a token goes on. With nothing late it begins anew, of which nobody sees anything."""
    if node.id in running.consumed:
        late = _late(running, node)
        if gateways.awaited(running, node, {*running.consumed[node.id], *late}):
            return False
        if late:
            return True
        del running.consumed[node.id]
    return _may_start(machine, running, node)


def go_on(machine: Machine, running: Running, node: Node) -> Token:
    """What `rests` found."""
    waiting = gateways.waiting_at(running, node)
    if node.id in running.consumed:
        late = _late(running, node)
        del running.consumed[node.id]
        token = gateways.join(waiting[0], late)
        token.late = True
        return token
    started = starting(machine, running, node)
    assert started is not None
    return started


def taken(machine: Machine, token: Token) -> list[tuple[Flow, str]]:
    """The flows out: by condition, else the default; one alone without a condition only when it starts."""
    node, late = token.node, token.late
    if len(node.outgoing) == 1 and node.outgoing[0].condition is None:
        return [] if late else [(node.outgoing[0], "")]
    maps = [{"waitingForStart": not late}, *chain(token)]
    return gateways.chosen(machine, token, maps, none_allowed=late)
