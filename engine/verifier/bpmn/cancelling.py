"""Tokens that end without finishing: with everything that exists for their sake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import compensating, loops
from .tokens import GONE, ROUND, WAITER, Running, Token

if TYPE_CHECKING:
    from .machine import Machine


def cancel(machine: Machine, token: Token) -> None:
    """Inner things first: listeners, rounds, the content of a sub-process; then the token itself."""
    if not token.open:
        return
    if token.looping and token.loop is not None:
        loops.hand_over(token)
        compensating.forget_rounds(token)
    disarm(machine, token)
    compensating.stop(machine, token)
    for round in token.attached(ROUND):
        cancel(machine, round)
    if token.inside is not None:
        inside, token.inside = token.inside, None
        inside.finished = True
        all_of(machine, inside)
    token.state = GONE
    machine.drop(token)
    if token.key:
        machine.closes(token, "cancelled")
        if token.role != WAITER and not token.fired and not token.reopened:
            machine.tell(token, "cancel")


def disarm(machine: Machine, token: Token) -> None:
    """Nothing listens on this token's behalf any more."""
    for waiter in token.attached(WAITER):
        cancel(machine, waiter)


def all_of(machine: Machine, running: Running, spare: Token | None = None) -> None:
    """Everything in a scope but `spare`."""
    for token in list(running.tokens):
        if token is not spare:
            cancel(machine, token)
