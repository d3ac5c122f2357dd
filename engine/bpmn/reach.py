"""What a token can still come to: the base of every movement that is not along a flow.

A parallel or inclusive join is passed only when all flows into it are reached, so what a step inside one branch can
reach ends at the join, and what a step before the fork can reach holds all branches (docs/actions.md).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from engine.bpmn.activation import needed
from engine.bpmn.model import Node, Scope, is_link

JOINS = frozenset({"parallelGateway", "inclusiveGateway", "complexGateway"})


@dataclass(frozen=True, slots=True)
class Reach:
    """Ids of nodes and sequence flows of one scope."""

    nodes: frozenset[str]
    flows: frozenset[str]


def is_join(node: Node) -> bool:
    return node.type in JOINS and len(node.incoming) > 1


def reach_of(scope: Scope, nodes: Iterable[str], flows: Iterable[str] = (), *, alone: bool = False) -> Reach:
    """Everything tokens on `nodes`, and tokens that wait at a join having come along `flows`, can come to.

    `alone`: an inclusive or complex join lets one token pass, as it does when no other can come.
    """
    seen: set[str] = set()
    taken: set[str] = set()
    todo = list(nodes)

    def take(flow_id: str) -> None:
        if flow_id in taken:
            return
        taken.add(flow_id)
        target = scope.nodes[scope.flows[flow_id].target]
        passes = not is_join(target) or (alone and target.type != "parallelGateway")
        if passes or all(flow.id in taken for flow in target.incoming):
            todo.append(target.id)

    for flow_id in flows:
        take(flow_id)
    while todo:
        id = todo.pop()
        if id in seen:
            continue
        seen.add(id)
        node = scope.nodes[id]
        todo += [event.id for event in node.boundary]
        if node.type == "intermediateThrowEvent" and node.trigger is not None and node.trigger.kind == "link":
            code = node.trigger.code
            todo += [other.id for other in scope.nodes.values() if is_link(other, "intermediateCatchEvent", code)]
        for flow in node.outgoing:
            take(flow.id)
    return Reach(frozenset(seen), frozenset(taken))


def starving(
    scope: Scope, nodes: Iterable[str], flows: Iterable[str] = (), started: Collection[str] = ()
) -> frozenset[tuple[str, bool]]:
    """Parallel and complex joins some token comes to but that can never fire: too few flows into them are in reach.

    Asked twice: with inclusive joins that wait for all their flows, and with such that let one token pass. Which of
    them is so depends on what else is on its way, so a join that starves either way is named (with `alone`).
    `started`: complex gateways that only wait for what comes late.
    """
    places, arrived = list(nodes), list(flows)
    return frozenset(
        (node.id, alone)
        for alone in (False, True)
        for found in [reach_of(scope, places, arrived, alone=alone)]
        for node in scope.nodes.values()
        if node.type in ("parallelGateway", "complexGateway")
        and is_join(node)
        and node.id not in started
        and 0 < sum(flow.id in found.flows for flow in node.incoming) < needed(node)
    )
