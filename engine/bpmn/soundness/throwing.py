"""Errors and escalations inside a scope: to a handler of it, to the boundary of an activity, or out of it."""

from __future__ import annotations

from engine.bpmn.model import Node, Trigger
from engine.bpmn.soundness.catching import boundary_catching, handler_catching, interrupted_outside
from engine.bpmn.soundness.draft import Draft
from engine.bpmn.soundness.marking import Token
from engine.bpmn.soundness.net import Net, from_world, start_of


class Throwing:
    """`told`: codes of escalations that left the scope while it went on."""

    def __init__(self, net: Net) -> None:
        self.net = net
        self.scope = net.scope
        self.told: set[str] = set()

    def throw(self, draft: Draft, kind: str, code: str, inside: Node | None = None) -> bool:
        """Whether the thrower goes on; else `draft` is what came of it."""
        handler = None if draft.interrupted else handler_catching(self.scope, kind, code, inside)
        if handler is not None:
            self.begin_handler(draft, handler)
            return not self.net.interrupts(handler)
        if interrupted_outside(self.scope, kind, code):
            draft.exit = (kind, code)
            return False
        self.told.add(code)
        return True

    def tell(self, draft: Draft, thrown: Trigger) -> tuple[list[Draft], bool]:
        """Event sub-processes of this very scope that hear a signal or message thrown in it: what comes of it when they
        interrupt, and whether the thrower may go on. All hear a signal; a message may have gone to another."""
        heard: list[Draft] = []
        for handler in () if draft.interrupted else self.scope.handlers:
            start = start_of(handler)
            if start is not None and self.net.interrupts(handler) and hears(start, thrown):
                heard.append(draft.copy())
                self.begin_handler(heard[-1], handler)
        return heard, not (heard and thrown.kind == "signal")

    def begin_handler(self, draft: Draft, handler: Node) -> bool:
        """Start an event sub-process; one that does not interrupt runs once at a time."""
        if self.net.interrupts(handler):
            draft.clear()
            draft.interrupted = True
        elif any(token.node == handler.id for token in draft.standing + draft.agenda):
            return False
        draft.agenda.append(Token(handler.id))
        return True

    def started_outside(self, draft: Draft) -> list[Draft]:
        """Event sub-processes a timer, message or signal may start."""
        found = []
        for handler in self.scope.handlers:
            start = start_of(handler)
            if start is None or not from_world(start) or draft.interrupted or handler.id in self.net.apart:
                continue
            after = draft.copy()
            if self.begin_handler(after, handler):
                found.append(after)
        return found

    def boundary(self, host: Node, code: str) -> Node | None:
        """What catches an escalation told by an activity at its edge."""
        return boundary_catching(host, "escalation", code)

    def leave_by(self, draft: Draft, host: Node, kind: str, code: str, passed: tuple[str, ...]) -> Draft:
        """An activity was ended by what was thrown inside it."""
        event = boundary_catching(host, kind, code)
        if event is not None:
            draft.spawn(event.id, "", passed)
        else:
            self.throw(draft, kind, code, inside=host)
        return draft


def hears(start: Node, thrown: Trigger) -> bool:
    """Whether a message or signal thrown alone makes an event happen."""
    if start.trigger is None or start.trigger.together or thrown.name is None:
        return False
    return any(
        one.kind == thrown.kind and one.name is not None and one.name.is_literal and one.name.text == thrown.name.text
        for one in start.triggers
    )
