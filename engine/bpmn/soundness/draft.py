"""A marking while it changes: tokens put down, taken away, joined, and those beside them marked as passed by."""

from __future__ import annotations

from collections.abc import Collection

from engine.bpmn.activation import threshold
from engine.bpmn.nodes.joins import reach
from engine.bpmn.soundness.marking import FIRED, LATE, Marking, Move, Token
from engine.bpmn.soundness.net import Net

MANY = 2


class Draft:
    """One marking in the making; `copy` before two ways part."""

    def __init__(self, net: Net, marking: Marking) -> None:
        self.net = net
        self.agenda = list(marking.agenda)
        self.standing = list(marking.standing)
        self.arrived = list(marking.arrived)
        self.known = marking.known
        self.interrupted = marking.interrupted
        self.consumed = dict(marking.consumed)
        self.path: list[str] = []
        self.choices = 0
        self.exit: tuple[str, str] | None = None
        self.fault: tuple[str, str] | None = None

    def copy(self) -> Draft:
        other = Draft.__new__(Draft)
        other.net, other.known, other.interrupted = self.net, self.known, self.interrupted
        other.agenda, other.standing, other.arrived = list(self.agenda), list(self.standing), list(self.arrived)
        other.path, other.consumed = list(self.path), dict(self.consumed)
        other.choices, other.exit, other.fault = self.choices, self.exit, self.fault
        return other

    def marking(self) -> Marking:
        return Marking(
            tuple(self.agenda),
            tuple(sorted(self.standing)),
            tuple(sorted(self.arrived)),
            self.known,
            self.interrupted,
            tuple(sorted(self.consumed.items())),
        )

    def move(self) -> Move:
        after = None if self.exit or self.fault else self.marking()
        return Move(after, tuple(self.path), self.choices, self.exit, self.fault)

    def clear(self) -> None:
        """Everything in the scope ends."""
        self.agenda, self.standing, self.arrived, self.consumed = [], [], [], {}

    def spawn(self, node: str, flow: str, passed: tuple[str, ...]) -> None:
        """A token on its way to `node`; at a join it waits until the join fires, a parallel one does so at once."""
        flows = self.net.joins.get(node)
        if flows is None or flow not in flows:
            self.agenda.append(Token(node, flow, passed))
            return
        if sum(token[:2] == (node, flow) for token in self.arrived) < MANY:
            self.arrived.append(Token(node, flow, passed))
        if self.net.scope.nodes[node].type == "parallelGateway":
            if len(self.filled(node)) == len(flows):
                self.fire(node)
        elif self.net.scope.nodes[node].type == "complexGateway" and node not in self.consumed:
            count = threshold(self.net.scope.nodes[node])
            if count is not None and len(self.filled(node)) >= count:
                self.start(node)

    def filled(self, node: str) -> set[str]:
        """Flows into a join that have a token."""
        return {token.flow for token in self.arrived if token.node == node}

    def start(self, node: str) -> None:
        """A complex gateway starts; it waits for those that come late unless all have come."""
        filled = self.filled(node)
        if len(filled) < len(self.net.joins[node]):
            self.consumed[node] = tuple(sorted(filled))
        self.fire(node)

    def fire(self, node: str, flows: Collection[str] | None = None, how: str = FIRED) -> None:
        """A join lets one token go on for one of each flow (or of `flows`) that has any."""
        first: dict[str, Token] = {}
        for token in sorted(self.arrived):
            if token.node == node and (flows is None or token.flow in flows):
                first.setdefault(token.flow, token)
        for token in first.values():
            self.arrived.remove(token)
        passed = set.intersection(*(set(token.passed) for token in first.values()))
        self.agenda.append(Token(node, how, tuple(sorted(passed))))

    def enter(self, token: Token) -> tuple[str, ...]:
        """The token comes to its element: what has passed it by from there on; a fault when nothing synchronised."""
        node = token.node
        self.path.append(node)
        if node in self.net.merges:
            if node in token.passed:
                self.fault = ("no_synchronisation", node)
                return token.passed
            for tokens in (self.agenda, self.standing, self.arrived):
                tokens[:] = [self._passed_by(other, node) for other in tokens]
        ahead = self.net.ahead.get(node, frozenset())
        return tuple(merge for merge in token.passed if merge in ahead)

    def stand(self, node: str, passed: tuple[str, ...]) -> None:
        """The token waits here for the world.

        Two beside each other count as two or more: what a third does is done by one of them in another order of events,
        so that branches thrown off again and again stay few.
        """
        if sum(token.node == node for token in self.standing) < MANY:
            self.standing.append(Token(node, "", passed))

    def inclusive_join(self) -> str | None:
        """An inclusive join that no token can reach any more along a flow that has none: the runtime's own rule."""
        scope = self.net.scope
        for node in sorted({token.node for token in self.arrived}):
            if scope.nodes[node].type != "inclusiveGateway":
                continue
            if not self.expects(node, self.filled(node)):
                return node
        return None

    def expects(self, node: str, filled: Collection[str]) -> bool:
        """Whether a token may still come to a join along a flow that is not `filled`."""
        empty = [flow for flow in self.net.joins[node] if flow not in filled]
        if not empty:
            return False
        sources = reach(self.net.scope, self.net.scope.nodes[node])
        expected = frozenset().union(*(sources[flow][0] for flow in empty))
        served = frozenset().union(*(sources[flow][1] for flow in filled))
        others = {token.node for token in (*self.standing, *self.arrived) if token.node != node}
        return bool((others & expected) - served)

    def reset(self) -> bool:
        """Complex gateways to which nothing more can come late begin anew; whether one lets a late token go on."""
        for node, consumed in sorted(self.consumed.items()):
            late = self.filled(node) - set(consumed)
            if not self.expects(node, {*consumed, *late}):
                del self.consumed[node]
                if late:
                    self.fire(node, late, LATE)
                    return True
        return False

    def startable(self) -> list[tuple[str, bool]]:
        """Complex gateways that data may let start now; whether nothing more is to be waited for."""
        found = []
        for node in sorted({token.node for token in self.arrived}):
            complex = self.net.scope.nodes[node]
            if complex.type == "complexGateway" and node not in self.consumed:
                count = threshold(complex)
                if count is None or len(self.filled(node)) >= count:
                    found.append((node, count is not None or not self.expects(node, self.filled(node))))
        return found

    def _passed_by(self, token: Token, merge: str) -> Token:
        ahead = self.net.forking.get(token.node) or self.net.ahead.get(token.node, frozenset())
        if merge in token.passed or merge not in ahead:
            return token
        return token._replace(passed=tuple(sorted((*token.passed, merge))))
