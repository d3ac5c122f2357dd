"""The rules of the token game of one scope: every move a marking allows.

What moves by itself does so in the runtime's order, one element a move; only when nothing does may an inclusive join
fire, and only then people, clocks and messages act, any of them first.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.bpmn.model import Node, Trigger
from engine.bpmn.soundness.draft import Draft
from engine.bpmn.soundness.graph import link_targets
from engine.bpmn.soundness.knowledge import Knowledge
from engine.bpmn.soundness.leaving import Splits
from engine.bpmn.soundness.marking import LATE, PICKED, TRAPPED, Marking, Move, Token
from engine.bpmn.soundness.net import Net, from_world, is_watched, start_of
from engine.bpmn.soundness.summary import DONE, FOREVER
from engine.bpmn.soundness.throwing import Throwing
from engine.bpmn.soundness.writing import Writes

_LAST = {"error": 1, "terminate": 2}


def _throws(node: Node) -> bool:
    return node.type in ("endEvent", "intermediateThrowEvent")


def _watched_handlers(net: Net) -> list[Node]:
    """Event sub-processes a condition starts, where nothing waits: they may happen after any step."""
    scope = net.scope
    if any(net.waits(node) for node in scope.nodes.values() if not node.is_event_subprocess):
        return []
    return [handler for handler in scope.handlers if (start := start_of(handler)) is not None and is_watched(start)]


class Game:
    """All moves of one scope. `beside`: branches that stand apart and were begun in passing, with the way there."""

    def __init__(self, net: Net, knowledge: Knowledge, writes: Mapping[str, Writes], most_flows: int) -> None:
        self.net = net
        self.scope = net.scope
        self.knowledge = knowledge
        self.writes = writes
        self.throwing = Throwing(net)
        self.beside: dict[str, tuple[str, ...]] = {}
        self.splits = Splits(knowledge, most_flows)
        self.looked_at = _watched_handlers(net)

    def begin(self, starts: list[str]) -> Marking:
        draft = Draft(self.net, Marking((), (), (), self.knowledge.nothing))
        for start in starts:
            draft.spawn(start, "", ())
        return draft.marking()

    def moves(self, marking: Marking) -> list[Move]:
        return [settled.move() for after in self._drafts(marking) for settled in self._settle(after)]

    def _drafts(self, marking: Marking) -> list[Draft]:
        draft = Draft(self.net, marking)
        if marking.agenda:
            return self._advance(draft)
        join = draft.inclusive_join()
        if join is not None:
            draft.fire(join)
            return [draft]
        if draft.reset():
            return [draft]
        found: list[Draft] = []
        for complex, at_last in draft.startable():
            started = draft.copy()
            started.start(complex)
            started.choices += 0 if at_last else 1
            found.append(started)
            if at_last:
                return found
        for token in dict.fromkeys(marking.standing):
            found += self._world(draft, token)
        if marking.standing or marking.arrived:
            found += self.throwing.started_outside(draft)
        return found

    def _settle(self, draft: Draft) -> list[Draft]:
        """Go on with what moves by itself, so that the markings on the way need no place of their own."""
        settled, todo = [], [draft]
        while todo:
            one = todo.pop()
            next = one.agenda[0].node if one.agenda else None
            if next is None or one.exit or one.fault or self._pauses(one, next):
                settled.append(one)
            else:
                todo += reversed(self._advance(one))
        return settled

    def _pauses(self, draft: Draft, next: str) -> bool:
        """Before ways of this very step that were chosen apart meet again, and before a round of its own."""
        return next in draft.path or (draft.choices > 0 and next in self.net.crossings)

    def _advance(self, draft: Draft) -> list[Draft]:
        """The first token of the agenda comes to its element and, if that does not wait, leaves it."""
        token = draft.agenda.pop(0)
        node = self.scope.nodes[token.node]
        passed = draft.enter(token)
        if draft.fault:
            return [draft]
        if token.flow != PICKED and self.net.waits(node):
            draft.stand(node.id, passed)
            return [draft]
        if node.id in self.net.summaries:
            return self._through(draft, node, passed)
        if token.flow == LATE:
            return self.splits.late(draft, node, passed)
        return self._leave(draft, node, passed)

    def _through(self, draft: Draft, node: Node, passed: tuple[str, ...]) -> list[Draft]:
        """An activity in which nothing waits is passed in one go, telling what it tells on the way."""
        found = self._exits(draft, node, passed)
        for watched in filter(is_watched, node.boundary):
            found += self._watched(draft.copy(), node, watched, passed)
        for code in sorted(self.net.summaries[node.id].told):
            after, event = draft.copy(), self.throwing.boundary(node, code)
            if event is not None and event.id in self.net.apart:
                self.beside[event.id] = tuple(after.path)
            elif event is not None:
                after.spawn(event.id, "", ())
                found += [after] if event.interrupting else self._exits(after, node, passed)
            elif self.throwing.throw(after, "escalation", code, inside=node):
                found += self._exits(after, node, passed)
            else:
                found.append(after)
        return found

    def _watched(self, draft: Draft, node: Node, event: Node, passed: tuple[str, ...]) -> list[Draft]:
        """A condition at its edge that something inside makes true, though nothing there waits."""
        self._cut_short(draft, node)
        if event.id in self.net.apart:
            self.beside[event.id] = tuple(draft.path)
            return []
        draft.spawn(event.id, "", passed if event.interrupting else ())
        return [draft] if event.interrupting else self._exits(draft, node, passed)

    def _leave(self, draft: Draft, node: Node, passed: tuple[str, ...]) -> list[Draft]:
        """The element is done: what it sets, throws, and the flows it may choose."""
        draft.known = self.knowledge.after(draft.known, self.writes.get(node.id, {}))
        found: list[Draft] = []
        going = [draft]
        for handler in self.looked_at:
            after = draft.copy()
            if handler.id in self.net.apart:
                self.beside[handler.id] = tuple(draft.path)
            elif self.throwing.begin_handler(after, handler):
                (found if self.net.interrupts(handler) else going).append(after)
        for trigger in sorted(node.triggers, key=lambda trigger: _LAST.get(trigger.kind, 0)) if _throws(node) else ():
            stopped, going = self._throw(going, trigger)
            found += stopped
        return found + [last for one in going for last in self._go_on(one, node, passed)]

    def _throw(self, drafts: list[Draft], trigger: Trigger) -> tuple[list[Draft], list[Draft]]:
        """What comes of an event thrown: where the thrower ended by it, and where it goes on."""
        stopped: list[Draft] = []
        going: list[Draft] = []
        for draft in drafts:
            if trigger.kind == "terminate":
                draft.clear()
                stopped.append(draft)
            elif trigger.kind in ("error", "escalation"):
                goes_on = self.throwing.throw(draft, trigger.kind, trigger.code or "")
                (going if goes_on else stopped).append(draft)
            elif trigger.kind in ("message", "signal"):
                heard, goes_on = self.throwing.tell(draft, trigger)
                stopped += heard
                going += [draft] if goes_on else []
            else:
                going.append(draft)
        return stopped, going

    def _go_on(self, draft: Draft, node: Node, passed: tuple[str, ...]) -> list[Draft]:
        if targets := link_targets(node):
            for target in targets:
                draft.spawn(target, "", passed)
            return [draft]
        if not node.outgoing:
            return [draft]
        return self.splits.take(draft, node, passed)

    def _world(self, draft: Draft, token: Token) -> list[Draft]:
        """Everything that may happen to a token that waits."""
        node = self.scope.nodes[token.node]
        found: list[Draft] = []
        for event in node.boundary:
            if from_world(event):
                found += self._boundary(draft, token, event)
        if token.flow == TRAPPED:
            return found
        gone = draft.copy()
        gone.standing.remove(token)
        if node.type == "eventBasedGateway":
            for flow in node.outgoing:
                picked = gone.copy()
                picked.path.append(flow.id)
                picked.agenda.append(Token(flow.target, PICKED, token.passed))
                found.append(picked)
        elif node.id in self.net.summaries:
            found += self._exits(gone, node, token.passed)
            for code in sorted(self.net.summaries[node.id].told):
                found += self._told(draft, token, node, code)
        else:
            found += self._leave(gone, node, token.passed)
        return found

    def _boundary(self, draft: Draft, token: Token, event: Node) -> list[Draft]:
        after = draft.copy()
        self._cut_short(after, self.scope.nodes[token.node])
        if event.interrupting:
            after.standing.remove(token)
            after.spawn(event.id, "", token.passed)
            return [after]
        region = self.net.private[event.id]
        if event.id in self.net.apart or any(other.node in region for other in draft.standing + draft.arrived):
            return []
        after.spawn(event.id, "", ())
        return [after]

    def _exits(self, draft: Draft, node: Node, passed: tuple[str, ...]) -> list[Draft]:
        """Every way the inside of a sub-process or call lets its token go; `draft` no longer holds it."""
        found: list[Draft] = []
        for kind, code in sorted(self.net.summaries[node.id].exits):
            after = draft.copy()
            if (kind, code) == DONE:
                found += self._leave(after, node, passed)
            elif (kind, code) == FOREVER:
                after.standing.append(Token(node.id, TRAPPED, passed))
                found.append(after)
            else:
                self._cut_short(after, node)
                found.append(self.throwing.leave_by(after, node, kind, code, passed))
        return found

    def _cut_short(self, draft: Draft, node: Node) -> None:
        """Rounds and steps done inside an activity have set what they set although it did not end."""
        if node.loop is not None or node.id in self.net.summaries:
            draft.known = self.knowledge.after(draft.known, dict.fromkeys(self.writes.get(node.id, {})))

    def _told(self, draft: Draft, token: Token, node: Node, code: str) -> list[Draft]:
        """An escalation from inside that does not end the activity by itself."""
        event = self.throwing.boundary(node, code)
        if event is not None:
            return self._boundary(draft, token, event)
        after = draft.copy()
        self.throwing.throw(after, "escalation", code, inside=node)
        return [after] if after.exit or after.agenda else []
