"""Which links go back, and how far every box is from the start along those that lead on."""

from __future__ import annotations

from collections.abc import Iterable

from engine.bpmn.layout.graph import Graph, Link

Pair = tuple[str, str]


def forward_links(graph: Graph, hubs: frozenset[str] = frozenset()) -> list[Link]:
    """The links that lead on; without the others nothing goes in a circle.

    A hub is a step one only comes back from (a revision every gateway returns to): it stands near its first caller.
    """
    closing = _closing(graph, hubs)
    forward = [link for link in graph.flows if link.id not in closing]
    ahead = [link for link in forward if link.target not in hubs]
    rank = ranks(graph, ahead)
    for hub in sorted(hubs):
        callers = [link for link in forward if link.target == hub]
        if callers:
            ahead.append(min(callers, key=lambda link: (rank[graph.anchor(link.source)], link.id)))
    return ahead


def possible_hubs(graph: Graph) -> list[str]:
    """Boxes with several ways in, at least one of which closes a circle or which begin one."""
    ways: dict[str, int] = {}
    for link in graph.flows:
        ways[link.target] = ways.get(link.target, 0) + 1
    left = {graph.anchor(link.source) for link in graph.flows}
    gateways = ("Gateway", "Event")
    return sorted(
        id for id, count in ways.items() if count > 1 and id in left and not graph.boxes[id].type.endswith(gateways)
    )


def _closing(graph: Graph, hubs: frozenset[str]) -> frozenset[str]:
    """Links that close a circle, seen from the starts, the main way of every gateway first, hubs last of all."""
    outgoing = {id: sorted(links, key=lambda link: not link.main) for id, links in graph.outgoing().items()}
    entered = {graph.anchor(link.target) for link in graph.flows}
    closing: set[str] = set()
    state: dict[str, int] = {}
    late: set[str] = set()  # boxes only hubs lead to
    for root in sorted(outgoing, key=lambda id: 1 if id in hubs else 2 if id in entered else 0):
        if root in state:
            continue
        state[root] = 1
        from_hub = root in hubs
        late.update({root} if from_hub else ())
        stack = [(root, iter(outgoing[root]))]
        while stack:
            id, rest = stack[-1]
            link = next(rest, None)
            if link is None:
                state[id] = 2
                stack.pop()
                continue
            target = graph.anchor(link.target)
            if target in hubs and not from_hub:
                continue
            if state.get(target) == 1 or (from_hub and target in state and target not in late):
                closing.add(link.id)
            elif target not in state:
                state[target] = 1
                late.update({target} if from_hub else ())
                stack.append((target, iter(outgoing[target])))
    return frozenset(closing)


def ranks(graph: Graph, links: Iterable[Link]) -> dict[str, int]:
    """The longest way to each box along `links`, which must not go in a circle."""
    return _longest(graph, [(graph.anchor(link.source), graph.anchor(link.target)) for link in links])


def heights(graph: Graph, links: Iterable[Link]) -> dict[str, int]:
    """The longest way from each box on."""
    return _longest(graph, [(graph.anchor(link.target), graph.anchor(link.source)) for link in links])


def _longest(graph: Graph, pairs: list[Pair]) -> dict[str, int]:
    rank = {box.id: 0 for box in graph.placed}
    waits = dict.fromkeys(rank, 0)
    after: dict[str, list[str]] = {id: [] for id in rank}
    for source, target in pairs:
        after[source].append(target)
        waits[target] += 1
    todo = [id for id in rank if not waits[id]]
    while todo:
        id = todo.pop()
        for target in after[id]:
            rank[target] = max(rank[target], rank[id] + 1)
            waits[target] -= 1
            if not waits[target]:
                todo.append(target)
    return rank
