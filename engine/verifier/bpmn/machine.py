"""The interpreter: tokens of one matter, moved one step at a time as the record says, each step only if it is legal.

Several tokens may be ready at once; the record chooses among them, never what one of them does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from . import activities, adhoc, awaiting, cancelling, compensating, events, gateways, loops, subprocesses
from .expressions import Expressions
from .findings import Illegal
from .journal import Journal
from .model import ACTIVITIES, SUB_PROCESSES, Flow, Node, Scope
from .record import Record
from .tokens import COMING, DONE, FLOW, READY, UNDO, WAITER, WAITING, Running, Token

Decide = Callable[[str, dict[str, Any], Expressions], tuple[Any, list[dict[str, Any]] | None]]
Serve = Callable[["Machine", Token, str, dict[str, Any], dict[str, Any]], dict[str, Any]]
MOST_STEPS = 200_000


class Machine:
    """One running matter. `act` is given what the world did; afterwards nothing more can move by itself."""

    def __init__(self, processes: Mapping[str, Scope], process: str, decide: Decide, serve: Serve) -> None:
        self.processes, self.process = processes, process
        self.decide, self.serve = decide, serve
        self.root = Running(processes[process], None, {}, True)
        self.waits: dict[str, Token] = {}
        self.ready: list[Token] = []
        self.ends: list[str] = []
        self.state = "running"
        self.journal = Journal()
        self.record = Record([])
        self.expressions: Expressions = None  # type: ignore[assignment]

    def act(self, path: list[dict[str, Any]], expressions: Expressions, first: Callable[[], None]) -> Journal:
        """Do `first`, then whatever follows by itself. Raises Illegal at the first entry that is not so."""
        self.record, self.expressions, self.journal = Record(path), expressions, Journal()
        first()
        self._settle()
        self.record.finish()
        return self.journal

    def _settle(self) -> None:
        awaiting.look(self)
        for _ in range(MOST_STEPS):
            self.ready = [token for token in self.ready if token.state == READY]
            if not self.ready:  # what waits for all that may still come: now nothing else moves
                firing = gateways.inclusive_joins(self)
                if not firing:
                    return
                self.ready.append(gateways.fire(self, self._chosen(firing)))
            token = self._chosen(self.ready)
            self.ready.remove(token)
            self.run(token)
            awaiting.look(self)
        raise Illegal("too_many_steps", "一条记录引起的步骤过多。", "Too many steps in one event.")

    def _chosen(self, ready: list[Token]) -> Token:
        """The ready token whose entering was recorded next; else the oldest, whose step will be found missing."""
        for token in ready:
            if self.record.comes("enter", token.node.id, token.coming_key()):
                return token
        return ready[0]

    # -- a token's life

    def spawn(self, running: Running, node: Node, flow: Flow | None = None) -> Token:
        token = Token(running, node, FLOW, None, COMING, flow=flow)
        running.tokens.append(token)
        return token

    def arrive(self, token: Token) -> None:
        """A token has come to its element: it may start, or waits for others at a join."""
        if token.state != COMING:
            return
        if token.node.is_join:
            token.state = WAITING
            gateways.arrived(self, token)
        else:
            self.make_ready(token)

    def make_ready(self, token: Token) -> None:
        token.state = READY
        self.ready.append(token)

    def tell(self, token: Token, kind: str, detail: dict[str, Any] | None = None, why: str = "") -> dict[str, Any]:
        return self.record.tell(kind, token.node.id, token.key, token.running.key, detail, why)

    def run(self, token: Token) -> None:
        """Enter the element and do what it does; done at once, or waiting for the world."""
        token.state = WAITING
        token.name_key()
        self.tell(token, "enter")
        done = self._behaviour(token)(self, token)
        if token.open and done:
            self.complete(token)

    def _behaviour(self, token: Token) -> Callable[[Machine, Token], bool]:
        node = token.node
        if token.looping:
            return loops.begin
        if node.type in gateways.BEHAVIOUR:
            return gateways.BEHAVIOUR[node.type]
        if node.type in SUB_PROCESSES or node.type == "callActivity":
            return subprocesses.begin
        if node.type in events.BEHAVIOUR:
            return events.BEHAVIOUR[node.type]
        return activities.perform

    def complete(self, token: Token) -> None:
        """The element is done: leave it, and see whether its scope has ended."""
        token.state = DONE
        self._remove(token)
        if token.looping:
            loops.finished(self, token)
        elif token.node.type in ACTIVITIES:
            activities.finished(self, token)
        elif token.node.type == "eventBasedGateway":
            events.gateway_finished(self, token)
        else:
            self.leave(token)
        adhoc.inner_done(self, token)
        self.check_finished(token.running)

    def leave(self, token: Token) -> None:
        """Exit, and a token on every flow taken; a step that goes straight back does so instead."""
        self.tell(token, "exit")
        running = token.running
        if token.back is not None:
            back, token.back = token.back, None
            self.record.tell("jump", token.node.id, token.key, running.key, {"to": back})
            self.arrive(self.spawn(running, running.scope.nodes[back]))
            return
        if token.node.is_link("intermediateThrowEvent"):
            code = token.node.trigger.code if token.node.trigger else None
            targets: list[tuple[Node, Flow | None]] = [(node, None) for node in running.scope.link_targets(code)]
        else:
            flows = gateways.taken(self, token)
            for flow, why in flows:
                self.record.tell("take", flow.id, token.key, running.key, None, why)
            targets = [(running.scope.nodes[flow.target], flow) for flow, _ in flows]
        for arrived in [self.spawn(running, node, flow) for node, flow in targets]:
            if arrived.open:
                self.arrive(arrived)
        if token.role == UNDO:
            compensating.undone(self, token)

    def check_finished(self, running: Running) -> None:
        """A scope ends when no token moves in it; what only listens goes with it."""
        if running.finished or running.alive() or adhoc.goes_on(running):
            return
        running.finished = True
        cancelling.all_of(self, running)
        if running.owner is not None:
            subprocesses.content_finished(self, running.owner, running)
        else:
            self.state = "completed"
            self.record.tell("end", self.process, "", "")

    def _remove(self, token: Token) -> None:
        if token in token.running.tokens:
            token.running.tokens.remove(token)

    def drop(self, token: Token) -> None:
        """The token is no more, without having finished."""
        self._remove(token)

    # -- waiting

    def opens(self, token: Token) -> None:
        self.waits[token.key] = token
        self.journal.opened[token.key] = token

    def closes(self, token: Token, how: str) -> None:
        if self.waits.pop(token.key, None) is not None and self.journal.opened.pop(token.key, None) is None:
            self.journal.closed[token.key] = (token, how)

    def every(self) -> list[Running]:
        return list(self.root.everywhere())

    def open_places(self) -> list[str]:
        """Keys of all tokens that stand in the flow or are rounds, in order of age; of those without, the element."""
        found = [token for running in self.every() for token in running.tokens if token.role != WAITER]
        return [token.key or token.node.id for token in sorted(found, key=lambda one: one.age)]
