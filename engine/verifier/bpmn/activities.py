"""Tasks: for a person, an expression, a decision, a built-in, a message; and what all activities share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .decisions import decide
from .expressions import UNKNOWN
from .findings import Illegal
from .model import TASKS
from .moments import NoMoment, moment_of
from .tokens import Token
from .variables import bring, chain, map_inputs, visible

if TYPE_CHECKING:
    from .machine import Machine

KINDS = TASKS


def enter(machine: Machine, token: Token) -> None:
    """Input mappings, then listening for boundary events."""
    map_inputs(token, machine.expressions)
    if token.body is None:
        arm_boundary(machine, token)


def arm_boundary(machine: Machine, token: Token) -> None:
    from .awaiting import listen

    for event in token.node.boundary:
        listen(machine, token, event)


def perform(machine: Machine, token: Token) -> bool:
    """True when it is done at once."""
    enter(machine, token)
    node, expressions = token.node, machine.expressions
    if node.type == "userTask":
        ask(machine, token)
        return False
    if node.type == "receiveTask":
        return _receive(machine, token)
    if node.type == "scriptTask" and node.script and node.result:
        bring(token, {node.result: expressions.plain(node.script, chain(token))}, expressions)
    elif node.type == "businessRuleTask" and node.decision:
        decide(machine, token)
    elif node.type == "sendTask":
        return _send(machine, token)
    elif node.job is not None:
        bring(token, serve(machine, token), expressions)
    return True


def finish(machine: Machine, token: Token, values: dict[str, Any]) -> None:
    """End an activity from outside, with what it brings."""
    bring(token, values, machine.expressions)
    machine.complete(token)


def finished(machine: Machine, token: Token) -> None:
    from .cancelling import disarm
    from .compensating import remember
    from .loops import round_finished

    machine.closes(token, "completed")
    disarm(machine, token)
    remember(token)
    machine.journal.left.append((token.node.id, token.key))
    if token.body is None:
        machine.leave(token)
    else:
        machine.tell(token, "exit")
        round_finished(machine, token.body, token)


def ask(machine: Machine, token: Token) -> None:
    given = token.node.assignment
    maps = chain(token)

    def plain(name: str) -> Any:
        return machine.expressions.plain(given[name], maps) if name in given else None

    token.task = {
        "assignee": plain("assignee") or None,
        "users": names_of(plain("candidateUsers")),
        "groups": names_of(plain("candidateGroups")),
        "due": moment(plain("dueDate")),
        "follow_up": moment(plain("followUpDate")),
        "priority": _priority(plain("priority")),
    }
    machine.opens(token)
    machine.tell(token, "wait", {"event": "task"})


def names_of(value: Any) -> Any:
    if value is None or value is UNKNOWN:
        return [] if value is None else UNKNOWN
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return value
    raise Illegal("assignment_wrong", f"办理人的表达式得到“{value}”。", f"An assignment gave {value!r}.")


def moment(value: Any) -> Any:
    """A due as UTC ISO text; None without one."""
    if value is None or value is UNKNOWN:
        return value
    try:
        return moment_of(value).isoformat()
    except NoMoment as error:
        raise Illegal("due_wrong", f"时限的表达式得到“{value}”。", f"A due gave {value!r}.") from error


def _priority(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.isdigit() else value


def serve(machine: Machine, token: Token) -> dict[str, Any]:
    """What a built-in answered then; its name and headers are computed, its result is judged where that is possible."""
    node, expressions = token.node, machine.expressions
    maps = chain(token)
    name = expressions.plain(node.job or "", maps)
    headers = {key: expressions.plain(text, maps) for key, text in node.headers}
    inputs = dict(token.own or {}) if node.inputs else visible(token)
    result = machine.serve(machine, token, str(name), headers, inputs)
    machine.tell(token, "serve", {"service": name, "headers": headers, "result": result})
    return result


def _send(machine: Machine, token: Token) -> bool:
    from .throwing import throw

    values = serve(machine, token) if token.node.job is not None else {}
    going_on = throw(machine, token)
    if going_on:
        bring(token, values, machine.expressions)
    return going_on


def _receive(machine: Machine, token: Token) -> bool:
    from .events import wait_for

    if token.fired:
        machine.tell(token, "catch", {"event": "message"})
        bring(token, token.payload or {}, machine.expressions)
        return True
    if token.node.trigger is not None:
        wait_for(machine, token, token.node.trigger)
    return False
