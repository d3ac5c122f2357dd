"""Which flows are taken, and when a join has enough tokens: exclusive, parallel and inclusive gateways."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from . import complex
from .expressions import UNKNOWN
from .findings import Illegal
from .model import Flow, Node, Scope
from .tokens import COMING, DONE, FLOW, READY, WAITING, Running, Token
from .variables import chain

if TYPE_CHECKING:
    from collections.abc import Callable

    from .machine import Machine

Taken = list[tuple[Flow, str]]
CHOOSING = ("exclusiveGateway", "inclusiveGateway", "complexGateway")


def _pass(machine: Machine, token: Token) -> bool:
    return True


def _event_gateway(machine: Machine, token: Token) -> bool:
    from .awaiting import listen

    for flow in token.node.outgoing:
        listen(machine, token, token.running.scope.nodes[flow.target])
    return False


BEHAVIOUR: dict[str, Callable[[Machine, Token], bool]] = {
    "exclusiveGateway": _pass, "parallelGateway": _pass, "inclusiveGateway": _pass,
    "eventBasedGateway": _event_gateway, "complexGateway": _pass,
}  # fmt: skip


def taken(machine: Machine, token: Token) -> Taken:
    """The flows a token takes when it leaves, each with a sentence saying why."""
    node = token.node
    if node.type == "eventBasedGateway":
        winner = token.loop["winner"] if token.loop else None
        return [(flow, "") for flow in node.outgoing if flow.target == winner]
    if node.type == "complexGateway":
        return complex.taken(machine, token)
    if all(flow.condition is None for flow in node.outgoing) and node.type not in CHOOSING:
        return [(flow, "") for flow in node.outgoing]
    if len(node.outgoing) == 1 and node.outgoing[0].condition is None:
        return [(node.outgoing[0], "")]
    maps = chain(token)
    if node.type not in CHOOSING:
        maps = around(token, maps)
    return chosen(machine, token, maps)


def chosen(machine: Machine, token: Token, maps: list[dict[str, Any]], none_allowed: bool = False) -> Taken:
    """Those whose condition holds as `maps` show it (the first, at an exclusive gateway), else the default."""
    node = token.node
    chosen: Taken = []
    for flow in node.outgoing:
        if flow.condition is None:
            continue
        value = machine.expressions.truth(flow.condition, maps)
        if value is UNKNOWN:
            value = _recorded(machine, token, flow)
        if value:
            chosen.append((flow, f"(条件“{flow.condition}”成立)"))
            if node.type == "exclusiveGateway":
                return chosen
    if not chosen:
        chosen = [(flow, "(其他条件都不成立)") for flow in node.outgoing if flow.id == node.default]
    if node.type not in CHOOSING:  # an activity's flows without a condition are taken in any case
        by_id = {flow.id: (flow, why) for flow, why in chosen}
        by_id |= {flow.id: (flow, "") for flow in node.outgoing if flow.condition is None and flow.id != node.default}
        chosen = [by_id[flow.id] for flow in node.outgoing if flow.id in by_id]
    if not chosen and not none_allowed:
        raise Illegal(
            "no_flow", f"{node.id} 之后没有一个条件成立,也没有默认流,流程走不过去。",
            f"At {node.id} no condition holds and there is no default.",
        )  # fmt: skip
    return chosen


def around(token: Token, maps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is seen from outside an activity: not its own names, for its flows belong to the scope around it."""
    return maps[1:] if token.own is not None else maps


def _recorded(machine: Machine, token: Token, flow: Flow) -> bool:
    """A condition nobody can evaluate any more is taken as recorded."""
    for entry in machine.record.path[machine.record.at :]:
        if entry.get("kind") != "take" or entry.get("key") != token.key:
            return False
        if entry.get("element") == flow.id:
            return True
    return False


