"""Where flows, links and boundary events lead within a scope, without regard to tokens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.bpmn.model import Node, Scope, is_link

JOINING = frozenset({"parallelGateway", "inclusiveGateway", "complexGateway"})
ONE_WAY = frozenset({"exclusiveGateway", "eventBasedGateway"})

Successors = Mapping[str, tuple[str, ...]]


def is_joining(node: Node) -> bool:
    return node.type in JOINING and len(node.incoming) > 1


def link_targets(node: Node) -> list[str]:
    """Catch events a link throw goes on at."""
    trigger = node.trigger
    if node.type != "intermediateThrowEvent" or trigger is None or trigger.kind != "link":
        return []
    return [id for id, other in node.scope.nodes.items() if is_link(other, "intermediateCatchEvent", trigger.code)]


def compensates(event: Node) -> bool:
    """Whether it only says what undoes an activity: no token ever comes to it."""
    return event.trigger is not None and event.trigger.kind == "compensate"


def successors(scope: Scope) -> dict[str, tuple[str, ...]]:
    return {
        node.id: (
            *(flow.target for flow in node.outgoing),
            *(event.id for event in node.boundary if not compensates(event)),
            *link_targets(node),
        )
        for node in scope.nodes.values()
    }


def reachable(following: Successors, starts: Iterable[str], without: str | None = None) -> set[str]:
    """Everything `starts` lead to, themselves included, not going through `without`."""
    seen: set[str] = set()
    todo = [start for start in starts if start != without]
    while todo:
        id = todo.pop()
        if id not in seen:
            seen.add(id)
            todo += [next for next in following[id] if next != without]
    return seen


def entries(scope: Scope, following: Successors) -> dict[str, int]:
    """How many ways lead into each element."""
    count = dict.fromkeys(scope.nodes, 0)
    for node in scope.nodes.values():
        for target in (*(flow.target for flow in node.outgoing), *link_targets(node)):
            count[target] += 1
    return count


def forked(node: Node) -> list[str]:
    """Where the tokens go that leave an element side by side: several flows of anything that does not choose one."""
    return [] if node.type in ONE_WAY else [flow.target for flow in node.outgoing]


def splits(scope: Scope) -> bool:
    """Whether one token can become several in this scope."""
    return (
        any(len(forked(node)) > 1 for node in scope.nodes.values())
        or any(node.type == "boundaryEvent" and not node.interrupting for node in scope.nodes.values())
        or len(scope.starts) > 1
    )


def harmless(scope: Scope, following: Successors, id: str) -> bool:
    """Whether passing an element twice does nothing twice: only gateways and plain ends follow."""
    for other in reachable(following, [id]):
        node = scope.nodes[other]
        plain_end = node.type == "endEvent" and (node.trigger is None or node.trigger.kind == "none") and not node.job
        if node.type != "exclusiveGateway" and not plain_end:
            return False
    return True
