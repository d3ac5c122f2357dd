"""What a token can still come to (docs/actions.md): a join is passed only when every flow into it is reached."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from .model import Node, Scope
from .tokens import WAITING, Token


def reach(
    scope: Scope, nodes: Iterable[str], flows: Iterable[str] = (), alone: bool = False
) -> tuple[set[str], set[str]]:
    """Nodes and flows that tokens on `nodes`, and tokens waiting at joins having come along `flows`, can come to.

    `alone`: an inclusive join lets a single token pass.
    """
    seen: set[str] = set()
    taken: set[str] = set()
    todo = list(nodes)

    def take(id: str) -> None:
        if id in taken:
            return
        taken.add(id)
        target = scope.nodes[scope.flows[id].target]
        single = not target.is_join or (alone and target.type != "parallelGateway")
        if single or all(flow.id in taken for flow in target.incoming):
            todo.append(target.id)

    for id in flows:
        take(id)
    while todo:
        node = scope.nodes[todo.pop()]
        if node.id in seen:
            continue
        seen.add(node.id)
        todo += [event.id for event in node.boundary]
        if node.is_link("intermediateThrowEvent") and node.trigger is not None:
            todo += [target.id for target in scope.link_targets(node.trigger.code)]
        for flow in node.outgoing:
            take(flow.id)
    return seen, taken


def starving(
    scope: Scope, nodes: Iterable[str], flows: Iterable[str] = (), started: Collection[str] = ()
) -> set[tuple[str, bool]]:
    """Parallel and complex joins some token comes to that can never fire, by either reading of inclusive joins.

    `started`: complex gateways that have started and only wait for what comes late.
    """
    places, arrived = list(nodes), list(flows)
    found = set()
    for alone in (False, True):
        _, taken = reach(scope, places, arrived, alone)
        for node in scope.nodes.values():
            brought = sum(flow.id in taken for flow in node.incoming)
            joins = node.type in ("parallelGateway", "complexGateway") and node.is_join and node.id not in started
            if joins and 0 < brought < needed(node):
                found.add((node.id, alone))
    return found


def needed(node: Node) -> int:
    """How many flows have to bring a token; all, unless a complex gateway counts them and nothing else."""
    match = re.fullmatch(r"=\s*activationCount\s*(>=|=|>)\s*(\d{1,6})\s*", node.activation or "")
    if node.type != "complexGateway" or (match is None and (node.activation or "").removeprefix("=").strip() != "true"):
        return len(node.incoming)
    return int(match[2]) + (match[1] == ">") if match is not None else 1


def at_join(token: Token) -> bool:
    """Whether it waits for others at a join."""
    return token.node.is_join and token.state == WAITING and not token.key


def places(tokens: Iterable[Token]) -> tuple[list[str], list[str]]:
    """Where tokens stand: nodes, and for those at joins the flows they came along."""
    nodes, flows = [], []
    for token in tokens:
        if not at_join(token):
            nodes.append(token.node.id)
        elif token.flow is not None:
            flows.append(token.flow.id)
    return nodes, flows


def inside(tokens: Iterable[Token], found: tuple[set[str], set[str]]) -> list[Token]:
    """Tokens that stand where a new one will come, or wait at a join having come from there."""
    nodes, flows = found
    return [
        token
        for token in tokens
        if (token.flow is not None and token.flow.id in flows if at_join(token) else token.node.id in nodes)
    ]


def route(scope: Scope, target: str) -> tuple[Node, ...] | None:
    """The sub-processes that lead to a target, ending with it; None when it is not inside."""
    if target in scope.nodes:
        return (scope.nodes[target],)
    for outer in scope.nodes.values():
        inner = route(outer.body, target) if outer.body is not None else None
        if inner is not None:
            return (outer, *inner)
    return None