def arrived(machine: Machine, token: Token) -> None:
    """A token waits at a join; a parallel one fires when every flow has brought one."""
    node, running = token.node, token.running
    if node.type == "parallelGateway":
        brought = {one.flow.id for one in waiting_at(running, node) if one.flow is not None}
        if len(brought) == len(node.incoming):
            machine.make_ready(join(token))
    elif node.type == "complexGateway":
        started = complex.starting(machine, running, node)
        if started is not None:
            machine.make_ready(started)


def waiting_at(running: Running, node: Node) -> list[Token]:
    """Tokens that have come to a join and wait, the oldest first."""
    return [
        one for one in running.tokens if one.role == FLOW and one.node is node and one.state == WAITING and not one.key
    ]


def join(one_of_them: Token, flows: Collection[str] | None = None) -> Token:
    """One token of each flow (or of `flows`) becomes one; surplus ones stay for the next time."""
    running, node = one_of_them.running, one_of_them.node
    first: dict[str, Token] = {}
    for one in waiting_at(running, node):
        flow = one.flow.id if one.flow is not None else ""
        if flows is None or flow in flows:
            first.setdefault(flow, one)
    together = [one for one in running.tokens if one in first.values()]
    kept = together.pop()
    for one in together:
        one.state = DONE
        running.tokens.remove(one)
    return kept


def inclusive_joins(machine: Machine) -> list[Token]:
    """A waiting token of each inclusive or complex join that nothing on its way can still bring a token to."""
    found = []
    for running in machine.every():
        nodes = {one.node.id: one.node for one in running.tokens if one.node.type == "inclusiveGateway"}
        nodes |= {id: running.scope.nodes[id] for id in running.consumed}
        nodes |= {one.node.id: one.node for one in running.tokens if one.node.type == "complexGateway"}
        for node in (nodes[id] for id in sorted(nodes)):
            waiting = waiting_at(running, node)
            if node.type == "complexGateway" and node.is_join:
                if complex.rests(machine, running, node):
                    found.append(waiting[0])
            elif node.is_join and waiting:
                filled = {one.flow.id for one in waiting if one.flow is not None}
                if not awaited(running, node, filled):
                    found.append(waiting[0])
    return found


def fire(machine: Machine, token: Token) -> Token:
    """A join named by `inclusive_joins` lets one token go on."""
    if token.node.type == "complexGateway":
        return complex.go_on(machine, token.running, token.node)
    return join(token)


def awaited(running: Running, node: Node, filled: Collection[str]) -> bool:
    """BPMN 2.0, 13.4.3: some token may still come along a flow that has none, and not along one that has."""
    empty = [flow for flow in node.incoming if flow.id not in filled]
    expected = {id for flow in empty for id in upstream(running.scope, node, flow.source, True)}
    served = {
        id for flow in node.incoming if flow.id in filled for id in upstream(running.scope, node, flow.source, False)
    }
    return bool(empty) and any(
        token.node.id in expected and token.node.id not in served
        for token in running.tokens
        if token.role == FLOW and token.node is not node and token.state in (COMING, READY, WAITING)
    )


def upstream(scope: Scope, node: Node, source: str, by_boundary: bool) -> set[str]:
    """Where a token may stand and still come along the flow from `source` without passing the join."""
    seen: set[str] = set()
    todo = [source]
    while todo:
        id = todo.pop()
        if id in seen or id == node.id:
            continue
        seen.add(id)
        at = scope.nodes[id]
        todo += [flow.source for flow in at.incoming]
        if by_boundary and at.attached_to:
            todo.append(at.attached_to)
        if at.is_link("intermediateCatchEvent") and at.trigger is not None:
            todo += links_to(scope.nodes.values(), at.trigger.code)
    return seen


def links_to(nodes: Iterable[Node], code: str | None) -> list[str]:
    return [
        one.id
        for one in nodes
        if one.is_link("intermediateThrowEvent") and one.trigger is not None and one.trigger.code == code
    ]
