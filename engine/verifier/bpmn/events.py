"""Events that are waited for: in the flow, at the boundary of an activity, after an event gateway, by a sub-process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .activities import finish, serve
from .awaiting import gathered, listen
from .expressions import UNKNOWN
from .findings import Illegal, Unjudged
from .model import Trigger
from .moments import NoMoment, start_timer
from .throwing import fire_boundary, start_handler, throw
from .tokens import WAITER, Token
from .variables import chain, deliver, map_inputs

if TYPE_CHECKING:
    from collections.abc import Callable

    from .machine import Machine


def wait_for(machine: Machine, token: Token, trigger: Trigger) -> None:
    """Begin to wait; texts are evaluated now."""
    maps = chain(token)
    if trigger.kind == "timer" and trigger.timer is not None:
        token.timer = timer_facts(machine, trigger.timer, maps)
    elif trigger.kind == "conditional":
        token.watched = False
    else:
        name = event_text(machine, trigger.name or "", maps)
        key = event_text(machine, trigger.correlation, maps) if trigger.correlation is not None else None
        token.subscription = (trigger.kind, name, key)
    tell_wait(machine, token)


def timer_facts(machine: Machine, timer: tuple[str, str], maps: list[dict[str, Any]]) -> dict[str, Any]:
    kind, text = timer
    value = machine.expressions.plain(text, maps)
    if value is UNKNOWN:
        raise Unjudged(f"定时“{text}”无从计算。", f"The timer {text!r} cannot be known.")
    try:
        return start_timer(kind, value, text, machine.expressions.now)
    except NoMoment as error:
        raise Illegal("timer_wrong", f"定时“{text}”没有得到时间。", f"The timer {text!r} gave no time.") from error


def event_text(machine: Machine, text: str, maps: list[dict[str, Any]]) -> Any:
    value = machine.expressions.plain(text, maps)
    return value if value is UNKNOWN else str(value)


def tell_wait(machine: Machine, token: Token) -> None:
    machine.opens(token)
    if token.timer is not None:
        detail: dict[str, Any] = {"event": "timer", "due": token.timer["due"]}
    elif token.watched is not None:
        detail = {"event": "conditional", "condition": token.awaits.condition if token.awaits is not None else ""}
    else:
        assert token.subscription is not None
        kind, name, correlation = token.subscription
        detail = {"event": kind, "name": name} | ({} if correlation is None else {"correlation": correlation})
    machine.record.tell("wait", token.listens_for.id, token.key, token.running.key, detail)


def trigger(machine: Machine, token: Token, payload: dict[str, Any]) -> None:
    """What a token waited for has happened."""
    if token.role == WAITER:
        brought = gathered(machine, token, payload)
        if brought is not None:
            _happened(machine, token, brought)
        return
    token.payload = payload
    if token.node.type == "receiveTask":
        machine.tell(token, "catch", {"event": "message"})
        finish(machine, token, payload)
    else:
        machine.closes(token, "completed")
        _caught(machine, token)
        machine.complete(token)


def _happened(machine: Machine, waiter: Token, payload: dict[str, Any]) -> None:
    """An event others listen for on its behalf."""
    from .cancelling import disarm

    host = waiter.host
    assert host is not None
    waiter.payload = payload
    if waiter.node.is_handler:
        start_handler(machine, waiter.running, waiter.node, payload, waiter)
    elif waiter.node.type == "boundaryEvent":
        fire_boundary(machine, host, waiter.node, payload, waiter)
    elif host.node is not waiter.node:
        _choose(machine, waiter)
    else:  # a catch event that listens for several triggers itself
        machine.closes(waiter, "completed")
        disarm(machine, host)
        host.payload = payload
        _caught(machine, host)
        machine.complete(host)


def _choose(machine: Machine, waiter: Token) -> None:
    """One event after an event gateway happened: the gateway goes there, the others listen no more."""
    gateway = waiter.host
    assert gateway is not None
    machine.closes(waiter, "completed")
    gateway.loop = {"winner": waiter.node.id, "number": waiter.number, "payload": waiter.payload}
    machine.complete(gateway)


def gateway_finished(machine: Machine, gateway: Token) -> None:
    from .cancelling import disarm

    disarm(machine, gateway)
    assert gateway.loop is not None
    machine.tell(gateway, "exit")
    for flow in gateway.node.outgoing:
        if flow.target == gateway.loop["winner"]:
            machine.record.tell("take", flow.id, gateway.key, gateway.running.key)
            token = machine.spawn(gateway.running, gateway.running.scope.nodes[flow.target], flow)
            token.number, token.payload, token.fired = gateway.loop["number"], gateway.loop["payload"], True
            machine.arrive(token)


def _caught(machine: Machine, token: Token) -> None:
    machine.tell(token, "catch", {"event": token.node.trigger.kind if token.node.trigger else "none"})
    deliver(token, token.payload, machine.expressions)


def _start(machine: Machine, token: Token) -> bool:
    if token.node.trigger is not None and token.node.trigger.kind != "none":
        machine.tell(token, "catch", {"event": token.node.trigger.kind})
    deliver(token, token.payload, machine.expressions)
    return True


def _catch(machine: Machine, token: Token) -> bool:
    found = token.node.trigger
    if token.fired or found is None or found.kind == "link":
        _caught(machine, token)
        return True
    if found.parts:
        listen(machine, token, token.node)
    else:
        wait_for(machine, token, found)
    return False


def _boundary(machine: Machine, token: Token) -> bool:
    _caught(machine, token)
    return True


def _tell(machine: Machine, token: Token) -> None:
    """Input mappings of a throwing event, the built-in it may call, and what that leaves."""
    map_inputs(token, machine.expressions)
    deliver(token, serve(machine, token) if token.node.job is not None else None, machine.expressions)


def _throw(machine: Machine, token: Token) -> bool:
    if token.node.is_link("intermediateThrowEvent"):
        machine.tell(token, "throw", {"event": "link", "name": token.node.trigger.code if token.node.trigger else None})
        return True
    _tell(machine, token)
    return throw(machine, token)


def _end(machine: Machine, token: Token) -> bool:
    from .cancelling import all_of

    _tell(machine, token)
    if token.running.owner is None:
        machine.ends = [one for one in machine.ends if one != token.node.id] + [token.node.id]
    if any(trigger.kind == "terminate" for trigger in token.node.triggers):
        if not throw(machine, token):
            return False
        machine.tell(token, "throw", {"event": "terminate"})
        all_of(machine, token.running, token)
        return True
    return throw(machine, token)


BEHAVIOUR: dict[str, Callable[[Machine, Token], bool]] = {
    "startEvent": _start, "intermediateCatchEvent": _catch, "boundaryEvent": _boundary,
    "intermediateThrowEvent": _throw, "endEvent": _end,
}  # fmt: skip
