"""Who catches an error or escalation, by the runtime's rule: from the inside out, handlers before boundaries."""

from __future__ import annotations

from collections.abc import Iterable

from engine.bpmn.model import Node, Scope
from engine.bpmn.soundness.net import start_of


def boundary_catching(host: Node, kind: str, code: str) -> Node | None:
    return _fitting(((event, event) for event in host.boundary), kind, code)


def handler_catching(scope: Scope, kind: str, code: str, inside: Node | None = None) -> Node | None:
    pairs = ((handler, start) for handler in scope.handlers if handler is not inside and (start := start_of(handler)))
    return _fitting(pairs, kind, code)


def interrupted_outside(scope: Scope, kind: str, code: str) -> bool:
    """Whether what leaves `scope` uncaught ends it: always an error and a cancellation, an escalation when its
    catcher interrupts."""
    if kind in ("error", "cancel"):
        return True
    inside, owner = scope.owner, scope.owner
    while owner is not None:
        event = boundary_catching(owner, kind, code)
        if event is not None:
            return event.interrupting
        handler = handler_catching(owner.scope, kind, code, inside)
        if handler is not None:
            start = start_of(handler)
            return start is not None and start.interrupting
        inside = owner = owner.scope.owner
    return False


def takes(event: Node, told: frozenset[str]) -> bool:
    """Whether one of these escalations makes it happen."""
    codes = {trigger.code for trigger in event.triggers if trigger.kind == "escalation"}
    return bool(told) and bool(codes & ({None} | told))


def _fitting(pairs: Iterable[tuple[Node, Node]], kind: str, code: str) -> Node | None:
    """The one naming the code before the one that takes all."""
    found: dict[bool, Node] = {}
    for node, event in pairs:
        for trigger in event.triggers:
            if trigger.kind == kind and trigger.code in (code, None):
                found.setdefault(trigger.code is not None, node)
    return found.get(True) or found.get(False)
