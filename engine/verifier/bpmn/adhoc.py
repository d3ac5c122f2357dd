"""Ad-hoc sub-processes: a task for whoever starts what is inside, open until he or its condition ends the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .expressions import UNKNOWN
from .findings import Illegal, Unjudged
from .model import ACTIVITIES, Node
from .tokens import FLOW, Running, Token
from .variables import chain, put

if TYPE_CHECKING:
    from .machine import Machine


def begin(machine: Machine, token: Token) -> bool:
    """Nothing inside starts by itself; an empty one is passed."""
    from .activities import ask

    assert token.node.body is not None
    if not token.node.body.nodes:
        return True
    if token.own is None:
        token.own = {}
    token.inside = Running(token.node.body, token, token.own, False)
    ask(machine, token)
    if token.into:
        inner, token.into = token.into, ()
        _start(machine, token.inside, token.node.body.nodes[inner[0]], inner[1:])
    return False


def start(machine: Machine, token: Token, element: str) -> None:
    """`activity.started`: by whoever holds its task."""
    model, inside = token.node.adhoc, token.inside
    if model is None or inside is None or token.ending:
        raise Illegal("not_adhoc", f"{token.key} 不是在办的即席子流程。", f"{token.key} is no open ad-hoc sub-process.")
    node = inside.scope.nodes.get(element)
    if node is None or node not in inside.scope.starts:
        raise Illegal("not_startable", f"“{element}”不能由此开办。", f"{element} cannot be started there.")
    if model.sequential and inside.alive():
        raise Illegal("adhoc_sequential", "当时还有环节在办,一次只能办一个。", "One at a time; another was under way.")
    _start(machine, inside, node, ())


def _start(machine: Machine, inside: Running, node: Node, into: tuple[str, ...]) -> None:
    token = machine.spawn(inside, node)
    token.into = into
    machine.arrive(token)


def finish(machine: Machine, token: Token, values: dict[str, Any]) -> None:
    """He says it is done: what he fills in counts for the condition."""
    put(chain(token), values)
    if token.node.adhoc is not None and token.node.adhoc.condition is not None and not _holds(machine, token):
        raise Illegal("adhoc_unfinished", "即席子流程的完成条件当时不成立。", "Its completion condition did not hold.")
    _end(machine, token, "completed")


def inner_done(machine: Machine, inner: Token) -> None:
    """Something is done in a scope; where it is an ad-hoc one, its condition is asked after every activity."""
    owner = inner.running.owner
    if inner.running.scope.kind != "adhoc" or owner is None or owner.ending or inner.role != FLOW:
        return
    asked = owner.node.adhoc is not None and owner.node.adhoc.condition is not None
    if asked and inner.node.type in ACTIVITIES and _holds(machine, owner):
        _end(machine, owner, "cancelled")


def goes_on(running: Running) -> bool:
    """Whether a scope stays open although nothing moves in it: an ad-hoc one that nobody has ended."""
    return running.scope.kind == "adhoc" and running.owner is not None and not running.owner.ending


def _holds(machine: Machine, token: Token) -> bool:
    assert token.node.adhoc is not None and token.node.adhoc.condition is not None
    value = machine.expressions.truth(token.node.adhoc.condition, chain(token))
    if value is UNKNOWN:
        raise Unjudged("即席子流程的完成条件无从计算。", "The completion condition cannot be known.")
    return bool(value)


def _end(machine: Machine, token: Token, how: str) -> None:
    from .cancelling import all_of

    machine.closes(token, how)
    token.ending = True
    assert token.node.adhoc is not None and token.inside is not None
    inside = token.inside
    if token.node.adhoc.cancels:
        all_of(machine, inside)
    machine.check_finished(inside)
