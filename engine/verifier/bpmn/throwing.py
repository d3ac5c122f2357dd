"""What is thrown, and who catches it: a message one, a signal all, errors and escalations from the inside out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .findings import Illegal
from .model import Node, Trigger
from .tokens import UNDO, Running, Token
from .variables import chain

if TYPE_CHECKING:
    from .machine import Machine


def throw(machine: Machine, token: Token) -> bool:
    """Throw what the element throws, an error last; False when the token itself ended by it, or waits for what it
    undoes."""
    parts = sorted(token.node.triggers, key=lambda trigger: trigger.kind == "error")
    return all(_throw(machine, token, trigger) for trigger in parts)


def _throw(machine: Machine, token: Token, found: Trigger) -> bool:
    from .events import event_text

    if found.kind in ("none", "link", "terminate"):
        return True
    if found.kind in ("compensate", "cancel"):
        from . import compensating

        return compensating.throw(machine, token) if found.kind == "compensate" else compensating.cancel(machine, token)
    if found.kind in ("error", "escalation"):
        machine.tell(token, "throw", {"event": found.kind, "code": found.code})
        return _outwards(machine, token, found.kind, found.code or "")
    if found.kind == "message" and not found.has_message:
        return True
    maps = chain(token)
    name = event_text(machine, found.name or "", maps)
    mapped = {mapping.target[0] for mapping in token.node.inputs}
    payload = {key: value for key, value in (token.own or {}).items() if key in mapped}
    correlation = event_text(machine, found.correlation, maps) if found.correlation is not None else None
    detail = {"event": found.kind, "name": name} | ({} if correlation is None else {"correlation": correlation})
    machine.tell(token, "throw", detail)
    if not catch(machine, found.kind, name, correlation, payload) and found.kind == "message":
        machine.journal.messages.append([token.key, name, correlation, payload])
    return token.open


def catchers(machine: Machine, kind: str, name: str, correlation: str | None) -> list[Token]:
    """Who catches: of a signal everybody, of a message the oldest whose key fits, before those without a key.

    A token is as old as its coming to its element. Of several that came by one fork all begin to wait at once, and
    BPMN leaves open which of them gets a message (8.4.2): an event gateway is no older for its turn to run.
    """
    found = [
        token
        for token in sorted(machine.waits.values(), key=lambda one: one.age)  # not by who began to wait first
        if token.subscription is not None
        and token.subscription[:2] == (kind, name)
        and (kind == "signal" or token.subscription[2] in (None, correlation))
    ]
    found.sort(key=lambda token: token.age)
    if kind == "message":
        exact = [token for token in found if token.subscription is not None and token.subscription[2] is not None]
        found = (exact or found)[:1]
    return found


def catch(machine: Machine, kind: str, name: str, correlation: str | None, payload: dict[str, Any]) -> int:
    from .events import trigger

    found = catchers(machine, kind, name, correlation)
    for token in found:
        if token.open:
            trigger(machine, token, dict(payload))
    return len(found)


def _outwards(machine: Machine, token: Token, kind: str, code: str) -> bool:
    """At each level event sub-processes come before the boundary, a catcher naming the code before one of all."""
    running, inside = token.running, None
    while True:
        handler = None if running.interrupted else _handler(running, kind, code, inside)
        if handler is not None:
            start_handler(machine, running, handler, {})
            return token.open
        if running.owner is None:
            break
        activity = running.owner.body or running.owner
        boundary = [] if activity.role == UNDO else activity.node.boundary
        event = _fitting([(one, part) for one in boundary for part in one.triggers], kind, code)
        if event is not None:
            fire_boundary(machine, activity, event, {})
            return token.open
        inside, running = activity.node, activity.running
    if kind == "error":
        raise Illegal("error_uncaught", f"错误“{code}”没有被任何事件捕获。", f"Nothing catches the error {code!r}.")
    return True


def _handler(running: Running, kind: str, code: str, inside: Node | None) -> Node | None:
    starts = [(one, part) for one in running.scope.handlers if one is not inside for part in one.event.triggers]
    return _fitting(starts, kind, code)


def _fitting(found: list[Any], kind: str, code: str) -> Node | None:
    named = [node for node, trigger in found if trigger.kind == kind and trigger.code == code and code]
    anything = [node for node, trigger in found if trigger.kind == kind and trigger.code is None]
    return next(iter([*named, *anything]), None)


def fire_boundary(
    machine: Machine, host: Token, event: Node, payload: dict[str, Any], waiter: Token | None = None
) -> None:
    """A token leaves from a boundary event; an interrupting one ends the activity first."""
    from .awaiting import heard
    from .cancelling import cancel

    fired = machine.spawn(host.running, event)
    fired.fired, fired.payload = True, payload
    if waiter is not None:
        fired.number = waiter.number
        heard(machine, waiter)
    fired.name_key()
    if event.interrupting:
        cancel(machine, host)
    machine.make_ready(fired)


def start_handler(
    machine: Machine, running: Running, node: Node, payload: dict[str, Any], waiter: Token | None = None
) -> None:
    """Run an event sub-process; an interrupting one ends everything else in its scope first."""
    from .awaiting import heard
    from .cancelling import all_of

    start = node.body.starts[0] if node.body else None
    handler = machine.spawn(running, node)
    handler.payload = payload
    if waiter is not None:
        heard(machine, waiter)
    if start is not None and start.interrupting:
        running.interrupted = True
        all_of(machine, running, handler)
    machine.make_ready(handler)
