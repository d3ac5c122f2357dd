"""Listening on behalf of others: multiple events, whose triggers count alone or only together, and conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .expressions import UNKNOWN
from .findings import Illegal, Unjudged
from .model import Node
from .moments import next_time
from .tokens import WAITER, WAITING, Token
from .variables import chain

if TYPE_CHECKING:
    from .machine import Machine

WORLD = ("timer", "message", "signal", "conditional")


def listen(machine: Machine, host: Token, node: Node) -> None:
    """A token that waits on behalf of `host` for each trigger that comes from outside."""
    from .events import wait_for

    event = node.event
    for part, trigger in enumerate(event.triggers):
        if trigger.kind in WORLD:
            waiter = _waiter(host, node)
            waiter.part = part if len(event.triggers) > 1 else None
            wait_for(machine, waiter, trigger)


def _waiter(host: Token, node: Node) -> Token:
    waiter = Token(host.running, node, WAITER, host, WAITING)
    host.running.tokens.append(waiter)
    event = waiter.listens_for
    waiter.number = host.running.count(event.id)
    waiter.key = f"{host.running.prefix}{event.id}#{waiter.number}"
    return waiter


def gathered(machine: Machine, waiter: Token, payload: dict[str, Any]) -> dict[str, Any] | None:
    """What the event brings; None while it needs other triggers that have not happened."""
    trigger = waiter.listens_for.trigger
    if trigger is None or not trigger.together:
        return payload
    machine.closes(waiter, "completed")
    waiter.met = payload
    group = _together(waiter)
    if any(one.met is None for one in group):
        return None
    return {name: value for one in group for name, value in (one.met or {}).items()}


def _together(waiter: Token) -> list[Token]:
    trigger = waiter.listens_for.trigger
    if trigger is None or not trigger.together or waiter.host is None:
        return [waiter]
    return [
        one
        for one in waiter.running.tokens
        if one.role == WAITER and one.host is waiter.host and one.node is waiter.node and one.open
    ]


def heard(machine: Machine, waiter: Token) -> None:
    """It has happened: what interrupts listens no more, else all begin anew unless a timer is used up."""
    from .cancelling import cancel
    from .events import tell_wait

    group = _together(waiter)
    for one in group:
        machine.closes(one, "completed")
    timers = [next_time(one.timer) if one.timer is not None else None for one in group]
    used_up = any(one.timer is not None and facts is None for one, facts in zip(group, timers, strict=True))
    if not waiter.listens_for.interrupting and not used_up:
        for one, facts in zip(group, timers, strict=True):
            assert one.host is not None
            again = _waiter(one.host, one.node)
            again.timer, again.subscription, again.watched, again.part = facts, one.subscription, one.watched, one.part
            tell_wait(machine, again)
    for one in group:
        cancel(machine, one)


def look(machine: Machine) -> None:
    """Every condition that has become true since the step before happens, the oldest first."""
    from .events import trigger

    happened = True
    while happened:
        happened = False
        watched = [one for one in machine.waits.values() if one.watched is not None]
        for token in sorted(watched, key=lambda one: one.age):
            if machine.waits.get(token.key) is token:
                before, token.watched = token.watched, _holds(machine, token)
                if token.watched and not before:
                    happened = True
                    trigger(machine, token, {})


def _holds(machine: Machine, token: Token) -> bool:
    text = token.awaits.condition if token.awaits is not None else None
    value = machine.expressions.value(text or "", chain(token))
    if value is UNKNOWN:
        raise Unjudged(f"条件事件“{text}”无从判断。", f"The condition {text!r} cannot be known.")
    if value is None or isinstance(value, bool):
        return bool(value)
    raise Illegal(
        "condition_not_boolean", f"条件“{text}”的结果不是“是/否”,流程不可能走过这里。",
        f"The condition {text!r} gives neither true nor false.",
    )  # fmt: skip
