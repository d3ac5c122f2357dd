"""Which elements must not be come to by two tokens side by side.

Where several ways lead into one element that does not join them, a second token does everything after it again. Two
things are left alone: plain ends, and what a branch thrown off at every turn of a loop leads to (a hotline listens for
the next instruction while each one goes its way), unless a fork as a whole closes there.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.bpmn.model import Node, Scope
from engine.bpmn.soundness.graph import entries, forked, harmless, reachable

Following = Mapping[str, tuple[str, ...]]


def merging(scope: Scope, following: Following) -> frozenset[str]:
    """Elements to watch in a scope in which one token can become several."""
    ways = entries(scope, following)
    forks = {node.id: branches for node in scope.nodes.values() if len(branches := _branches(node)) > 1}
    thrown_off = _thrown_off(forks, following)
    return frozenset(
        node.id
        for node in scope.nodes.values()
        if ways[node.id] > 1
        and node.type not in ("endEvent", "parallelGateway", "complexGateway")
        and not harmless(scope, following, node.id)
        and (node.id not in thrown_off or any(_closes(fork, forks[fork], node.id, following) for fork in forks))
    )


def always_doubled(scope: Scope, following: Following, merge: str) -> bool:
    """Whether a parallel fork, or an event that throws off a token, closes there: then no data can help it."""
    return any(
        not any(flow.condition for flow in node.outgoing)
        and len(branches := _branches(node)) > 1
        and _closes(node.id, branches, merge, following)
        for node in scope.nodes.values()
    )


def _branches(node: Node) -> list[str]:
    """Where the tokens a fork makes of one go."""
    return [*forked(node), *(event.id for event in node.boundary if not event.interrupting)]


def _thrown_off(forks: Mapping[str, list[str]], following: Following) -> set[str]:
    """What forks in loops lead to beside the way back to themselves."""
    found: set[str] = set()
    for fork, branches in forks.items():
        back = {branch: fork in reachable(following, [branch]) for branch in branches}
        if any(back.values()):
            found |= reachable(following, [branch for branch in branches if not back[branch]])
    return found


def _closes(fork: str, branches: list[str], merge: str, following: Following) -> bool:
    """Whether all of a fork ends up at `merge`, two branches of it at least without coming by the fork again."""
    if any(not following[id] for id in reachable(following, branches, without=merge)):
        return False
    return sum(merge in reachable(following, [branch], without=fork) for branch in branches) > 1
