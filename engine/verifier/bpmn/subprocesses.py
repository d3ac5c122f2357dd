"""Sub-processes and called processes: an activity whose content is a scope of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import adhoc
from .activities import enter
from .findings import Illegal
from .model import Node, Scope
from .tokens import Running, Token
from .variables import bring, chain, visible

if TYPE_CHECKING:
    from .machine import Machine


def begin(machine: Machine, token: Token) -> bool:
    """Open the content; it ends the activity when nothing moves in it any more."""
    enter(machine, token)
    if token.node.type == "callActivity":
        _call(machine, token)
        return False
    if token.node.adhoc is not None:
        return adhoc.begin(machine, token)
    assert token.node.body is not None
    if token.own is None:
        token.own = {}
    scope = token.node.body
    token.inside = Running(scope, token, token.own, False)
    if token.into:
        inner, token.into = token.into, ()
        begin_scope(machine, token.inside, [scope.nodes[inner[0]]], None, inner[1:])
    else:
        begin_scope(machine, token.inside, scope.starts, token.payload)
    return False


def begin_scope(
    machine: Machine,
    running: Running,
    starts: list[Node],
    payload: dict[str, Any] | None = None,
    into: tuple[str, ...] = (),
) -> None:
    """Listen for the scope's event sub-processes, then a token on each start."""
    arm_handlers(machine, running)
    for start in starts:
        token = machine.spawn(running, start)
        token.payload, token.into = payload, into
        machine.arrive(token)
    machine.check_finished(running)


def root_of(running: Running) -> Token:
    """On whose behalf the event sub-processes of a scope listen."""
    return Token(running, next(iter(running.scope.nodes.values())), "root")


def arm_handlers(machine: Machine, running: Running) -> None:
    from .awaiting import listen

    root = root_of(running)
    for node in running.scope.handlers:
        listen(machine, root, node)


def _call(machine: Machine, token: Token) -> None:
    process = machine.expressions.plain(token.node.call or "", chain(token))
    scope: Scope | None = machine.processes.get(process) if isinstance(process, str) else None
    if scope is None:
        raise Illegal("call_unknown", f"被调用的流程“{process}”不存在。", f"No process {process!r} to call.")
    given = visible(token) if token.node.all_in else dict(token.own or {})
    token.inside = Running(scope, token, given, True)
    starts = [one for one in scope.starts if one.trigger is None or one.trigger.kind == "none"]
    begin_scope(machine, token.inside, starts)


def content_finished(machine: Machine, token: Token, running: Running) -> None:
    token.inside, token.content = None, running if running.done or running.scope.undoing_handler else None
    if token.node.type == "callActivity":
        machine.record.tell("end", running.scope.id, token.key, token.key)
        if token.node.all_out or token.node.outputs:
            bring(token, dict(running.variables), machine.expressions)
        else:
            bring(token, {}, machine.expressions)
    else:
        bring(token, {}, machine.expressions)
    machine.complete(token)
