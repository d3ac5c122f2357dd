"""Throwing: errors and escalations go outwards scope by scope, signals to all, a message to one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from engine.bpmn.nodes.compensation import cancel_transaction, compensate
from engine.bpmn.nodes.listening import correlation_text, event_name
from engine.bpmn.outcome import Thrown
from engine.bpmn.tokens import UNDO
from engine.bpmn.waits import SUBSCRIBED
from engine.errors import Incident

if TYPE_CHECKING:
    from engine.bpmn.instance import Instance
    from engine.bpmn.model import Node, Trigger
    from engine.bpmn.tokens import Token
    from engine.bpmn.trees import Tree


def throw(token: Token) -> bool | None:
    """Throw what the element of `token` throws, an error last; False when the token itself was cancelled by it, None
    when it waits."""
    for trigger in sorted(token.task_spec.node.triggers, key=lambda trigger: trigger.kind == "error"):
        going_on = _throw(token, trigger)
        if not going_on:
            return going_on
    return True


def _throw(token: Token, trigger: Trigger) -> bool | None:
    step = token.task_spec
    if trigger.kind in ("none", "link", "terminate"):
        return True
    if trigger.kind in ("compensate", "cancel"):
        return compensate(token) if trigger.kind == "compensate" else cancel_transaction(token)
    detail: dict[str, Any] = {"event": trigger.kind}
    if trigger.kind in ("error", "escalation"):
        step.note(token, "throw", {**detail, "code": trigger.code})
        return propagate_code(token, trigger.kind, trigger.code or "")
    if trigger.kind == "message" and not trigger.has_message:
        return True
    name = event_name(token, trigger.name)
    mapped = {mapping.target[0] for mapping in step.node.inputs}
    payload = {key: value for key, value in (token.locals or {}).items() if key in mapped}
    correlation = correlation_text(token, trigger.correlation)
    detail["name"] = name
    if correlation is not None:
        detail["correlation"] = correlation
    step.note(token, "throw", detail)
    instance = token.workflow.top_workflow
    caught = catch(instance, trigger.kind, name, correlation, payload)
    if trigger.kind == "signal" or not caught:
        kind: Literal["message", "signal"] = "signal" if trigger.kind == "signal" else "message"
        thrown = Thrown(kind, name, correlation, payload, step.node.id, token.key)
        instance.journal.messages.append(thrown)
    return token.open


def catch(instance: Instance, kind: str, name: str, correlation: str | None, payload: dict[str, Any]) -> int:
    """Deliver a signal to all who wait for it, a message to the oldest whose correlation key fits; how many caught."""
    found = [
        token
        for token in instance.waits.values()
        if (wait := token.internal_data.get(SUBSCRIBED)) is not None
        and wait[0] == kind
        and wait[1] == name
        and (kind == "signal" or wait[2] is None or wait[2] == correlation)
    ]
    found.sort(key=lambda token: token.id)
    if kind == "message":
        exact = [token for token in found if token.internal_data[SUBSCRIBED][2] is not None]
        found = (exact or found)[:1]
    for token in found:
        if token.open:
            token.trigger(dict(payload))
    return len(found)


def propagate_code(token: Token, kind: str, code: str) -> bool:
    """Find who catches an error or escalation, from the inside out; False when the thrower was cancelled.

    At each level event sub-processes come before the boundary; a catcher naming the code before one that takes all.
    An error nobody catches is an incident, an escalation nobody catches goes on.
    """
    from engine.bpmn.nodes.events import fire_boundary
    from engine.bpmn.nodes.handlers import start_handler

    tree: Tree = token.workflow
    inside: Node | None = None
    while True:
        handler = None if tree.interrupted else _handler(tree, kind, code, inside)
        if handler is not None:
            start_handler(tree, handler, {})
            return token.open
        owner = tree.owner
        if owner is None:
            break
        activity = owner.body or owner
        event = None if activity.role == UNDO else _boundary(activity.task_spec.node, kind, code)
        if event is not None:
            fire_boundary(activity, activity.workflow.step(event.id), {})
            return token.open
        inside = activity.task_spec.node
        tree = activity.workflow
    if kind == "error":
        raise Incident(
            "error_uncaught",
            token.task_spec.node.id,
            token.key,
            f"错误“{code}”没有被任何事件捕获。",
            f"Nothing catches the error “{code}”.",
        )
    return True


def _handler(tree: Tree, kind: str, code: str, inside: Node | None) -> Node | None:
    fitting: dict[bool, Node] = {}
    for handler in tree.scope.handlers:
        start = handler.body.starts[0] if handler.body else None
        if handler is not inside and start is not None:
            for trigger in _catching(start, kind, code):
                fitting.setdefault(trigger.code is not None, handler)
    return fitting.get(True) or fitting.get(False)


def _boundary(node: Node, kind: str, code: str) -> Node | None:
    fitting: dict[bool, Node] = {}
    for event in node.boundary:
        for trigger in _catching(event, kind, code):
            fitting.setdefault(trigger.code is not None, event)
    return fitting.get(True) or fitting.get(False)


def _catching(event: Node, kind: str, code: str) -> list[Trigger]:
    """Those of an event's triggers that take the code."""
    return [trigger for trigger in event.triggers if trigger.kind == kind and trigger.code in (code, None)]
