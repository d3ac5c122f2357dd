"""A scope as a board for the token game: which elements wait, join or merge, and which branches stand apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.bpmn.model import Node, Scope
from engine.bpmn.names import WORLD
from engine.bpmn.soundness.graph import entries, is_joining, reachable, splits, successors
from engine.bpmn.soundness.merging import merging
from engine.bpmn.soundness.summary import Summary

_WAITING = frozenset({"userTask", "receiveTask", "eventBasedGateway"})


@dataclass(slots=True)
class Net:
    """What the game asks of a scope again and again, found out once.

    `crossings`: elements several ways lead into; `merges`: those of them that no two tokens may come to side by side.
    `ahead`: element -> merges a token there may still come to, without those only reached through the element: for
    them, whoever passed before was of an earlier round. `forking`: the same for activities whose boundary throws off
    tokens while they wait, with all merges. `private`: non-interrupting boundary event -> elements only it leads to.
    `apart`: those events whose branch never touches the rest of the scope; it is explored alone. Handlers that only
    ever end by themselves stand apart as well. `following_waits`: steps that wait, but right after one that waits.
    """

    scope: Scope
    summaries: Mapping[str, Summary]
    following: dict[str, tuple[str, ...]] = field(init=False)
    joins: dict[str, tuple[str, ...]] = field(init=False)
    crossings: frozenset[str] = field(init=False)
    merges: frozenset[str] = field(init=False)
    ahead: dict[str, frozenset[str]] = field(init=False)
    forking: dict[str, frozenset[str]] = field(init=False)
    private: dict[str, frozenset[str]] = field(init=False)
    apart: frozenset[str] = field(init=False)
    following_waits: frozenset[str] = field(init=False)
    splitting: bool = field(init=False)

    def __post_init__(self) -> None:
        scope = self.scope
        self.following = successors(scope)
        self.crossings = frozenset(id for id, ways in entries(scope, self.following).items() if ways > 1)
        self.joins = {
            node.id: tuple(flow.id for flow in node.incoming) for node in scope.nodes.values() if is_joining(node)
        }
        self.splitting = splits(scope)
        self._find_merges()
        self._find_sides()
        self._find_lines()

    def _find_merges(self) -> None:
        self.merges = merging(self.scope, self.following) if self.splitting else frozenset()
        self.ahead, self.forking = {}, {}
        if not self.merges:
            return
        starts = [start.id for start in self.scope.starts]
        drawn = reachable(self.following, starts)
        for id in self.scope.nodes:
            before = reachable(self.following, starts, without=id)
            new = {merge for merge in self.merges if merge in drawn and merge not in before and merge != id}
            self.ahead[id] = (self.merges & frozenset(reachable(self.following, [id]))) - new
            if any(not event.interrupting for event in self.scope.nodes[id].boundary):
                self.forking[id] = self.ahead[id] | new

    def _find_sides(self) -> None:
        scope = self.scope
        starts = [start.id for start in scope.starts]
        private: dict[str, frozenset[str]] = {}
        apart: set[str] = set()
        for node in scope.nodes.values():
            if node.type == "boundaryEvent" and not node.interrupting:
                region = reachable(self.following, [node.id])
                own = frozenset(region - reachable(self.following, starts, without=node.id))
                private[node.id] = own
                if own == region and not any(self.reaches_out(scope.nodes[id]) for id in region):
                    apart.add(node.id)
        for handler in scope.handlers:
            if not self.interrupts(handler) and not self.reaches_out(handler):
                apart.add(handler.id)
        self.private, self.apart = private, frozenset(apart)

    def _find_lines(self) -> None:
        """Steps in a line with one that waits: whoever did that one may as well do them at once."""
        found: set[str] = set()
        for first in self.scope.nodes.values():
            if not self._stays(first) or first.type == "eventBasedGateway":
                continue
            node = first
            while (flow := node.outgoing[0] if len(node.outgoing) == 1 else None) is not None:
                node = self.scope.nodes[flow.target]
                if node.id in self.crossings or node.id in self.summaries or node.boundary or _is_gateway(node):
                    break
                if node.id in found or node is first:
                    break
                if self._stays(node):
                    found.add(node.id)
        self.following_waits = frozenset(found)

    def reaches_out(self, node: Node) -> bool:
        """Whether an element may end or change more than its own branch."""
        kinds = {trigger.kind for trigger in node.triggers}
        if node.type in ("endEvent", "intermediateThrowEvent") and kinds & {"terminate", "error", "escalation"}:
            return True
        summary = self.summaries.get(node.id)
        return summary is not None and (bool(summary.told) or summary.exits != {("done", "")})

    def waits(self, node: Node) -> bool:
        """Whether a token stays here until something happens outside, as far as that makes a difference."""
        return node.id not in self.following_waits and self._stays(node)

    def _stays(self, node: Node) -> bool:
        if node.type in _WAITING:
            return True
        if node.type == "intermediateCatchEvent":
            return from_world(node)
        summary = self.summaries.get(node.id)
        return summary is not None and not summary.instant

    def interrupts(self, handler: Node) -> bool:
        return handler.body is not None and all(start.interrupting for start in handler.body.starts)


def _is_gateway(node: Node) -> bool:
    return node.type.endswith("Gateway")


def from_world(node: Node) -> bool:
    """Whether an event may come at any time: by a timer, message or signal, or a condition that comes true."""
    return any(trigger.kind in WORLD for trigger in node.triggers)


def is_watched(node: Node) -> bool:
    """Whether it is looked at after every step, so that it may happen though nothing waits."""
    return any(trigger.kind == "conditional" for trigger in node.triggers) and not _gathers(node)


def _gathers(node: Node) -> bool:
    return node.trigger is not None and node.trigger.together


def start_of(handler: Node) -> Node | None:
    """What starts an event sub-process."""
    return handler.body.starts[0] if handler.body is not None and handler.body.starts else None
